// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/stepvariables.h"

#include "services/config/configtext.h"
#include "services/domain/variablescan.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kSecret = QStringLiteral("secret");

/// The children of a map or list, each replaced by what `change` makes of it.
template <typename Change>
YamlNode changed(const YamlNode &node, const Change &change)
{
    QList<YamlNode> children;
    children.reserve(node.children().size());
    for (qsizetype i = 0; i < node.children().size(); ++i)
        children.append(
            change(node.isMap() ? node.keys().at(i).name : QString(), node.children().at(i)));
    return node.isList() ? YamlNode::list(node.at(), std::move(children))
                         : YamlNode::map(node.at(), node.keys(), std::move(children));
}

const ParameterSpec *specOf(const ParameterSchema &schema, const QString &name)
{
    const auto it = std::find_if(schema.cbegin(), schema.cend(),
                                 [&](const ParameterSpec &spec) { return spec.name == name; });
    return it == schema.cend() ? nullptr : &*it;
}

/// "login.token" of every step in the order of the steps.
QList<QStringList> savedNames(const YamlNode &steps, const ParameterSchema &fields)
{
    QList<QStringList> all;
    for (const YamlNode &step : steps.children()) {
        QStringList names;
        for (qsizetype i = 0; i < step.keys().size(); ++i) {
            const ParameterSpec *spec = specOf(fields, step.keys().at(i).name);
            if (spec == nullptr || spec->type != ParameterType::Places)
                continue;
            for (const YamlKey &key : step.children().at(i).keys())
                names << step.textOf(QStringLiteral("id")) + QLatin1Char('.') + key.name;
        }
        all.append(names);
    }
    return all;
}

class StepSubstitution final
{
public:
    StepSubstitution(const Variables &variables, const QString &environment,
                     const Reporter &reporter, qint64 &added)
        : m_variables(variables)
        , m_environment(environment)
        , m_reporter(reporter)
        , m_added(added)
    {}

    YamlNode steps(const YamlNode &steps, const ParameterSchema &fields)
    {
        if (!steps.isList())
            return substituted(steps, m_variables, m_environment, m_reporter, m_added);
        m_saved = savedNames(steps, fields);
        m_row = -1;
        return changed(steps, [&](const QString &, const YamlNode &step) {
            ++m_row;
            if (!step.isMap())
                return substituted(step, m_variables, m_environment, m_reporter, m_added);
            return changed(step, [&](const QString &key, const YamlNode &value) {
                const ParameterSpec *spec = specOf(fields, key);
                return spec != nullptr && spec->takesSaved
                           ? texts(value)
                           : substituted(value, m_variables, m_environment, m_reporter, m_added);
            });
        });
    }

private:
    YamlNode texts(const YamlNode &node)
    {
        if (!node.isScalar())
            return node.isNull() ? node
                                 : changed(node, [this](const QString &, const YamlNode &child) {
                                       return texts(child);
                                   });
        if (!node.text().contains(QLatin1Char('$')))
            return node;
        // Read twice: a dollar that is to stay must be doubled again.
        QString doubled = node.text();
        doubled.replace(QLatin1String("$$"), QLatin1String("$$$$"));
        m_reporter.forgetVariables(node.at());
        bool isWhole = true;
        QString text = variablesReplaced(
            doubled,
            [this](const QString &name) -> std::optional<QString> {
                if (name == kSecret || isSavedBefore(name))
                    return QStringLiteral("${%1}").arg(name);
                const auto known = m_variables.constFind(name);
                if (known == m_variables.cend())
                    return std::nullopt;
                QString value = *known;
                return value.replace(QLatin1Char('$'), QLatin1String("$$"));
            },
            [&](const QString &name) {
                reportUnknown(name, node);
                isWhole = false;
            });
        if (!isWhole)
            m_reporter.leftUnfilled(node.at());
        m_added += std::max<qsizetype>(0, text.size() - node.text().size());
        return YamlNode::scalar(node.at(), std::move(text), node.written());
    }

    bool isSavedBefore(const QString &name) const
    {
        return std::any_of(m_saved.cbegin(), m_saved.cbegin() + m_row,
                           [&](const QStringList &names) { return names.contains(name); });
    }

    void reportUnknown(const QString &name, const YamlNode &node) const
    {
        QStringList before;
        for (qsizetype row = 0; row < m_saved.size(); ++row) {
            if (row < m_row) {
                before += m_saved.at(row);
            } else if (m_saved.at(row).contains(name)) {
                m_reporter.error(
                    node.at(),
                    ConfigText::tr("%1 is not there yet: the step that saves it comes later")
                        .arg(ConfigText::quoted(name)));
                return;
            }
        }
        if (name.contains(QLatin1Char('.'))) {
            m_reporter.error(
                node.at(),
                ConfigText::tr("no earlier step saves %1; write 'save' in one.%2")
                    .arg(ConfigText::quoted(name), ConfigText::didYouMean(name, before)));
            return;
        }
        const QString alone =
            name.isEmpty() ? QStringLiteral("${") : QStringLiteral("${%1}").arg(name);
        checkVariables(YamlNode::scalar(node.at(), alone), m_variables, {}, m_environment,
                       m_reporter);
    }

    const Variables &m_variables;
    const QString &m_environment;
    const Reporter &m_reporter;
    qint64 &m_added;
    QList<QStringList> m_saved;
    qsizetype m_row = -1;
};

} // namespace

bool isStepName(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral(R"(^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$)"));
    return shape.match(text).hasMatch();
}

YamlNode substitutedService(const YamlNode &service, const QList<KindInfo> &probes,
                            const Variables &variables, const QString &environment,
                            const Reporter &reporter, qint64 &added)
{
    StepSubstitution substitution(variables, environment, reporter, added);
    const auto plain = [&](const YamlNode &node) {
        return substituted(node, variables, environment, reporter, added);
    };
    return changed(service, [&](const QString &name, const YamlNode &value) {
        // What a document says may hold anything.
        if (name == QLatin1String("facts") || name == QLatin1String("sources"))
            return value;
        if (name != QLatin1String("checks") || !value.isList())
            return plain(value);
        return changed(value, [&](const QString &, const YamlNode &check) {
            const auto kind =
                std::find_if(probes.cbegin(), probes.cend(), [&](const KindInfo &info) {
                    return info.id == check.textOf(QStringLiteral("kind"));
                });
            if (!check.isMap() || kind == probes.cend())
                return plain(check);
            return changed(check, [&](const QString &key, const YamlNode &part) {
                const ParameterSpec *spec = specOf(kind->parameters, key);
                return spec != nullptr && spec->type == ParameterType::Steps
                           ? substitution.steps(part, spec->fields)
                           : plain(part);
            });
        });
    });
}

} // namespace opsdeck
