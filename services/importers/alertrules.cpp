// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/alertrules.h"

#include "services/importers/scrapetargets.h"

#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kRouteDepth = 32;

/// A selector with `=` matchers alone; nothing for any other.
std::optional<Labels> matchersOf(const QString &text)
{
    static const QRegularExpression one(
        QStringLiteral(R"re(^\s*([A-Za-z_]\w*)\s*=\s*"([^"\\]*)"\s*(?:,|$))re"));
    Labels labels;
    QString rest = text.trimmed();
    while (!rest.isEmpty()) {
        const QRegularExpressionMatch match = one.match(rest);
        if (!match.hasMatch())
            return std::nullopt;
        labels.insert(match.captured(1), match.captured(2));
        rest = rest.mid(match.capturedEnd()).trimmed();
    }
    return labels;
}

/// The comparison that holds as long as all is well.
QString opposite(const QString &sign)
{
    static const QHash<QString, QString> signs{
        {QStringLiteral(">"), QStringLiteral("<=")},  {QStringLiteral(">="), QStringLiteral("<")},
        {QStringLiteral("<"), QStringLiteral(">=")},  {QStringLiteral("<="), QStringLiteral(">")},
        {QStringLiteral("=="), QStringLiteral("!=")}, {QStringLiteral("!="), QStringLiteral("==")}};
    return signs.value(sign);
}

/// Prometheus' numbers and products of them: "0.5", "1e6", "24 * 3600".
std::optional<double> numberOf(const QString &text)
{
    double all = 1;
    const QStringList factors = text.split(QLatin1Char('*'));
    for (const QString &factor : factors) {
        bool isNumber = false;
        all *= factor.trimmed().toDouble(&isNumber);
        if (!isNumber || !std::isfinite(all))
            return std::nullopt;
    }
    return all;
}

void reportRoute(const ComposeNode &route, const QString &inherited, int depth,
                 ImportFindings &findings)
{
    const QString own = route.textOf(QStringLiteral("receiver"));
    const QString receiver = own.isEmpty() ? inherited : own;
    QStringList when;
    for (const char *key : {"matchers", "match", "match_re"}) {
        const ComposeNode *matchers = route.find(QLatin1String(key));
        if (matchers == nullptr)
            continue;
        for (qsizetype i = 0; i < matchers->children.size(); ++i)
            when.append(matchers->isMap() ? matchers->keys.at(i).name + QLatin1Char('=')
                                                + matchers->children.at(i).text
                                          : matchers->children.at(i).text);
    }
    findings.add(FindingLevel::NotMapped, route.at, {}, QStringLiteral("route"),
                 when.isEmpty()
                     ? ImportText::tr("alerts go to %1").arg(ImportText::quoted(receiver))
                     : ImportText::tr("alerts with %1 go to %2")
                           .arg(ImportText::quoted(when.join(QStringLiteral(", "))),
                                ImportText::quoted(receiver)));
    const ComposeNode *routes = route.find(QStringLiteral("routes"));
    if (routes == nullptr || depth >= kRouteDepth)
        return;
    for (const ComposeNode &each : routes->children)
        reportRoute(each, receiver, depth + 1, findings);
}

} // namespace

AlertForm readAlertForm(const QString &expression)
{
    static const QString selector = QStringLiteral(R"(([A-Za-z_:][\w:]*)\s*(?:\{([^{}]*)\})?)");
    static const QRegularExpression limit(
        QStringLiteral("^") + selector
        + QStringLiteral(R"(\s*(<=|>=|==|!=|<|>)\s*([-+.\deE* ]+)$)"));
    static const QRegularExpression silence(QStringLiteral(R"(^\(?\s*time\(\)\s*-\s*)") + selector
                                            + QStringLiteral(R"(\s*\)?\s*>=?\s*([.\deE* ()]+)$)"));
    static const QRegularExpression absent(QStringLiteral(R"(^absent\()"));
    const QString text = expression.simplified();
    AlertForm form;
    if (absent.match(text).hasMatch()) {
        form.kind = AlertForm::Kind::Absent;
        return form;
    }
    QRegularExpressionMatch match = silence.match(text);
    const bool isSilence = match.hasMatch();
    if (!isSilence)
        match = limit.match(text);
    if (!match.hasMatch())
        return form;
    const std::optional<Labels> labels = matchersOf(match.captured(2));
    QString written = match.captured(isSilence ? 3 : 4);
    const std::optional<double> number =
        numberOf(written.remove(QLatin1Char('(')).remove(QLatin1Char(')')));
    if (!labels || !number)
        return form;
    form.metric = match.captured(1);
    form.labels = *labels;
    if (isSilence) {
        form.kind = AlertForm::Kind::Silence;
        form.seconds = *number;
    } else if (form.metric == QLatin1String("up")) {
        form.kind = AlertForm::Kind::Absent;
    } else {
        form.kind = AlertForm::Kind::Limit;
        form.good =
            opposite(match.captured(3)) + QLatin1Char(' ') + QString::number(*number, 'g', 12);
    }
    return form;
}

QList<PrometheusRule> readRules(const ComposeNode &root, ImportFindings &findings)
{
    QList<PrometheusRule> all;
    const ComposeNode *groups = root.find(QStringLiteral("groups"));
    if (groups == nullptr)
        return all;
    for (const ComposeNode &group : groups->children) {
        reportOtherKeys(
            group, {QStringLiteral("name"), QStringLiteral("rules"), QStringLiteral("interval")},
            {}, QStringLiteral("groups"), findings);
        const ComposeNode *rules = group.find(QStringLiteral("rules"));
        if (rules == nullptr)
            continue;
        for (const ComposeNode &node : rules->children) {
            PrometheusRule rule;
            rule.alert = node.textOf(QStringLiteral("alert"));
            rule.record = node.textOf(QStringLiteral("record"));
            rule.expression = node.textOf(QStringLiteral("expr")).simplified();
            rule.at = node.at;
            if (const ComposeNode *labels = node.find(QStringLiteral("labels")))
                rule.severity = labels->textOf(QStringLiteral("severity")).toLower();
            if (rule.expression.isEmpty() || rule.alert.isEmpty() == rule.record.isEmpty())
                findings.add(FindingLevel::NotMapped, node.at, {}, QStringLiteral("groups"),
                             ImportText::tr("a rule that neither alerts nor records"));
            else
                all.append(rule);
        }
    }
    return all;
}

void reportAlertmanager(const ComposeNode &root, ImportFindings &findings)
{
    if (const ComposeNode *route = root.find(QStringLiteral("route")))
        reportRoute(*route, {}, 0, findings);
    if (const ComposeNode *receivers = root.find(QStringLiteral("receivers"))) {
        for (const ComposeNode &receiver : receivers->children) {
            QStringList ways;
            for (qsizetype i = 0; i < receiver.keys.size(); ++i) {
                if (receiver.keys.at(i).name.endsWith(QLatin1String("_configs")))
                    ways.append(receiver.keys.at(i).name.chopped(8));
            }
            findings.add(FindingLevel::NotMapped, receiver.at, {}, QStringLiteral("receivers"),
                         ImportText::tr("%1 is told by: %2; its addresses and keys were not copied")
                             .arg(ImportText::quoted(receiver.textOf(QStringLiteral("name"))),
                                  ways.isEmpty() ? ImportText::tr("nothing")
                                                 : ways.join(QStringLiteral(", "))));
        }
    }
    reportOtherKeys(root, {QStringLiteral("route"), QStringLiteral("receivers")}, {}, {}, findings);
}

} // namespace opsdeck
