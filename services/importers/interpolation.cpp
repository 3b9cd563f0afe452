// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/interpolation.h"

#include "services/importers/importlimits.h"

#include <QStringView>

namespace opsdeck {

namespace {

bool beginsName(QChar c)
{
    return c == QLatin1Char('_') || (c >= QLatin1Char('a') && c <= QLatin1Char('z'))
           || (c >= QLatin1Char('A') && c <= QLatin1Char('Z'));
}

bool continuesName(QChar c)
{
    return beginsName(c) || (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
}

qsizetype nameLength(QStringView text)
{
    if (text.isEmpty() || !beginsName(text.front()))
        return 0;
    qsizetype length = 1;
    while (length < text.size() && continuesName(text.at(length)))
        ++length;
    return length;
}

class Interpolation final
{
public:
    Interpolation(const VariableLookup &lookup, Interpolated &result)
        : m_lookup(lookup)
        , m_result(result)
    {}

    QString expanded(QStringView text, int depth)
    {
        if (depth > importlimits::kInterpolationDepth) {
            fail(Interpolated::Fault::TooMuch, {}, {});
            return {};
        }
        QString out;
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype dollar = text.indexOf(QLatin1Char('$'), at);
            if (dollar < 0 || m_result.fault == Interpolated::Fault::TooMuch) {
                append(out, text.mid(at));
                break;
            }
            append(out, text.mid(at, dollar - at));
            at = dollar + 1;
            const QStringView rest = text.mid(at);
            if (rest.startsWith(QLatin1Char('$'))) {
                out += QLatin1Char('$');
                ++at;
            } else if (rest.startsWith(QLatin1Char('{'))) {
                const qsizetype end = closingBrace(rest);
                if (end < 0) {
                    fail(Interpolated::Fault::Invalid, {}, {});
                    return out;
                }
                append(out, braced(rest.mid(1, end - 1), depth));
                at += end + 1;
            } else if (const qsizetype length = nameLength(rest); length > 0) {
                append(out, valueOf(rest.left(length).toString()));
                at += length;
            } else {
                out += QLatin1Char('$');
            }
        }
        return out;
    }

private:
    void append(QString &out, QStringView more)
    {
        m_written += more.size();
        if (m_written > importlimits::kInterpolatedCharacters)
            fail(Interpolated::Fault::TooMuch, {}, {});
        else
            out += more;
    }

    void fail(Interpolated::Fault fault, const QString &variable, const QString &words)
    {
        if (m_result.fault != Interpolated::Fault::None && fault != Interpolated::Fault::TooMuch)
            return;
        m_result.fault = fault;
        m_result.variable = variable;
        m_result.words = words;
    }

    /// Of the brace that `text` begins with; -1 when there is none.
    static qsizetype closingBrace(QStringView text)
    {
        int open = 0;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text.at(i) == QLatin1Char('{'))
                ++open;
            else if (text.at(i) == QLatin1Char('}') && --open == 0)
                return i;
        }
        return -1;
    }

    QString valueOf(const QString &name)
    {
        const std::optional<QString> value = m_lookup(name);
        if (!value && !m_result.unset.contains(name))
            m_result.unset << name;
        return value.value_or(QString());
    }

    QString braced(QStringView inside, int depth)
    {
        const qsizetype length = nameLength(inside);
        const QString name = inside.left(length).toString();
        QStringView rest = inside.mid(length);
        if (length == 0) {
            fail(Interpolated::Fault::Invalid, {}, {});
            return {};
        }
        if (rest.isEmpty())
            return valueOf(name);
        const bool isStrict = rest.startsWith(QLatin1Char(':'));
        if (isStrict)
            rest = rest.mid(1);
        const QChar sign = rest.isEmpty() ? QChar() : rest.front();
        if (sign != QLatin1Char('-') && sign != QLatin1Char('?') && sign != QLatin1Char('+')) {
            fail(Interpolated::Fault::Invalid, name, {});
            return {};
        }
        rest = rest.mid(1);
        const std::optional<QString> value = m_lookup(name);
        const bool isSet = value && !(isStrict && value->isEmpty());
        if (sign == QLatin1Char('+'))
            return isSet ? expanded(rest, depth + 1) : QString();
        if (isSet)
            return *value;
        if (sign == QLatin1Char('-'))
            return expanded(rest, depth + 1);
        fail(Interpolated::Fault::Required, name, expanded(rest, depth + 1));
        return {};
    }

    const VariableLookup &m_lookup;
    Interpolated &m_result;
    qint64 m_written = 0;
};

} // namespace

Interpolated interpolated(const QString &text, const VariableLookup &lookup)
{
    Interpolated result;
    if (!text.contains(QLatin1Char('$'))) {
        result.text = text;
        return result;
    }
    result.text = Interpolation(lookup, result).expanded(text, 0);
    return result;
}

} // namespace opsdeck
