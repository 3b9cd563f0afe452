// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// `pages` of a platform file: pages of charts that somebody put together. What is wrong is
/// reported and left out.
class ChartPageReader final
{
public:
    ChartPageReader(MapReader &platform, const Reporter &reporter);

    /// With the charts that these services of the file name; one of an environment alone counts,
    /// and so does one that is wrong, which is told where it stands.
    QList<ChartPage> pages(const QList<YamlNode> &services) const;

private:
    struct Read
    {
        ChartPage page;
        QList<YamlPosition> charts; ///< where each is said
    };

    void readPage(const YamlNode &node);
    void readChart(const YamlNode &node, Read &read) const;

    Reporter m_reporter;
    QList<Read> m_pages;
};

} // namespace opsdeck
