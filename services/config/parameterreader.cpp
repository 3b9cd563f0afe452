// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/parameterreader.h"

#include "services/config/argumentvector.h"
#include "services/config/conditionreader.h"
#include "services/config/configtext.h"
#include "services/config/scalarhints.h"
#include "services/config/scalars.h"
#include "services/config/secretscan.h"
#include "services/config/stepsreader.h"
#include "services/config/unsetvalue.h"
#include "services/config/variables.h"
#include "services/config/workspacepath.h"
#include "services/domain/stepguards.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <optional>

namespace opsdeck {

namespace {

/// One value on its way from text to type.
class ValueReader final
{
public:
    ValueReader(const ParameterSpec &spec, const YamlNode &node, QString directory, bool isDeferred,
                const Reporter &reporter)
        : m_spec(spec)
        , m_node(node)
        , m_directory(std::move(directory))
        , m_isDeferred(isDeferred)
        , m_reporter(reporter)
    {}

    QVariant read() const
    {
        switch (m_spec.type) {
        case ParameterType::StringList:
            return list();
        case ParameterType::StringMap:
            return map(false);
        case ParameterType::Conditions:
            return map(true);
        case ParameterType::ConditionList:
            return conditionsIn(m_node, m_spec.name, m_reporter);
        case ParameterType::Places:
            return readPlaces(m_spec, m_node, m_reporter);
        case ParameterType::Steps:
            return readSteps(m_spec, m_node, m_directory, m_reporter);
        default:
            break;
        }
        if (!m_node.isScalar())
            return wrong(ConfigText::tr("one value"));
        if (m_isDeferred && m_node.text().contains(QLatin1String("${"))
            && m_spec.type != ParameterType::String && m_spec.type != ParameterType::Credential
            && !m_spec.takesSaved)
            return wrong(ConfigText::tr("a value without variables"));
        return scalar(m_node.text());
    }

private:
    QVariant wrong(const QString &expected, const QString &hint = {}) const
    {
        m_reporter.error(
            m_node.at(),
            m_node.isScalar()
                ? ConfigText::tr("'%1' must be %2, not %3")
                          .arg(m_spec.name, expected, ConfigText::quoted(m_node.text()))
                      + hint
                : ConfigText::tr("'%1' must be %2").arg(m_spec.name, expected));
        return {};
    }

    QVariant inRange(const QVariant &value, double number, const QString &expected) const
    {
        const bool low = m_spec.minimum && number < *m_spec.minimum;
        const bool high = m_spec.maximum && number > *m_spec.maximum;
        if (!low && !high)
            return value;
        const auto limit = [this](double bound) {
            if (m_spec.type == ParameterType::Duration)
                return scalars::durationWord(Milliseconds(static_cast<qint64>(bound)));
            return m_spec.type == ParameterType::ByteSize
                       ? scalars::bytesWord(static_cast<qint64>(bound))
                       : QString::number(bound, 'g', 12);
        };
        return wrong(
            low ? ConfigText::tr("%1 of at least %2").arg(expected, limit(*m_spec.minimum))
                : ConfigText::tr("%1 of at most %2").arg(expected, limit(*m_spec.maximum)));
    }

    QVariant scalar(const QString &text) const
    {
        switch (m_spec.type) {
        case ParameterType::Integer:
            if (const auto value = scalars::integer(text))
                return inRange(*value, static_cast<double>(*value),
                               ConfigText::tr("a whole number"));
            return wrong(ConfigText::tr("a whole number"), scalars::numberHint(text));
        case ParameterType::Number:
            if (const auto value = scalars::number(text))
                return inRange(*value, *value, ConfigText::tr("a number"));
            return wrong(ConfigText::tr("a number"), scalars::numberHint(text));
        case ParameterType::Boolean:
            if (const auto value = scalars::boolean(text))
                return *value;
            return wrong(ConfigText::tr("true or false"), scalars::booleanHint(text));
        case ParameterType::Duration:
            if (const auto value = scalars::duration(text))
                return inRange(static_cast<qint64>(value->count()),
                               static_cast<double>(value->count()), ConfigText::tr("a duration"));
            return wrong(ConfigText::tr("a duration such as 500ms, 30s, 5m, 2h or 7d"),
                         scalars::durationHint(text));
        case ParameterType::ByteSize:
            if (const auto value = scalars::bytes(text))
                return inRange(*value, static_cast<double>(*value), ConfigText::tr("a size"));
            return wrong(ConfigText::tr("a size such as 64KiB or 1MiB"), scalars::bytesHint(text));
        case ParameterType::Port:
            if (const auto value = scalars::integer(text); value && *value >= 1 && *value <= 65'535)
                return *value;
            return wrong(ConfigText::tr("a port from 1 to 65535"), scalars::numberHint(text));
        case ParameterType::Enum:
            if (m_spec.choices.contains(text))
                return text;
            m_reporter.error(m_node.at(), ConfigText::tr("'%1' must be %2, not %3.%4")
                                              .arg(m_spec.name, ConfigText::anyOf(m_spec.choices),
                                                   ConfigText::quoted(text),
                                                   ConfigText::didYouMean(text, m_spec.choices)));
            return {};
        case ParameterType::Url:
            return url(text);
        case ParameterType::Host:
            return host(text);
        case ParameterType::File:
            return file(text);
        case ParameterType::Credential:
            return credential(text);
        case ParameterType::ConditionText:
            return conditionsIn(m_node, m_spec.name, m_reporter).value(0);
        case ParameterType::String:
            return m_spec.isInside ? inside(text) : QVariant(text);
        default:
            return text;
        }
    }

    QVariant url(const QString &text) const
    {
        // Values that come later stand behind the host: they must not lead to another one.
        static const QRegularExpression later(QStringLiteral(R"(\$\{[^}]*\})"));
        static const QRegularExpression fixedHost(
            QStringLiteral(R"(^[A-Za-z][A-Za-z0-9+.-]*://[^/?#$]+([/?#]|$))"));
        if (m_spec.takesSaved && text.contains(QLatin1Char('$'))
            && !fixedHost.match(text).hasMatch())
            return wrong(
                ConfigText::tr("an address whose host is fixed; saved values may stand behind it"));
        const QUrl url(m_spec.takesSaved ? QString(text).replace(later, QStringLiteral("x")) : text,
                       QUrl::StrictMode);
        if (!url.isValid() || url.isRelative() || url.host().isEmpty())
            return wrong(ConfigText::tr("an absolute address such as %1://host:port/path")
                             .arg(m_spec.choices.value(0, QStringLiteral("https"))));
        if (!m_spec.choices.isEmpty() && !m_spec.choices.contains(url.scheme()))
            return wrong(ConfigText::tr("an address that begins with %1")
                             .arg(ConfigText::anyOf(m_spec.choices)));
        if (!url.userInfo().isEmpty()) {
            m_reporter.error(
                m_node.at(),
                ConfigText::tr("'%1' holds a user or password; use 'credential' and 'username'")
                    .arg(m_spec.name));
            return {};
        }
        return text;
    }

    QVariant host(const QString &text) const
    {
        static const QRegularExpression shape(QStringLiteral(R"(^[A-Za-z0-9._:%\[\]-]{1,253}$)"));
        if (!shape.match(text).hasMatch())
            return wrong(ConfigText::tr("a host name or address, without scheme, port or path"));
        return text;
    }

    QVariant file(const QString &text) const
    {
        const QString path = workspacePath(m_directory, text);
        if (!isRootedInParameter()) {
            const auto outside = [this](const QString &what) {
                m_reporter.error(m_node.at(), what.arg(m_spec.name));
                return QVariant();
            };
            if (QDir::isAbsolutePath(m_node.written()))
                return outside(ConfigText::tr(
                    "'%1' is an absolute path and so only good on this machine; put the file into "
                    "the workspace's folder, or set its path by a parameter of the environment"));
            if (!isInside(m_directory, path))
                return outside(ConfigText::tr(
                    "'%1' leads out of the workspace's folder; put the file into it, or set its "
                    "path by a parameter of the environment"));
        }
        const QFileInfo info(path);
        if (!info.isFile() || !info.isReadable())
            return wrong(ConfigText::tr("a readable file, relative to the workspace's folder"));
        return path;
    }

    /// What differs from machine to machine is set once, in the workspace file: a path that begins
    /// with such a parameter may lead anywhere, as long as nothing behind it leads up again.
    bool isRootedInParameter() const
    {
        static const QRegularExpression shape(QStringLiteral(R"(^\$\{([A-Za-z0-9_]+)\}(.*)$)"),
                                              QRegularExpression::DotMatchesEverythingOption);
        const QRegularExpressionMatch match = shape.match(m_node.written());
        return match.hasMatch() && !builtinVariables().contains(match.captured(1))
               && !match.captured(2).split(QLatin1Char('/')).contains(QStringLiteral(".."));
    }

    QVariant credential(const QString &text) const
    {
        static const QRegularExpression shape(
            QStringLiteral(R"(^[A-Za-z0-9][A-Za-z0-9._/@-]{0,127}$)"));
        if (m_isDeferred && text.contains(QLatin1String("${")))
            return text;
        if (looksPasted(text)) {
            m_reporter.error(m_node.at(), pastedText(m_spec.name));
            m_reporter.conceal(text);
            return {};
        }
        if (!shape.match(text).hasMatch()) {
            // Possibly the secret itself: not quoted.
            m_reporter.error(
                m_node.at(),
                ConfigText::tr(
                    "'%1' must be the name of an entry of the keychain, such as shop/prod/db")
                    .arg(m_spec.name));
            return {};
        }
        return text;
    }

    QVariant inside(const QString &text) const
    {
        if (staysInside(text))
            return text;
        m_reporter.error(
            m_node.at(),
            ConfigText::tr("'%1' must be a relative path without '..', not %2: it lies "
                           "below the data folder")
                .arg(m_spec.name, ConfigText::quoted(text)));
        return {};
    }

    QVariant list() const
    {
        if (m_node.isScalar() && m_spec.isArgumentVector) {
            refuseCommandText(m_spec.name, m_node, m_reporter);
            return {};
        }
        if (m_node.isScalar())
            return QStringList{m_node.text()};
        if (!m_node.isList())
            return wrong(ConfigText::tr("a list of texts"));
        QStringList texts;
        for (const YamlNode &item : m_node.children()) {
            if (!item.isScalar()) {
                m_reporter.error(item.at(),
                                 ConfigText::tr("'%1' must be a list of texts").arg(m_spec.name));
                return {};
            }
            texts.append(item.text());
        }
        if (texts.isEmpty() && m_spec.required)
            return wrong(ConfigText::tr("a list with at least one entry"));
        if (m_spec.isArgumentVector && !isScriptSafe(texts, m_node, m_isDeferred, m_reporter))
            return {};
        return texts;
    }

    QVariant map(bool areConditions) const
    {
        if (!m_node.isMap())
            return wrong(areConditions
                             ? ConfigText::tr("a mapping of paths and what is expected there")
                             : ConfigText::tr("a mapping of names and texts"));
        static const QRegularExpression comparison(
            QStringLiteral(R"(^\s*(<=|>=|!=|==|<|>)\s*(.*)$)"));
        QVariantMap values;
        for (qsizetype i = 0; i < m_node.keys().size(); ++i) {
            const YamlNode &value = m_node.children().at(i);
            const QString &name = m_node.keys().at(i).name;
            if (!m_spec.keys.isEmpty() && !m_spec.keys.contains(name)) {
                m_reporter.error(m_node.keys().at(i).at,
                                 ConfigText::tr("'%1' has no key %2; it has %3.%4")
                                     .arg(m_spec.name, ConfigText::quoted(name),
                                          ConfigText::anyOf(m_spec.keys),
                                          ConfigText::didYouMean(name, m_spec.keys)));
                return {};
            }
            if (!value.isScalar()) {
                m_reporter.error(value.at(), ConfigText::tr("'%1' of '%2' must be one text")
                                                 .arg(name.left(60), m_spec.name));
                return {};
            }
            const QRegularExpressionMatch match = comparison.match(value.text());
            if (areConditions && match.hasMatch()
                && !scalars::number(match.captured(2).trimmed())) {
                m_reporter.error(value.at(),
                                 ConfigText::tr("the comparison of '%1' needs a number behind %2")
                                     .arg(name.left(60), match.captured(1)));
                return {};
            }
            values.insert(name, value.text());
        }
        bool isWhole = true;
        for (const QString &name : m_spec.requiredKeys) {
            if (!values.value(name).toString().isEmpty())
                continue;
            isWhole = false;
            const YamlNode *empty = m_node.find(name);
            m_reporter.error(empty == nullptr ? m_node.at() : empty->at(),
                             ConfigText::tr("'%1' needs '%2'").arg(m_spec.name, name));
        }
        return isWhole ? QVariant(values) : QVariant();
    }

    const ParameterSpec &m_spec;
    const YamlNode &m_node;
    QString m_directory;
    bool m_isDeferred;
    const Reporter &m_reporter;
};

QVariantMap readValues(const ParameterSchema &schema, MapReader &reader, const QString &directory,
                       bool isDeferred, const Reporter &reporter)
{
    QVariantMap values;
    for (const ParameterSpec &spec : schema) {
        const YamlNode *node = reader.value(spec.name);
        if (node == nullptr) {
            if (spec.required)
                reader.requiredText(spec.name);
            else if (spec.defaultValue.isValid())
                values.insert(spec.name, spec.defaultValue);
            continue;
        }
        if (spec.type != ParameterType::Steps && holdsUnset(*node)) {
            values.insert(spec.name, unsetMark());
            continue;
        }
        const QVariant value = ValueReader(spec, *node, directory, isDeferred, reporter).read();
        if (value.isValid())
            values.insert(spec.name, value);
    }
    return values;
}

/// Of values that are not known yet, nothing that depends on them.
QList<ParameterFinding> findingsOf(const KindInfo &kind, const QVariantMap &values)
{
    QList<ParameterFinding> findings = kind.judge(values);
    QVariantMap known = values;
    known.removeIf([](const auto &each) { return each.value() == QVariant(unsetMark()); });
    if (known.size() == values.size())
        return findings;
    const QList<ParameterFinding> without = kind.judge(known);
    findings.removeIf([&](const ParameterFinding &each) {
        return std::none_of(without.cbegin(), without.cend(), [&](const ParameterFinding &other) {
            return other.parameter == each.parameter && other.text == each.text;
        });
    });
    return findings;
}

} // namespace

QVariantMap readParameters(const KindInfo &kind, MapReader &reader, const QString &directory,
                           bool isDeferred, const Reporter &reporter)
{
    const QVariantMap values = readValues(kind.parameters, reader, directory, isDeferred, reporter);
    if (kind.judge == nullptr)
        return values;
    const QList<ParameterFinding> findings = findingsOf(kind, values);
    for (const ParameterFinding &finding : findings) {
        const YamlPosition at = reader.at(finding.parameter);
        finding.severity == ProblemSeverity::Error ? reporter.error(at, finding.text)
                                                   : reporter.warning(at, finding.text);
    }
    return values;
}

} // namespace opsdeck
