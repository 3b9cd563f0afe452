// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/suite/suitevalues.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

class Suite
{
    Q_DECLARE_TR_FUNCTIONS(Suite)
};

constexpr qsizetype kShortestHidden = 4; ///< shorter ones are no secrets and parts of plain words
constexpr qsizetype kPrefix = 8;

/// A value as it stands in JSON: with quotes where it is a text.
QString asJson(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

QString asText(const QJsonValue &value)
{
    return value.isString() ? value.toString() : asJson(value);
}

/// The inside of a JSON text.
QString jsonEscaped(const QString &text)
{
    const QString quoted = asJson(text);
    return quoted.mid(1, quoted.size() - 2);
}

QString percentEncoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

bool hasControls(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7F; });
}

void wipeText(QString &text)
{
    text.fill(QChar(0));
    text.clear();
}

/// How much of `value` stands at `at`; nothing when it is less than its beginning.
qsizetype matchedLength(const QString &text, qsizetype at, const QString &value)
{
    if (value.size() < kShortestHidden)
        return 0;
    qsizetype length = 0;
    while (length < value.size() && at + length < text.size()
           && text.at(at + length) == value.at(length))
        ++length;
    return length >= std::min(kPrefix, value.size()) ? length : 0;
}

} // namespace

SuiteValues::~SuiteValues()
{
    for (Value &value : m_values) {
        wipeText(value.text);
        wipeText(value.json);
    }
}

bool SuiteValues::set(const QString &name, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return false;
    Value made{asText(value), asJson(value)};
    if (made.text.size() > kLongest)
        return false;
    m_values.insert(name, std::move(made));
    return true;
}

Result<QString> SuiteValues::filled(const QString &text, const Escape &escape) const
{
    QString result;
    bool isInQuotes = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const QChar next = i + 1 < text.size() ? text.at(i + 1) : QChar();
        if (c == QLatin1Char('$') && next == QLatin1Char('$')) {
            result += c;
            ++i;
        } else if (c == QLatin1Char('$') && next == QLatin1Char('{')) {
            const qsizetype end = text.indexOf(QLatin1Char('}'), i);
            const QString name = end < 0 ? QString() : text.mid(i + 2, end - i - 2);
            if (name == QLatin1String("secret")) {
                result += QString::fromLatin1(secretMarker());
            } else {
                const auto value = m_values.constFind(name);
                if (value == m_values.cend())
                    return failure(
                        ErrorKind::Config,
                        Suite::tr("No step saved '%1' before it is used.").arg(cleanText(name, 60)),
                        Suite::tr("Try: save in an earlier step of the check."));
                const Result<QString> escaped = escape(*value, isInQuotes);
                if (!escaped)
                    return failure(escaped.error());
                result += *escaped;
            }
            i = end;
        } else {
            if (c == QLatin1Char('\\') && isInQuotes && !next.isNull()) {
                result += c;
                ++i;
            } else if (c == QLatin1Char('"')) {
                isInQuotes = !isInQuotes;
            }
            result += text.at(i);
        }
    }
    return result;
}

Result<QString> SuiteValues::intoUrl(const QString &text) const
{
    return filled(text, [](const Value &value, bool) -> Result<QString> {
        if (value.text == QLatin1String(".") || value.text == QLatin1String(".."))
            return failure(ErrorKind::Garbage,
                           Suite::tr("A saved value would lead to another path of the address."),
                           Suite::tr("The server answered with something that is no identifier."));
        return percentEncoded(value.text);
    });
}

Result<QString> SuiteValues::intoHeader(const QString &text) const
{
    return filled(text, [](const Value &value, bool) -> Result<QString> {
        if (hasControls(value.text))
            return failure(
                ErrorKind::Garbage,
                Suite::tr("A saved value holds control characters: it can't be sent in a header."),
                Suite::tr("The server answered with something that is no token."));
        return value.text;
    });
}

Result<QString> SuiteValues::intoBody(const QString &text, TextForm form) const
{
    return filled(text, [form](const Value &value, bool isInQuotes) -> Result<QString> {
        if (form == TextForm::Json)
            return isInQuotes ? jsonEscaped(value.text) : value.json;
        if (form == TextForm::Form)
            return percentEncoded(value.text);
        QString plain = value.text;
        return plain.remove(QChar(0x1A));
    });
}

QString SuiteValues::intoCondition(const QString &text, bool asGlob) const
{
    if (!text.contains(QLatin1Char('$')))
        return text;
    return filled(text,
                  [asGlob](const Value &value, bool) -> Result<QString> {
                      QString plain = value.text;
                      if (asGlob)
                          plain.replace(QLatin1Char('\\'), QLatin1String("\\\\"))
                              .replace(QLatin1Char('*'), QLatin1String("\\*"))
                              .replace(QLatin1Char('?'), QLatin1String("\\?"));
                      return plain;
                  })
        .value_or(text);
}

QString SuiteValues::redacted(const QString &text) const
{
    QStringList hidden;
    for (const Value &value : m_values)
        hidden << value.text << cleanText(value.text, static_cast<int>(value.text.size() + 1))
               << percentEncoded(value.text) << jsonEscaped(value.text);
    hidden.removeDuplicates();
    QString shown;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype length = 0;
        for (const QString &value : std::as_const(hidden))
            length = std::max(length, matchedLength(text, at, value));
        shown += length > 0 ? QStringLiteral("•••") : QString(text.at(at));
        at += std::max<qsizetype>(length, 1);
    }
    for (QString &value : hidden)
        wipeText(value);
    return shown;
}

} // namespace opsdeck
