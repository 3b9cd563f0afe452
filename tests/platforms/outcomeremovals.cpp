// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/removals.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

using Tree = DefinitionTree;

const QString kServices = "services";

/// Words of the columns Healthy and Unhealthy, and the key of a check without which it does not
/// judge by them.
struct Judgement
{
    const char *words;
    const char *key;     ///< or several, with a blank between them
    const char *instead; ///< a value by which it does not; empty: the key is taken away
};

constexpr std::array kJudgements{
    Judgement{"100 ms", "latency_limit", ""},     Judgement{"25 h", "age_warning age_critical", ""},
    Judgement{"[{]\"", "degraded_if", ""},        Judgement{"constant", "degraded_if", ""},
    Judgement{"one row, 1", "expect", ""},        Judgement{"one row, 1", "query", "SELECT 2"},
    Judgement{"row count", "query", "SELECT 2"},  Judgement{"HTTP success", "status", "418"},
    Judgement{"ALERT_EMAIL", "source", "440-447"}};

/// Keys that a check of every kind has.
const QStringList kCommon{"id",      "title",   "ref",          "source",   "states", "interval",
                          "timeout", "retries", "start_period", "presence", "reason"};

QStringList refsOf(const QVariant &check)
{
    const QVariant refs = Tree::at(check, {"ref"});
    return refs.typeId() == QMetaType::QString ? QStringList{refs.toString()} : refs.toStringList();
}

QVariantMap ofAnotherKind(const QVariantMap &check)
{
    QVariantMap other{{"host", "127.0.0.1"},
                      {"port", "9"},
                      {"kind", check.value("kind") == "tcp" ? "redis" : "tcp"}};
    for (const QString &key : kCommon) {
        if (check.contains(key))
            other.insert(key, check.value(key));
    }
    // Another kind has not this one's parameters, so no sources of them.
    if (QVariant source = check.value("source"); source.typeId() == QMetaType::QVariantMap) {
        QVariantMap left = source.toMap();
        for (const QString &key : left.keys()) {
            if (check.contains(key) && !kCommon.contains(key))
                left.remove(key);
        }
        other.insert("source", left);
    }
    return other;
}

/// Without any word of what is implied.
QVariant asStated(const QVariant &source)
{
    return Tree::at(source, {"lines"});
}

bool isSaidToBeImplied(const QVariant &source)
{
    return Tree::at(source, {"basis"}).toString() == "implied"
           || Tree::at(source, {"note"}).toString().contains("implied");
}

} // namespace

void Removals::takeJudgements(QList<Removal> &list) const
{
    const FactTable rows = table("checks");
    const QVariantList all = services();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString id = Tree::at(all.at(i), {"id"}).toString();
        const QVariantList checks = Tree::at(all.at(i), {"checks"}).toList();
        for (qsizetype j = 0; j < checks.size(); ++j) {
            const QStringList refs = refsOf(checks.at(j));
            QStringList also{
                QString("checks: %1/%2").arg(id, Tree::at(checks.at(j), {"id"}).toString())};
            for (const QString &ref : refs)
                also << "checks: " + ref;
            for (const QString &ref : refs) {
                if (const FactRow *row = rows.find("ref", ref))
                    takeJudgementsOf({*row, checks.at(j).toMap(), id, {kServices, i, "checks", j}},
                                     also, list);
            }
        }
    }
}

void Removals::takeJudgementsOf(const CarriedRow &carried, const QStringList &also,
                                QList<Removal> &list) const
{
    const auto &[row, check, service, path] = carried;
    const QString ref = row.text("ref");
    const QString name = QString("%1/%2 for %3").arg(service, check.value("id").toString(), ref);
    if (row.hasValue("kind"))
        list.append({"kind of a check", name, Tree::with(m_tree, path, ofAnotherKind(check)),
                     "checks", ref, "kind", also});
    const QVariant source = check.value("source");
    if (!row.text("implied").isEmpty() && isSaidToBeImplied(source))
        list.append({"what is implied of a check", name,
                     Tree::with(m_tree, path + QVariantList{"source"}, asStated(source)), "checks",
                     ref, "basis", also});
    if (row.text("documented") == "no" || check.contains("presence"))
        return;
    for (const char *column : {"healthy", "unhealthy"}) {
        const QString cell = row.text(column);
        if (cell.startsWith("all ") || cell.startsWith("every ")) {
            QStringList others = refsOf(check);
            others.removeAll(ref);
            list.append({"one of all that are asked", name,
                         Tree::with(m_tree, path + QVariantList{"ref"}, others), "checks", ref,
                         column, also});
        }
        for (const Judgement &judgement : kJudgements) {
            if (!QRegularExpression(judgement.words).match(cell).hasMatch())
                continue;
            const QString instead = judgement.instead;
            QVariant tree = m_tree;
            const QStringList keys = QString(judgement.key).split(' ');
            for (const QString &key : keys) {
                const QVariantList at = path + QVariantList{key};
                tree = instead.isEmpty() ? Tree::without(tree, at) : Tree::with(tree, at, instead);
            }
            list.append({"judgement of a check", QString("%1 by %2").arg(name, judgement.key), tree,
                         "checks", ref, column, also});
        }
    }
}

} // namespace opsdeck
