// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/diagramreader.h"

#include "services/config/configtext.h"

namespace opsdeck {

QList<PinnedNode> readPinned(MapReader &platform, const QStringList &services,
                             const Reporter &reporter)
{
    const YamlNode *map = platform.map(QStringLiteral("diagram"));
    if (map == nullptr)
        return {};
    MapReader diagram(*map, reporter, ConfigText::tr("'diagram'"));
    const QList<YamlNode> nodes = diagram.list(QStringLiteral("pinned"));
    diagram.refuseOthers();
    QList<PinnedNode> pinned;
    QStringList seen;
    for (const YamlNode &node : nodes) {
        MapReader reader(node, reporter, ConfigText::tr("a pinned node"));
        if (!reader.isMap())
            continue;
        const QString service = reader.requiredText(QStringLiteral("service"));
        for (const QString &key : {QStringLiteral("x"), QStringLiteral("y")}) {
            if (node.find(key) == nullptr)
                reporter.error(node.at(), ConfigText::tr("a pinned node needs '%1'").arg(key));
        }
        const int x = reader.integer(QStringLiteral("x"), 0, 0, kDiagramPixels);
        const int y = reader.integer(QStringLiteral("y"), 0, 0, kDiagramPixels);
        reader.refuseOthers();
        if (service.isEmpty())
            continue;
        if (!services.contains(service)) {
            reporter.error(
                reader.at(QStringLiteral("service")),
                ConfigText::tr("there is no service %1.%2")
                    .arg(ConfigText::quoted(service), ConfigText::didYouMean(service, services)));
            continue;
        }
        if (seen.contains(service)) {
            reporter.error(node.at(), ConfigText::tr("service '%1' is pinned twice").arg(service));
            continue;
        }
        seen << service;
        pinned.append({ServiceId(service), static_cast<double>(x), static_cast<double>(y)});
    }
    return pinned;
}

} // namespace opsdeck
