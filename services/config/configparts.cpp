// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/configparts.h"

#include <limits>
#include <tuple>

namespace opsdeck {

namespace {

bool isBefore(YamlPosition a, YamlPosition b)
{
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

YamlPosition lastIn(const YamlNode &node)
{
    YamlPosition last = node.at();
    const auto take = [&last](YamlPosition at) { last = isBefore(last, at) ? at : last; };
    for (const YamlKey &key : node.keys())
        take(key.at);
    for (const YamlNode &child : node.children())
        take(lastIn(child));
    return last;
}

ConfigPart partOf(const QString &file, YamlPosition from, const YamlNode &node)
{
    ConfigPart part;
    part.file = file;
    part.from = from;
    part.to = lastIn(node);
    return part;
}

/// Of a mapping of environments and what is said of each.
void addByEnvironment(const YamlNode *map, const QString &file, const ServiceId &service,
                      QList<ConfigPart> &parts)
{
    for (qsizetype i = 0; map != nullptr && i < map->keys().size(); ++i) {
        ConfigPart part = partOf(file, map->keys().at(i).at, map->children().at(i));
        part.environment = EnvironmentId(map->keys().at(i).name);
        part.service = service;
        parts.append(part);
    }
}

} // namespace

bool ConfigPart::holds(const SourceLocation &place) const
{
    const YamlPosition at{place.line, place.column};
    return place.file == file && !isBefore(at, from) && !isBefore(to, at);
}

ConfigPart wholeFile(const QString &file)
{
    ConfigPart part;
    part.file = file;
    part.to = {std::numeric_limits<int>::max(), 0};
    return part;
}

QList<ConfigPart> partsOfEntry(const YamlNode &entry, const QString &file)
{
    QList<ConfigPart> parts{partOf(file, entry.at(), entry)};
    addByEnvironment(entry.find(QStringLiteral("parameters")), file, {}, parts);
    return parts;
}

QList<ConfigPart> partsOfPlatform(const YamlNode &root, const QString &file)
{
    const QString id = QStringLiteral("id");
    const QString environments = QStringLiteral("environments");
    QList<ConfigPart> parts{wholeFile(file)};
    if (const YamlNode *list = root.find(environments); list != nullptr && list->isList()) {
        for (const YamlNode &each : list->children()) {
            ConfigPart part = partOf(file, each.at(), each);
            part.environment = EnvironmentId(each.textOf(id));
            parts.append(part);
        }
    }
    if (const YamlNode *list = root.find(QStringLiteral("parameters"))) {
        for (const YamlNode &each : list->children())
            addByEnvironment(each.find(QStringLiteral("defaults")), file, {}, parts);
    }
    if (const YamlNode *list = root.find(QStringLiteral("services"))) {
        for (const YamlNode &each : list->children()) {
            ConfigPart part = partOf(file, each.at(), each);
            part.service = ServiceId(each.textOf(id));
            if (part.service.isEmpty())
                continue;
            parts.append(part);
            addByEnvironment(each.find(environments), file, part.service, parts);
        }
    }
    return parts;
}

} // namespace opsdeck
