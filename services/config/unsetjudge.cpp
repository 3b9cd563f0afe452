// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/unsetjudge.h"

#include "services/config/configtext.h"
#include "services/config/stepvariables.h"
#include "services/config/unsetvalue.h"

#include <QSet>

namespace opsdeck {

namespace {

const QString kChecks = QStringLiteral("checks");

using Place = std::pair<int, int>;

Place placeOf(YamlPosition at)
{
    return {at.line, at.column};
}

/// A definition in which a mark stands for each value that is made of what has none.
class Marked
{
public:
    Marked(const SetUp &values, bool areAllUnset)
        : m_values(values)
        , m_areAllUnset(areAllUnset)
    {}

    YamlNode of(const YamlNode &node)
    {
        if (node.isScalar()) {
            if (!lacksValue(node))
                return node;
            m_places.insert(placeOf(node.at()));
            return YamlNode::scalar(node.at(), unsetMark(), node.text());
        }
        if (node.isNull())
            return node;
        QList<YamlNode> children;
        for (const YamlNode &child : node.children())
            children.append(of(child));
        return node.isMap() ? YamlNode::map(node.at(), node.keys(), std::move(children))
                            : YamlNode::list(node.at(), std::move(children));
    }

    QList<YamlNode> of(const QList<YamlNode> &nodes)
    {
        QList<YamlNode> marked;
        for (const YamlNode &node : nodes)
            marked.append(of(node));
        return marked;
    }

    bool holds(const SourceLocation &where) const
    {
        return m_places.contains({where.line, where.column});
    }

private:
    bool lacksValue(const YamlNode &scalar) const
    {
        const QStringList names = variablesIn(scalar);
        return std::any_of(names.cbegin(), names.cend(), [&](const QString &name) {
            return m_values.unset.contains(name)
                   || (m_areAllUnset && !name.contains(QLatin1Char('.'))
                       && !m_values.variables.contains(name));
        });
    }

    const SetUp &m_values;
    bool m_areAllUnset;
    QSet<Place> m_places;
};

/// Keys that hold nothing but an optional parameter without a value: they are left out before the
/// service is read.
void addLeftOut(const YamlNode &node, const QStringList &optional, QSet<Place> &places)
{
    for (qsizetype i = 0; i < node.children().size(); ++i) {
        const YamlNode &child = node.children().at(i);
        const bool isOut =
            node.isMap() && child.isScalar()
            && std::any_of(optional.cbegin(), optional.cend(), [&](const QString &name) {
                   return child.text() == QStringLiteral("${%1}").arg(name);
               });
        if (isOut)
            places.insert(placeOf(node.keys().at(i).at));
        addLeftOut(child, optional, places);
    }
}

QSet<Place> placesOf(const QList<DormantNode> &checks)
{
    QSet<Place> places;
    for (const DormantNode &each : checks)
        places.insert(placeOf(each.check.at()));
    return places;
}

/// Without the checks that stand at `places`.
YamlNode without(const YamlNode &service, const QSet<Place> &places)
{
    QList<YamlNode> values;
    for (qsizetype i = 0; i < service.keys().size(); ++i) {
        const YamlNode &value = service.children().at(i);
        if (service.keys().at(i).name != kChecks || !value.isList()) {
            values.append(value);
            continue;
        }
        QList<YamlNode> left = value.children();
        left.removeIf([&](const YamlNode &each) { return places.contains(placeOf(each.at())); });
        values.append(YamlNode::list(value.at(), std::move(left)));
    }
    return YamlNode::map(service.at(), service.keys(), std::move(values));
}

class Judge
{
public:
    Judge(const SetUpService &made, const UnsetPlace &place, const ServiceScope &scope,
          const Reporter &reporter)
        : m_place(place)
        , m_scope(scope)
        , m_reporter(reporter)
    {
        for (const DormantNode &each : made.dormant) {
            if (isPresenceStated(each.check))
                m_never.append(each);
        }
    }

    /// As if all were set up.
    void judgeWhole(const YamlNode &service)
    {
        Marked marked(m_place.values, m_place.isNothingSetUp);
        QList<ConfigProblem> found =
            problemsOf(marked, withoutOptional(service, m_place.values.optional), true);
        found.removeIf([&](const ConfigProblem &each) { return marked.holds(each.where); });
        forward(found);
    }

    /// What is left out for lack of an optional value, by its key alone.
    void judgeLeftOut(const YamlNode &service)
    {
        QSet<Place> keys;
        addLeftOut(service, m_place.values.optional, keys);
        if (keys.isEmpty())
            return;
        Marked marked(m_place.values, m_place.isNothingSetUp);
        QList<ConfigProblem> found = problemsOf(marked, service, true);
        found.removeIf([&](const ConfigProblem &each) {
            return !keys.contains({each.where.line, each.where.column});
        });
        forward(found);
    }

    /// What is never run says what it says: it may lack what it would need.
    void judgeNeverRun()
    {
        for (const DormantNode &each : std::as_const(m_never)) {
            Marked marked(m_place.values, true);
            const YamlNode service = YamlNode::map(each.check.at(), {{kChecks, each.check.at()}},
                                                   {YamlNode::list(each.check.at(), {each.check})});
            QList<ConfigProblem> found = problemsOf(marked, service, false);
            found.removeIf([&](const ConfigProblem &problem) {
                return marked.holds(problem.where)
                       || placeOf(each.check.at())
                              == Place(problem.where.line, problem.where.column);
            });
            forward(found);
        }
    }

private:
    static bool isPresenceStated(const YamlNode &check)
    {
        const QString word = check.textOf(QStringLiteral("presence"));
        return !word.isEmpty() && word != toWord(Presence::Active);
    }

    QList<ConfigProblem> problemsOf(Marked &marked, const YamlNode &service, bool isWhole) const
    {
        Problems scratch;
        const Reporter trial(scratch, m_reporter.file());
        const WayBook ways(marked.of(m_place.ways), m_place.values.variables, m_scope.environment,
                           m_scope.directory, trial);
        ServiceScope scope{m_scope.directory, m_scope.probes, m_scope.services, m_scope.here,
                           m_scope.layers,    ways,           viaOf(ways)};
        scope.environment = m_scope.environment;
        scope.environments = m_scope.environments;
        scope.dormant = isWhole ? m_never : QList<DormantNode>();
        qint64 added = 0;
        const YamlNode tree = substitutedService(
            marked.of(isWhole ? without(service, placesOf(m_never)) : service), scope.probes,
            m_place.values.variables, scope.environment, trial, added);
        if (isWhole)
            readService(tree, scope, trial);
        else
            tryCheck(tree.find(kChecks)->children().constFirst(), scope, trial);
        return scratch.sorted({m_reporter.file()});
    }

    /// The environment's own, where it can be named.
    Way viaOf(const WayBook &ways) const
    {
        const QList<Way> &all = ways.ways();
        const auto found = std::find_if(all.cbegin(), all.cend(),
                                        [&](const Way &way) { return way.id == m_place.via; });
        return m_place.via.isEmpty() ? Way()
               : found == all.cend() ? WayBook::leadingNowhere(m_place.via)
                                     : *found;
    }

    void forward(const QList<ConfigProblem> &found) const
    {
        for (const ConfigProblem &each : found)
            m_reporter.forward(each);
    }

    const UnsetPlace &m_place;
    const ServiceScope &m_scope;
    const Reporter &m_reporter;
    QList<DormantNode> m_never; ///< whatever has a value
};

/// Also of checks of which one is run and the other is not.
void refuseTwice(const YamlNode &service, const Reporter &reporter)
{
    const YamlNode *checks = service.find(kChecks);
    QStringList ids;
    for (const YamlNode &check : checks == nullptr ? QList<YamlNode>() : checks->children()) {
        const QString id = check.textOf(QStringLiteral("id"));
        if (!id.isEmpty() && ids.contains(id))
            reporter.error(check.at(),
                           ConfigText::tr("check '%1' is there twice").arg(id.left(63)));
        ids << id;
    }
}

} // namespace

void judgeUnset(const YamlNode &service, const SetUpService &made, const UnsetPlace &place,
                const ServiceScope &scope, const Reporter &reporter)
{
    refuseTwice(service, reporter);
    Judge judge(made, place, scope, reporter);
    judge.judgeWhole(service);
    judge.judgeLeftOut(service);
    judge.judgeNeverRun();
}

} // namespace opsdeck
