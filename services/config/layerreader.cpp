// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/layerreader.h"

#include "services/config/configtext.h"
#include "services/config/rollupreader.h"

#include <algorithm>

namespace opsdeck {

namespace {

struct Entry
{
    Layer layer;
    YamlNode withinNode;
};

const Entry *find(const QList<Entry> &entries, const QString &id)
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry &entry) { return entry.layer.id == id; });
    return found == entries.end() ? nullptr : &*found;
}

/// True when following `within` from `entry` comes back to it.
bool liesWithinItself(const QList<Entry> &entries, const Entry &entry)
{
    const Entry *at = &entry;
    for (qsizetype steps = 0; at != nullptr && steps <= entries.size(); ++steps) {
        if (at->layer.within.isEmpty())
            return false;
        if (at->layer.within == entry.layer.id)
            return true;
        at = find(entries, at->layer.within);
    }
    return false;
}

QStringList idsOf(const QList<Entry> &entries)
{
    QStringList ids;
    for (const Entry &entry : entries)
        ids << entry.layer.id;
    return ids;
}

/// What is wrong with where the entry lies; empty: nothing.
QString problemOf(const QList<Entry> &entries, const Entry &entry)
{
    const QString &within = entry.layer.within;
    if (within.isEmpty())
        return {};
    if (find(entries, within) == nullptr)
        return ConfigText::tr("layer '%1' lies within %2, which is no layer of this platform%3")
            .arg(entry.layer.id, ConfigText::quoted(within),
                 ConfigText::didYouMean(within, idsOf(entries)));
    if (liesWithinItself(entries, entry))
        return ConfigText::tr("layer '%1' lies within itself").arg(entry.layer.id);
    return {};
}

} // namespace

QList<Layer> readLayers(const QList<YamlNode> &nodes, const Reporter &reporter)
{
    QList<Entry> entries;
    for (const YamlNode &node : nodes) {
        MapReader reader(node, reporter, ConfigText::tr("a layer"));
        if (!reader.isMap())
            continue;
        Entry entry;
        entry.layer.id = reader.requiredId(QStringLiteral("id"));
        entry.layer.title = reader.text(QStringLiteral("title"), entry.layer.id);
        entry.layer.rollUp = readRollUp(reader, reporter);
        entry.layer.within = reader.text(QStringLiteral("within"));
        if (const YamlNode *within = reader.value(QStringLiteral("within")))
            entry.withinNode = *within;
        reader.refuseOthers();
        if (find(entries, entry.layer.id) != nullptr)
            reporter.error(node.at(),
                           ConfigText::tr("layer '%1' is there twice").arg(entry.layer.id));
        else if (!entry.layer.id.isEmpty())
            entries << entry;
    }
    QList<Layer> layers;
    for (const Entry &entry : std::as_const(entries)) {
        layers << entry.layer;
        const QString problem = problemOf(entries, entry);
        if (problem.isEmpty())
            continue;
        reporter.error(entry.withinNode.at(), problem);
        layers.last().within.clear();
    }
    return layers;
}

} // namespace opsdeck
