// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/yamlreader.h"
#include "services/editing/yamledit.h"

namespace opsdeck {

/// What a document means, by the reader that loads workspaces and not by the editor's own.
inline YamlValue meaningOf(const YamlNode &node)
{
    if (node.isNull())
        return {};
    if (node.isScalar())
        return YamlValue::text(node.text());
    QList<YamlValue> items;
    YamlValue map = YamlValue::map();
    for (qsizetype i = 0; i < node.children().size(); ++i) {
        items.append(meaningOf(node.children().at(i)));
        if (node.isMap())
            map.add(node.keys().at(i).name, items.constLast());
    }
    return node.isMap() ? map : YamlValue::list(items);
}

} // namespace opsdeck
