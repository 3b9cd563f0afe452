// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/rulelimits.h"

#include "services/base/cleantext.h"
#include "services/config/secretscan.h"
#include "services/domain/madeid.h"

namespace opsdeck {

namespace {

constexpr int kExpressionShown = 200;

/// A dollar begins a variable in our files.
QString literal(QString text)
{
    return text.replace(QLatin1Char('$'), QLatin1String("$$"));
}

class RuleLimits final
{
public:
    RuleLimits(const QHash<QString, QString> &services, ImportedStack &imported,
               ImportFindings &findings)
        : m_services(services)
        , m_imported(imported)
        , m_findings(findings)
    {}

    void apply(const QList<PrometheusRule> &rules);

private:
    bool applyRule(const PrometheusRule &rule, const AlertForm &form);

    const QHash<QString, QString> &m_services;
    ImportedStack &m_imported;
    ImportFindings &m_findings;
};

bool RuleLimits::applyRule(const PrometheusRule &rule, const AlertForm &form)
{
    const QString job = form.labels.value(QStringLiteral("job"));
    const QString id = m_services.value(job);
    if (id.isEmpty())
        return false;
    Labels labels = form.labels;
    labels.remove(QStringLiteral("job"));
    const QString instance = labels.take(QStringLiteral("instance"));
    QStringList matchers;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it)
        matchers.append(QStringLiteral("%1=\"%2\"").arg(it.key(), it.value()));
    const QString sample =
        matchers.isEmpty()
            ? form.metric
            : form.metric + QLatin1Char('{') + matchers.join(QLatin1Char(',')) + QLatin1Char('}');
    const bool isCritical =
        rule.severity == QLatin1String("critical") || rule.severity == QLatin1String("page");
    bool isApplied = false;
    for (ImportedService &service : m_imported.services) {
        if (service.id != id)
            continue;
        const QList<ImportedCheck> checks = service.checks;
        for (qsizetype i = 0; i < checks.size(); ++i) {
            ImportedCheck &check = service.checks[i];
            if (check.kind == QLatin1String("http") || check.kind == QLatin1String("tcp")
                || check.kind == QLatin1String("dead-man")
                || (!instance.isEmpty() && check.title != instance))
                continue;
            isApplied = true;
            if (form.kind == AlertForm::Kind::Silence) {
                ImportedCheck silence = check;
                silence.kind = QStringLiteral("dead-man");
                silence.title = cleanText(rule.alert, 80);
                silence.id =
                    madeId(rule.alert + QLatin1Char('-') + check.id, QStringLiteral("silence"));
                silence.parameters.removeIf([](const auto &each) {
                    return each.first.startsWith(QLatin1String("limits"))
                           || each.first == QLatin1String("sample_limit");
                });
                silence.parameters.append({QStringLiteral("metric"), literal(sample)});
                silence.parameters.append(
                    {isCritical ? QStringLiteral("age_critical") : QStringLiteral("age_warning"),
                     QStringLiteral("%1s").arg(qRound64(form.seconds))});
                service.checks.append(silence);
                continue;
            }
            const QString key =
                isCritical ? QStringLiteral("limits") : QStringLiteral("limits_warning");
            QVariantMap limits;
            for (const auto &[name, value] : std::as_const(check.parameters)) {
                if (name == key)
                    limits = value.toMap();
            }
            check.parameters.removeIf([&key](const auto &each) { return each.first == key; });
            limits.insert(literal(sample), form.good);
            check.parameters.append({key, limits});
        }
    }
    return isApplied;
}

void RuleLimits::apply(const QList<PrometheusRule> &rules)
{
    for (const PrometheusRule &rule : rules) {
        const QString shown = looksSecret(rule.expression)
                                  ? ImportText::tr("an expression")
                                  : cleanText(rule.expression, kExpressionShown);
        const QString name = rule.alert.isEmpty() ? rule.record : rule.alert;
        const auto say = [&](FindingLevel level, const QString &text) {
            m_findings.add(level, rule.at, {}, QStringLiteral("rules.") + name, text.arg(shown));
        };
        if (rule.alert.isEmpty()) {
            say(FindingLevel::NotMapped, ImportText::tr("recorded, nothing is computed here: %1"));
            continue;
        }
        const AlertForm form = readAlertForm(rule.expression);
        if (form.kind == AlertForm::Kind::Absent)
            say(FindingLevel::Note,
                ImportText::tr("every check tells by itself when its target is away: %1"));
        else if (form.kind == AlertForm::Kind::Other)
            say(FindingLevel::NotMapped, ImportText::tr("not of a simple form: %1"));
        else if (!form.labels.contains(QStringLiteral("job")))
            say(FindingLevel::NotMapped,
                ImportText::tr("whose metric it is is not told by a job: %1"));
        else if (applyRule(rule, form))
            say(FindingLevel::Note, form.kind == AlertForm::Kind::Limit
                                        ? ImportText::tr("became a limit: %1")
                                        : ImportText::tr("became a dead man's switch: %1"));
        else
            say(FindingLevel::NotMapped, ImportText::tr("its job has no check of a page: %1"));
    }
}

} // namespace

void applyRules(const QList<PrometheusRule> &rules, const QHash<QString, QString> &services,
                ImportedStack &imported, ImportFindings &findings)
{
    RuleLimits(services, imported, findings).apply(rules);
}

} // namespace opsdeck
