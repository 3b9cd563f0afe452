// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/relabelling.h"

namespace opsdeck {

namespace {

constexpr qsizetype kRules = 200;

/// `$1` and `${name}` of a match.
QString expanded(const QString &replacement, const QRegularExpressionMatch &match)
{
    static const QRegularExpression reference(
        QStringLiteral(R"(\$(?:(\d+)|\{(\w+)\}|([A-Za-z_]\w*)|(\$)))"));
    QString text;
    qsizetype end = 0;
    auto it = reference.globalMatch(replacement);
    while (it.hasNext()) {
        const QRegularExpressionMatch each = it.next();
        text += replacement.mid(end, each.capturedStart() - end);
        end = each.capturedEnd();
        const QString name = each.captured(1) + each.captured(2) + each.captured(3);
        bool isNumber = false;
        const int number = name.toInt(&isNumber);
        if (!each.captured(4).isEmpty())
            text += QLatin1Char('$');
        else
            text += isNumber ? match.captured(number) : match.captured(name);
    }
    return text + replacement.mid(end);
}

} // namespace

Relabelling::Relabelling(const ComposeNode *rules, const QString &job, ImportFindings &findings)
{
    static const QStringList actions{QStringLiteral("replace"),   QStringLiteral("keep"),
                                     QStringLiteral("drop"),      QStringLiteral("labelmap"),
                                     QStringLiteral("labeldrop"), QStringLiteral("labelkeep"),
                                     QStringLiteral("lowercase"), QStringLiteral("uppercase")};
    const QString key = QStringLiteral("relabel_configs");
    const QList<ComposeNode> all = rules != nullptr ? rules->children : QList<ComposeNode>();
    for (const ComposeNode &node : all.mid(0, kRules)) {
        const auto text = [&node](const char *name, const QString &otherwise) {
            const ComposeNode *value = node.find(QLatin1String(name));
            return value != nullptr && value->isScalar() ? value->text : otherwise;
        };
        Rule rule;
        rule.action = text("action", QStringLiteral("replace")).toLower();
        rule.separator = text("separator", QStringLiteral(";"));
        rule.target = text("target_label", {});
        rule.replacement = text("replacement", QStringLiteral("$1"));
        if (const ComposeNode *sources = node.find(QStringLiteral("source_labels"))) {
            for (const ComposeNode &source : sources->children)
                rule.sources.append(source.text);
        }
        rule.form = QRegularExpression(
            QRegularExpression::anchoredPattern(text("regex", QStringLiteral("(.*)"))),
            QRegularExpression::DotMatchesEverythingOption);
        if (!actions.contains(rule.action))
            findings.add(
                FindingLevel::NotMapped, node.at, job, key,
                ImportText::tr("the action %1 is left out").arg(ImportText::quoted(rule.action)));
        else if (!rule.form.isValid())
            findings.add(FindingLevel::NotMapped, node.at, job, key,
                         ImportText::tr("its regular expression can't be read; it is left out"));
        else
            m_rules.append(rule);
    }
    if (all.size() > kRules)
        findings.add(FindingLevel::NotMapped, rules->at, job, key,
                     ImportText::tr("rules beyond the %1st are left out").arg(kRules + 1));
}

bool Relabelling::applyRule(const Rule &rule, Labels &labels)
{
    if (rule.action.startsWith(QLatin1String("label"))) {
        const QStringList names = labels.keys();
        for (const QString &name : names) {
            const QRegularExpressionMatch match = rule.form.match(name);
            if (rule.action == QLatin1String("labelmap") && match.hasMatch())
                labels.insert(expanded(rule.replacement, match), labels.value(name));
            else if (rule.action == QLatin1String("labeldrop") && match.hasMatch())
                labels.remove(name);
            else if (rule.action == QLatin1String("labelkeep") && !match.hasMatch())
                labels.remove(name);
        }
        return true;
    }
    QStringList values;
    for (const QString &source : rule.sources)
        values.append(labels.value(source));
    const QString value = values.join(rule.separator);
    if (rule.action == QLatin1String("lowercase") || rule.action == QLatin1String("uppercase")) {
        labels.insert(rule.target,
                      rule.action.startsWith(QLatin1Char('l')) ? value.toLower() : value.toUpper());
        return true;
    }
    const QRegularExpressionMatch match = rule.form.match(value);
    if (rule.action != QLatin1String("replace"))
        return match.hasMatch() == (rule.action == QLatin1String("keep"));
    if (!match.hasMatch())
        return true;
    const QString target = expanded(rule.target, match);
    const QString result = expanded(rule.replacement, match);
    if (result.isEmpty())
        labels.remove(target);
    else if (!target.isEmpty())
        labels.insert(target, result);
    return true;
}

bool Relabelling::apply(Labels &labels) const
{
    for (const Rule &rule : m_rules) {
        if (!applyRule(rule, labels))
            return false;
    }
    return true;
}

} // namespace opsdeck
