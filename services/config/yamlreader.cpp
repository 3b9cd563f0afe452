// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/yamlreader.h"

#include "services/config/configtext.h"
#include "services/config/yamltreebuilder.h"

namespace opsdeck {

std::optional<YamlNode> readYaml(const QByteArray &bytes, const Reporter &reporter)
{
    const std::optional<SourceText> source = SourceText::from(bytes, reporter);
    if (!source)
        return std::nullopt;
    YamlTreeBuilder builder(*source, reporter);
    if (!parseYaml(*source, builder, reporter))
        return std::nullopt;
    std::optional<YamlNode> root = builder.takeRoot();
    if (!root)
        reporter.error({1, 1}, ConfigText::tr("the file is empty"));
    return root;
}

} // namespace opsdeck
