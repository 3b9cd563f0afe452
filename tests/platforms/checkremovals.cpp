// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/removals.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

using Tree = DefinitionTree;

const QString kServices = "services";
constexpr std::array kFigures{std::pair{"interval", "47s"}, std::pair{"timeout", "47s"},
                              std::pair{"retries", "47"}, std::pair{"start_period", "47s"}};

QStringList refsOf(const QVariant &check)
{
    const QVariant refs = Tree::at(check, {"ref"});
    return refs.typeId() == QMetaType::QString ? QStringList{refs.toString()} : refs.toStringList();
}

/// Without those rows that only say that there is no check.
QStringList documentedRefs(const QVariant &check, const FactTable &rows)
{
    QStringList refs;
    const QStringList all = refsOf(check);
    for (const QString &ref : all) {
        const FactRow *row = rows.find("ref", ref);
        if (row != nullptr && row->text("documented") == "yes")
            refs << ref;
    }
    return refs;
}

} // namespace

void Removals::takeChecks(QList<Removal> &list) const
{
    const QList<FactRow> rows = table("checks").rows();
    for (const FactRow &row : rows) {
        const QString ref = row.text("ref");
        if (row.text("documented") == "no")
            continue;
        QVariant tree = m_tree;
        QStringList also;
        const QVariantList all = services();
        for (qsizetype i = 0; i < all.size(); ++i) {
            const QVariantList checks = Tree::at(all.at(i), {"checks"}).toList();
            for (qsizetype j = 0; j < checks.size(); ++j) {
                QStringList refs = refsOf(checks.at(j));
                if (refs.removeAll(ref) == 0)
                    continue;
                // Its lines and figures are then those of no row, or of another.
                also << QString("checks: %1/%2")
                            .arg(Tree::at(all.at(i), {"id"}).toString(),
                                 Tree::at(checks.at(j), {"id"}).toString());
                for (const QString &other : std::as_const(refs))
                    also << "checks: " + other;
                tree = Tree::with(tree, {kServices, i, "checks", j, "ref"}, refs);
            }
        }
        if (!also.isEmpty())
            list.append({"reference of a check", ref, tree, "checks", ref, "missing", also});
    }
}

void Removals::takeFigures(QList<Removal> &list) const
{
    const FactTable rows = table("checks");
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString id = Tree::at(all.at(i), {"id"}).toString();
        const QVariantList checks = Tree::at(all.at(i), {"checks"}).toList();
        for (qsizetype j = 0; j < checks.size(); ++j) {
            const QVariantMap check = checks.at(j).toMap();
            const QStringList refs = documentedRefs(check, rows);
            const QStringList states = check.value("states").toStringList();
            const QVariantList path{kServices, i, "checks", j};
            const QString name = id + '/' + check.value("id").toString();
            if (refs.isEmpty())
                continue;
            QStringList also;
            const QStringList every = refsOf(check);
            for (const QString &ref : every)
                also << "checks: " + ref;
            list.append({"source of a check", name,
                         Tree::without(m_tree, path + QVariantList{"source"}), "checks",
                         refs.first(), "source", also + QStringList{"sources: " + id}});
            for (const auto &[figure, other] : kFigures) {
                const QVariantList own = path + QVariantList{"source", figure};
                const bool isOwn = Tree::at(m_tree, own).isValid();
                if (isOwn)
                    list.append({"source of a field", name + ' ' + figure,
                                 Tree::without(m_tree, own), "checks", refs.first(), "fields",
                                 also});
                if (isOwn || states.contains(figure)) {
                    list.append({QString("%1 of a check").arg(figure), name,
                                 Tree::with(m_tree, path + QVariantList{figure}, other), "checks",
                                 refs.first(), figure, also});
                } else {
                    list.append(
                        {QString("a figure that the document does not give"), name,
                         Tree::with(Tree::with(m_tree, path + QVariantList{figure}, other),
                                    path + QVariantList{"states"}, QStringList(states) << figure),
                         "checks", refs.first(), figure, also});
                }
            }
        }
    }
}

void Removals::takeMetrics(QList<Removal> &list) const
{
    const QList<FactRow> rows = table("metrics").rows();
    for (const FactRow &row : rows) {
        QSet<QString> carriers; ///< "service/metric"
        QStringList also;
        const auto metrics = metricsFor(m_view, row);
        for (const auto &placed : metrics) {
            carriers.insert(placed.service->id.toString() + '/' + placed.item->id);
            for (const Threshold &threshold : placed.item->thresholds)
                also << "rules: " + threshold.rule;
        }
        if (carriers.isEmpty())
            continue;
        const QVariantList all = services();
        QVariant gone = m_tree;
        QVariant other = m_tree; ///< in another unit
        const QString unit = row.text("unit").contains("bytes") ? "per-second" : "bytes";
        for (qsizetype i = 0; i < all.size(); ++i) {
            const QVariantMap service = all.at(i).toMap();
            const auto isCarrier = [&](const QString &metric) {
                return carriers.contains(service.value("id").toString() + '/' + metric);
            };
            QVariantList defined = service.value("metrics").toList();
            if (defined.isEmpty())
                continue;
            gone = Tree::with(gone, {kServices, i, "metrics"},
                              Tree::filtered(defined, [&](const QVariantMap &metric) {
                                  return isCarrier(metric.value("id").toString());
                              }));
            QVariantList capacity = service.value("capacity").toList();
            for (QVariant &each : capacity) {
                if (isCarrier(Tree::at(each, {"metric"}).toString()))
                    each = Tree::without(each, {"metric"});
            }
            if (!capacity.isEmpty())
                gone = Tree::with(gone, {kServices, i, "capacity"}, capacity);
            for (QVariant &metric : defined) {
                if (isCarrier(Tree::at(metric, {"id"}).toString()))
                    metric = Tree::with(metric, {"unit"}, unit);
            }
            other = Tree::with(other, {kServices, i, "metrics"}, defined);
        }
        QVariantList rules = Tree::at(gone, {"rules"}).toList();
        for (QVariant &rule : rules) {
            const QString metric = Tree::at(rule, {"service"}).toString() + '/'
                                   + Tree::at(rule, {"metric"}).toString();
            if (carriers.contains(metric))
                rule = Tree::without(rule, {"metric"});
        }
        const QString title = row.text("title");
        list.append({"metric", title, Tree::with(gone, {"rules"}, rules), "metrics", title,
                     "missing", also});
        if (!row.isOpen("unit"))
            list.append({"unit of a metric", title, other, "metrics", title, "unit"});
    }
}

void Removals::takeThresholds(QList<Removal> &list) const
{
    const QList<FactRow> rows = table("rules").rows();
    for (const FactRow &row : rows) {
        const QString ref = row.text("ref");
        if (!needsThreshold(row))
            continue;
        QVariant tree = m_tree;
        const QVariantList all = services();
        for (qsizetype i = 0; i < all.size(); ++i) {
            const QVariantList metrics = Tree::at(all.at(i), {"metrics"}).toList();
            for (qsizetype j = 0; j < metrics.size(); ++j) {
                const QVariant thresholds = Tree::at(metrics.at(j), {"thresholds"});
                if (!thresholds.isValid())
                    continue;
                tree = Tree::with(tree, {kServices, i, "metrics", j, "thresholds"},
                                  Tree::filtered(thresholds.toList(), [&](const QVariantMap &each) {
                                      return each.value("rule").toString() == ref;
                                  }));
            }
        }
        list.append({"threshold", ref, tree, "rules", ref, "threshold"});
    }
    takeSides(list);
}

/// What is reached counts or does not, the other way than it is written.
void Removals::takeSides(QList<Removal> &list) const
{
    static const QMap<QString, QString> others{
        {"above", "at_least"}, {"at_least", "above"}, {"below", "at_most"}, {"at_most", "below"}};
    static const QRegularExpression comparison("[<>=] *\\d");
    const FactTable rows = table("rules");
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QVariantList metrics = Tree::at(all.at(i), {"metrics"}).toList();
        for (qsizetype j = 0; j < metrics.size(); ++j) {
            const QVariantList thresholds = Tree::at(metrics.at(j), {"thresholds"}).toList();
            for (qsizetype k = 0; k < thresholds.size(); ++k) {
                QVariantMap threshold = thresholds.at(k).toMap();
                const QString ref = threshold.value("rule").toString();
                const FactRow *row = rows.find("ref", ref);
                if (row == nullptr || !comparison.match(row->text("condition")).hasMatch())
                    continue;
                threshold.remove("clear");
                for (auto it = others.cbegin(); it != others.cend(); ++it) {
                    if (!threshold.contains(it.key()))
                        continue;
                    threshold.insert(*it, threshold.take(it.key()));
                    break;
                }
                list.append(
                    {"side of a threshold",
                     QString("%1 of %2").arg(ref, Tree::at(metrics.at(j), {"id"}).toString()),
                     Tree::with(m_tree, {kServices, i, "metrics", j, "thresholds", k}, threshold),
                     "rules", ref, "threshold"});
            }
        }
    }
}

} // namespace opsdeck
