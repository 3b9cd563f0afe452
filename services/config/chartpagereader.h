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

    /// Those of which the charts are there; `platform` has its services by now. A chart of an
    /// environment alone counts.
    QList<ChartPage> pagesOf(const Platform &platform, const QStringList &services) const;

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
