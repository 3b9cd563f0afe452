// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/namefinder.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Names
{
    Q_DECLARE_TR_FUNCTIONS(NameFinder)
};

const QString kId = QStringLiteral("id");
const QString kService = QStringLiteral("service");
const QString kServices = QStringLiteral("services");
const QString kEnvironments = QStringLiteral("environments");
const QString kChecks = QStringLiteral("checks");
const QString kMetrics = QStringLiteral("metrics");
const QString kMetric = QStringLiteral("metric");
const QString kParameters = QStringLiteral("parameters");
const QString kRules = QStringLiteral("rules");
const QString kRef = QStringLiteral("ref");
const QString kSteps = QStringLiteral("steps");
const QString kDependsOn = QStringLiteral("depends_on");

qsizetype countOf(const YamlSpan *span)
{
    return span == nullptr || !span->isList() ? 0 : static_cast<qsizetype>(span->entries.size());
}

QStringList keysOf(const YamlSpan *span)
{
    QStringList keys;
    for (std::size_t i = 0; span != nullptr && span->isMap() && i < span->entries.size(); ++i)
        keys << span->entries.at(i).key;
    return keys;
}

class NameFinder final
{
public:
    NameFinder(const EditTarget &target, const NameFiles &files)
        : m_target(target)
        , m_files(files)
        , m_name(nameOf(target))
    {}

    QList<NamePlace> find()
    {
        findInWorkspace();
        if (m_files.platform.text != nullptr)
            findInPlatform();
        for (const NamedFile &runbook : m_files.runbooks)
            findInRunbook(runbook);
        return m_places;
    }

private:
    QString textAt(const YamlPath &path) const
    {
        const YamlSpan *span = m_file.text->find(path);
        return span != nullptr && span->isScalar() ? span->text : QString();
    }

    void value(const YamlPath &path, const QString &what)
    {
        const YamlSpan *span = m_file.text->find(path);
        if (span != nullptr && span->isScalar() && span->text == m_name)
            m_places.append(
                {m_file.file, path, false, m_file.text->place(span->begin).first, what});
    }

    /// The name as a part of a value.
    void part(const YamlPath &path, const QString &before, const QString &after,
              const QString &what)
    {
        const YamlSpan *span = m_file.text->find(path);
        if (span != nullptr && span->isScalar() && span->text == before + m_name + after)
            m_places.append({m_file.file, path, false, m_file.text->place(span->begin).first, what,
                             before, after});
    }

    /// The texts of a list, or the one text in its place.
    void values(const YamlPath &list, const QString &what)
    {
        value(list, what);
        for (qsizetype i = 0; i < countOf(m_file.text->find(list)); ++i)
            value(list + YamlPath{i}, what);
    }

    void key(const YamlPath &map, const QString &what)
    {
        const YamlSpan *span = m_file.text->find(map);
        const YamlEntry *entry = span == nullptr ? nullptr : span->find(m_name);
        if (span != nullptr && span->isMap() && entry != nullptr)
            m_places.append({m_file.file, map + YamlPath{m_name}, true,
                             m_file.text->place(entry->begin).first, what});
    }

    /// The name as a part of keys: of those that are `before` + name or go on with `/`.
    void keyParts(const YamlPath &map, const QString &before, const QString &what)
    {
        const QStringList keys = keysOf(m_file.text->find(map));
        const QString named = before + m_name;
        for (const QString &each : keys) {
            if (!each.startsWith(named + QLatin1Char('/')))
                continue;
            const YamlEntry *entry = m_file.text->find(map)->find(each);
            m_places.append({m_file.file, map + YamlPath{each}, true,
                             m_file.text->place(entry->begin).first, what.arg(each), before,
                             each.sliced(named.size())});
        }
    }

    /// `key` of each item of a list.
    void each(const YamlPath &list, const QString &key, const QString &what)
    {
        for (qsizetype i = 0; i < countOf(m_file.text->find(list)); ++i)
            value(list + YamlPath{i, key}, what);
    }

    /// Calls `look` with the place of each item of a list and with its `name`.
    template <typename Look>
    void eachOf(const YamlPath &list, const QString &name, const Look &look)
    {
        for (qsizetype i = 0; i < countOf(m_file.text->find(list)); ++i)
            look(list + YamlPath{i}, textAt(list + YamlPath{i, name}));
    }

    void findInWorkspace()
    {
        if (m_files.platformRow < 0)
            return;
        m_file = m_files.workspace;
        const YamlPath row{QStringLiteral("platforms"), m_files.platformRow};
        const YamlPath expected = row + YamlPath{QStringLiteral("expected_differences")};
        const QString what = Names::tr("why %1 is expected to differ");
        if (m_target.kind == EditKind::Environment)
            key(row + YamlPath{kParameters}, Names::tr("its parameters"));
        else if (m_target.kind == EditKind::Service)
            keyParts(expected, {}, what);
        else if (m_target.kind == EditKind::Check)
            keyParts(expected, m_target.service.toString() + QLatin1Char('/'), what);
    }

    void findInPlatform()
    {
        m_file = m_files.platform;
        const QString own = Names::tr("its own name");
        if (m_target.kind == EditKind::Platform)
            value({QStringLiteral("platform")}, own);
        else if (m_target.kind == EditKind::Layer)
            findInLayers(own);
        else if (m_target.kind == EditKind::Environment)
            each({kEnvironments}, kId, own);
        findInDocumented();
        for (qsizetype i = 0; i < countOf(m_file.text->find({kServices})); ++i)
            findInService({kServices, i});
    }

    void findInLayers(const QString &own)
    {
        eachOf({QStringLiteral("layers")}, kId, [&](const YamlPath &layer, const QString &id) {
            value(layer + YamlPath{kId}, own);
            value(layer + YamlPath{QStringLiteral("within")},
                  Names::tr("the frame round layer %1").arg(id));
        });
    }

    /// What the platform tells beside its environments and services.
    void findInDocumented()
    {
        if (m_target.kind == EditKind::Environment) {
            eachOf({kParameters}, QStringLiteral("name"),
                   [this](const YamlPath &parameter, const QString &name) {
                       key(parameter + YamlPath{QStringLiteral("defaults")},
                           Names::tr("the default of parameter %1").arg(name));
                   });
            findInFacts({}, Names::tr("the platform"));
        } else if (m_target.kind == EditKind::Service) {
            eachOf({QStringLiteral("start_order")}, {},
                   [this](const YamlPath &step, const QString &) {
                       values(step + YamlPath{kServices}, Names::tr("the start order"));
                   });
            eachOf({QStringLiteral("contradictions")}, kRef,
                   [this](const YamlPath &question, const QString &ref) {
                       values(question + YamlPath{kServices},
                              Names::tr("what question %1 is about").arg(ref));
                   });
        }
        if (m_target.kind == EditKind::Service)
            each({QStringLiteral("diagram"), QStringLiteral("pinned")}, kService,
                 Names::tr("where it stands in the diagram"));
        findInPages();
        eachOf({kRules}, kRef, [this](const YamlPath &rule, const QString &ref) {
            const YamlPath service = rule + YamlPath{kService};
            if (m_target.kind == EditKind::Service)
                value(service, Names::tr("what rule %1 is about").arg(ref));
            else if (m_target.kind == EditKind::Metric
                     && textAt(service) == m_target.service.toString())
                value(rule + YamlPath{kMetric}, Names::tr("what rule %1 judges").arg(ref));
        });
    }

    /// The charts of pages that somebody put together.
    void findInPages()
    {
        const auto findInPage = [this](const YamlPath &page, const QString &id) {
            const QString what = Names::tr("a chart of page %1").arg(id);
            eachOf(page + YamlPath{QStringLiteral("charts")}, kService,
                   [&](const YamlPath &chart, const QString &service) {
                       if (m_target.kind == EditKind::Service)
                           value(chart + YamlPath{kService}, what);
                       else if (m_target.kind == EditKind::Metric
                                && service == m_target.service.toString())
                           value(chart + YamlPath{kMetric}, what);
                   });
        };
        eachOf({QStringLiteral("pages")}, kId, findInPage);
    }

    /// The environments that the facts of `owner` hold for.
    void findInFacts(const YamlPath &owner, const QString &who)
    {
        eachOf(owner + YamlPath{QStringLiteral("facts")}, kId,
               [&](const YamlPath &fact, const QString &id) {
                   values(fact + YamlPath{QStringLiteral("in")},
                          Names::tr("where fact %1 of %2 holds").arg(id, who));
               });
    }

    void findInService(const YamlPath &service)
    {
        const QString id = textAt(service + YamlPath{kId});
        const bool isOwn = id == m_target.service.toString();
        if (m_target.kind == EditKind::Service)
            value(service + YamlPath{kId}, Names::tr("its own name"));
        findInDefinition(service, id, isOwn);
        if (m_target.kind == EditKind::Environment) {
            values(service + YamlPath{QStringLiteral("only_in")},
                   Names::tr("only_in of %1").arg(id));
            key(service + YamlPath{kEnvironments}, Names::tr("what differs there in %1").arg(id));
        }
        const QStringList environments =
            keysOf(m_file.text->find(service + YamlPath{kEnvironments}));
        for (const QString &environment : environments) {
            const YamlPath over = service + YamlPath{kEnvironments, environment};
            findInDefinition(
                over, Names::tr("%1 in %2", "service, environment").arg(id, environment), isOwn);
            if (m_target.kind == EditKind::Check && isOwn)
                key(over + YamlPath{kChecks}, Names::tr("what differs in %1").arg(environment));
        }
    }

    /// The metrics that tell what flows from a service: METRIC of one of the two, or
    /// SERVICE/METRIC.
    void findInFlows(const YamlPath &service, const QString &who)
    {
        const QString from = textAt(service.first(2) + YamlPath{kId});
        const QString target = m_target.service.toString();
        eachOf(service + YamlPath{kDependsOn}, kService,
               [&](const YamlPath &edge, const QString &on) {
                   for (const char *key : {"rate", "errors"}) {
                       const YamlPath path =
                           edge + YamlPath{QStringLiteral("flow"), QString::fromLatin1(key)};
                       const QString what = Names::tr("what flows from %1 to %2").arg(who, on);
                       if (m_target.kind == EditKind::Metric) {
                           if (from == target || on == target)
                               value(path, what);
                           part(path, target + QLatin1Char('/'), {}, what);
                       } else if (const QString text = textAt(path);
                                  text.startsWith(m_name + QLatin1Char('/'))) {
                           part(path, {}, text.sliced(m_name.size()), what);
                       }
                   }
               });
    }

    /// Of a service, or of what differs of it in one environment.
    void findInDefinition(const YamlPath &service, const QString &who, bool isOwn)
    {
        const YamlPath metrics = service + YamlPath{kMetrics};
        const QString own = Names::tr("its own name");
        switch (m_target.kind) {
        case EditKind::Layer:
            value(service + YamlPath{QStringLiteral("layer")},
                  Names::tr("the layer of %1").arg(who));
            break;
        case EditKind::Service: {
            const YamlPath needs = service + YamlPath{kDependsOn};
            values(needs, Names::tr("needed by %1").arg(who));
            each(needs, kService, Names::tr("needed by %1").arg(who));
            findInFlows(service, who);
            break;
        }
        case EditKind::Check:
            if (isOwn) {
                each(service + YamlPath{kChecks}, kId, own);
                for (qsizetype i = 0; i < countOf(m_file.text->find(metrics)); ++i)
                    value(
                        metrics + YamlPath{i, QStringLiteral("check")},
                        Names::tr("drawn by the chart %1").arg(textAt(metrics + YamlPath{i, kId})));
            }
            break;
        case EditKind::Metric:
            findInFlows(service, who);
            if (!isOwn)
                break;
            each(metrics, kId, own);
            eachOf(service + YamlPath{QStringLiteral("capacity")}, kId,
                   [this](const YamlPath &capacity, const QString &id) {
                       value(capacity + YamlPath{kMetric},
                             Names::tr("the load of capacity %1").arg(id));
                   });
            break;
        case EditKind::Environment:
            findInFacts(service, who);
            break;
        default:
            break;
        }
    }

    void findInRunbook(const NamedFile &runbook)
    {
        m_file = runbook;
        const QString id = textAt({QStringLiteral("runbook")});
        switch (m_target.kind) {
        case EditKind::Platform:
            value({QStringLiteral("platform")}, Names::tr("the platform of runbook %1").arg(id));
            break;
        case EditKind::Environment:
            values({kEnvironments}, Names::tr("where runbook %1 may run").arg(id));
            break;
        case EditKind::Service:
            value({kService}, Names::tr("what runbook %1 acts on").arg(id));
            for (qsizetype i = 0; i < countOf(m_file.text->find({kSteps})); ++i) {
                const YamlPath step{kSteps, i};
                const QString who =
                    Names::tr("step %1 of runbook %2").arg(textAt(step + YamlPath{kId}), id);
                values(step + YamlPath{kServices}, who);
                each(step + YamlPath{QStringLiteral("reach")}, kService, who);
            }
            break;
        case EditKind::Runbook:
            value({QStringLiteral("runbook")}, Names::tr("its own name"));
            break;
        case EditKind::Step:
            each({kSteps}, kId, Names::tr("its own name"));
            break;
        default:
            break;
        }
    }

    const EditTarget &m_target;
    const NameFiles &m_files;
    QString m_name;
    NamedFile m_file; ///< that is looked through
    QList<NamePlace> m_places;
};

void addUses(const NamedFile &file, const YamlSpan &span, const QString &text,
             QList<NamePlace> &places)
{
    if (span.isScalar() && span.text.contains(text))
        places.append({file.file, {}, false, file.text->place(span.begin).first, {}});
    for (const YamlEntry &entry : span.entries)
        addUses(file, entry.value, text, places);
}

} // namespace

QList<NamePlace> placesOfName(const EditTarget &target, const NameFiles &files)
{
    return NameFinder(target, files).find();
}

QList<NamePlace> usesOfVariable(const QString &variable, const NameFiles &files)
{
    QList<NamePlace> places;
    const QString text = QStringLiteral("${%1}").arg(variable);
    for (const NamedFile &file : QList<NamedFile>{files.platform} + files.runbooks) {
        if (file.text != nullptr)
            addUses(file, file.text->root(), text, places);
    }
    return places;
}

QString nameField(EditKind kind)
{
    switch (kind) {
    case EditKind::Platform:
        return QStringLiteral("platform");
    case EditKind::Runbook:
        return QStringLiteral("runbook");
    case EditKind::Dependency:
        return {};
    default:
        return kId;
    }
}

QString nameOf(const EditTarget &target)
{
    switch (target.kind) {
    case EditKind::Platform:
        return target.platform.toString();
    case EditKind::Service:
        return target.service.toString();
    case EditKind::Runbook:
        return target.runbook.toString();
    default:
        return target.item;
    }
}

void setName(EditTarget &target, const QString &name)
{
    switch (target.kind) {
    case EditKind::Platform:
        target.platform = PlatformId(name);
        break;
    case EditKind::Service:
        target.service = ServiceId(name);
        break;
    case EditKind::Runbook:
        target.runbook = RunbookId(name);
        break;
    default:
        target.item = name;
    }
}

} // namespace opsdeck
