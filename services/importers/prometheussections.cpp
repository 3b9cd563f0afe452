// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/prometheussections.h"

#include "services/config/configtext.h"
#include "services/importers/prometheusforms.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool isSet(const ComposeNode *node)
{
    if (node == nullptr || node->isNull())
        return false;
    return node->isScalar() ? !node->text.isEmpty() : !node->children.isEmpty();
}

const ComposeNode *at(const ComposeNode &node, const QString &path)
{
    const ComposeNode *found = &node;
    for (const QString &key : path.split(QLatin1Char('.'))) {
        found = found->find(key);
        if (found == nullptr)
            return nullptr;
    }
    return found;
}

QString keyOf(const QString &term)
{
    return term.section(QLatin1Char('='), 0, 0);
}

bool holds(const ComposeNode &node, const QString &term)
{
    const ComposeNode *value = at(node, keyOf(term));
    if (!term.contains(QLatin1Char('=')))
        return isSet(value);
    const QString wanted = term.section(QLatin1Char('='), 1);
    if (wanted.isEmpty())
        return !isSet(value);
    return isSet(value)
           && (value->text == wanted
               || (prometheusforms::flag(*value) && wanted == QLatin1String("true"))
               || (prometheusforms::isFlag(*value) && !prometheusforms::flag(*value)
                   && wanted == QLatin1String("false")));
}

class Sections final
{
public:
    Sections(bool isLoose, ImportFindings &findings)
        : m_findings(findings)
        , m_isLoose(isLoose)
    {}

    /// `where` names the section, `prefix` begins the names of those below it.
    void check(const ComposeNode &node, const QString &name, const QString &where,
               const QString &prefix)
    {
        const PrometheusSection &section = prometheusSection(name);
        for (qsizetype i = 0; i < node.keys.size(); ++i) {
            const PrometheusKey *key = section.find(node.keys.at(i).name);
            if (key != nullptr)
                value(node.children.at(i), *key, where, prefix + key->name);
            else if (!m_isLoose)
                unknown(node.keys.at(i), section, where);
        }
        for (const PrometheusKey &key : section.keys) {
            if (key.isRequired && !isSet(node.find(key.name)))
                say(node.at, ImportText::tr("%1: '%2' is missing").arg(where, key.name));
        }
        for (const PrometheusKeyRule &rule : section.rules)
            apply(rule, node, where);
        if (name == QLatin1String("kubernetes"))
            selectors(node, where);
    }

private:
    void say(const ImportPlace &place, const QString &text) { m_findings.error(place, text); }

    void unknown(const ComposeKey &key, const PrometheusSection &section, const QString &where)
    {
        QStringList known;
        for (const PrometheusKey &each : section.keys)
            known << each.name;
        say(key.at,
            ImportText::tr("%1: Prometheus has no key %2 and refuses it (--loose lets it "
                           "pass).%3")
                .arg(where, ImportText::quoted(key.name), ConfigText::didYouMean(key.name, known)));
    }

    void value(const ComposeNode &node, const PrometheusKey &key, const QString &where,
               const QString &path)
    {
        if (node.isNull())
            return;
        const QString wrong = prometheusforms::problem(node, key);
        if (!wrong.isEmpty())
            return say(node.at, QStringLiteral("%1: %2").arg(where, wrong));
        if (key.form == PrometheusForm::Section)
            return check(node, key.section, path, path + QLatin1Char('.'));
        if (key.form == PrometheusForm::SectionMap) {
            for (qsizetype i = 0; i < node.keys.size(); ++i) {
                const QString below = path + QLatin1Char('.') + node.keys.at(i).name;
                item(node.children.at(i), key.section, below);
            }
        }
        for (qsizetype i = 0; key.form == PrometheusForm::Sections && i < node.children.size(); ++i)
            item(node.children.at(i), key.section, QStringLiteral("%1[%2]").arg(path).arg(i));
    }

    void item(const ComposeNode &node, const QString &section, const QString &path)
    {
        // Jobs without a name and empty rules of relabelling have words of their own.
        if (section == QLatin1String("job")) {
            const QString name = node.textOf(QStringLiteral("job_name"));
            const QString job =
                name.isEmpty() ? path : ImportText::tr("job %1").arg(ImportText::quoted(name));
            return check(node, section, job, job + QLatin1String(": "));
        }
        if (node.isMap())
            check(node, section, path, path + QLatin1Char('.'));
        else if (section != QLatin1String("relabel"))
            say(node.at, node.isNull() ? ImportText::tr("%1: it is empty").arg(path)
                                       : ImportText::tr("%1: a mapping is wanted").arg(path));
    }

    void apply(const PrometheusKeyRule &rule, const ComposeNode &node, const QString &where)
    {
        QStringList these;
        for (const QString &term : rule.these) {
            if (holds(node, term))
                these << term;
        }
        QStringList those;
        for (const QString &term : rule.those) {
            if (holds(node, term))
                those << term;
        }
        using Kind = PrometheusKeyRule::Kind;
        if (rule.kind == Kind::AtLeastOne) {
            if (these.isEmpty())
                say(node.at,
                    ImportText::tr("%1: %2 is missing").arg(where, ConfigText::anyOf(rule.these)));
            return;
        }
        if (these.isEmpty())
            return;
        if (rule.kind == Kind::AtMostOne && these.size() > 1)
            exclude(node, these.constFirst(), these.constLast(), where);
        else if (rule.kind == Kind::Excludes && !those.isEmpty())
            exclude(node, these.constFirst(), those.constFirst(), where);
        else if (rule.kind == Kind::Needs && those.isEmpty())
            need(node, these.constFirst(), rule.those, where);
        else if (rule.kind == Kind::Never)
            say(placeOf(node, these.constFirst()),
                ImportText::tr("%1: %2 is refused").arg(where, shown(these.constFirst())));
        else if (rule.kind == Kind::NotAbove && !those.isEmpty()
                 && prometheusforms::amount(*at(node, these.constFirst()))
                        > prometheusforms::amount(*at(node, those.constFirst())))
            say(placeOf(node, these.constFirst()),
                ImportText::tr("%1: '%2' is more than '%3'")
                    .arg(where, these.constFirst(), those.constFirst()));
    }

    /// "'auth: api_key'"; of a plain term its key.
    static QString shown(const QString &term)
    {
        const QString value = term.section(QLatin1Char('='), 1);
        return value.isEmpty() ? QStringLiteral("'%1'").arg(keyOf(term))
                               : QStringLiteral("'%1: %2'").arg(keyOf(term), value);
    }

    static ImportPlace placeOf(const ComposeNode &node, const QString &term)
    {
        const ComposeNode *value = at(node, keyOf(term));
        return value == nullptr ? node.at : value->at;
    }

    void exclude(const ComposeNode &node, const QString &one, const QString &other,
                 const QString &where)
    {
        say(placeOf(node, other), ImportText::tr("%1: %2 and %3 exclude each other")
                                      .arg(where, shown(one), shown(other)));
    }

    void need(const ComposeNode &node, const QString &term, const QStringList &wanted,
              const QString &where)
    {
        QStringList names;
        for (const QString &each : wanted)
            names << shown(each);
        const bool isStandard = term.endsWith(QLatin1Char('='));
        say(placeOf(node, term),
            isStandard
                ? ImportText::tr("%1: %2 is missing").arg(where, names.join(QLatin1String(", ")))
                : ImportText::tr("%1: %2 needs %3")
                      .arg(where, shown(term), ConfigText::anyOf(names)));
    }

    void selectors(const ComposeNode &node, const QString &where)
    {
        static const QHash<QString, QStringList> allowed = {
            {QStringLiteral("pod"), {QStringLiteral("pod"), QStringLiteral("node")}},
            {QStringLiteral("service"), {QStringLiteral("service")}},
            {QStringLiteral("endpointslice"),
             {QStringLiteral("pod"), QStringLiteral("service"), QStringLiteral("endpointslice")}},
            {QStringLiteral("endpoints"),
             {QStringLiteral("pod"), QStringLiteral("service"), QStringLiteral("endpoints")}},
            {QStringLiteral("node"), {QStringLiteral("node")}},
            {QStringLiteral("ingress"), {QStringLiteral("ingress")}}};
        const QString role = node.textOf(QStringLiteral("role"));
        const ComposeNode *list = node.find(QStringLiteral("selectors"));
        if (list == nullptr || !allowed.contains(role))
            return;
        QStringList seen;
        for (const ComposeNode &each : list->children) {
            const QString own = each.textOf(QStringLiteral("role"));
            if (seen.contains(own))
                say(each.at, ImportText::tr("%1: two selectors of the role %2")
                                 .arg(where, ImportText::quoted(own)));
            else if (!own.isEmpty() && !allowed.value(role).contains(own))
                say(each.at, ImportText::tr("%1: the role %2 has selectors of %3 only")
                                 .arg(where, ImportText::quoted(role),
                                      ConfigText::anyOf(allowed.value(role))));
            seen << own;
            const QStringList terms =
                each.textOf(QStringLiteral("field")).split(QLatin1Char(','), Qt::SkipEmptyParts);
            for (const QString &term : terms) {
                if (!term.contains(QLatin1Char('=')))
                    say(each.find(QStringLiteral("field"))->at,
                        ImportText::tr("%1: a selector's 'field' is a list of name=value")
                            .arg(where));
            }
        }
    }

    ImportFindings &m_findings;
    bool m_isLoose;
};

} // namespace

void checkPrometheusSection(const ComposeNode &node, const QString &section, bool isLoose,
                            ImportFindings &findings)
{
    Sections(isLoose, findings).check(node, section, ImportText::tr("top level"), {});
}

} // namespace opsdeck
