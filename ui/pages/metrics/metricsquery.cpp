// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics page's free query, which lies over the charts while it is open.
#include "ui/charts/rangebar.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/queryview.h"
#include "ui/widgets/segment.h"

#include <QHBoxLayout>

namespace opsdeck {

void MetricsPage::setQuery(QuerySheet &sheet)
{
    m_query = new QueryView(sheet, m_theme, this);
    m_query->setEnvironment(m_environment);
    m_query->hide();
    m_queryButton = segment(tr("Query"), QStringLiteral("metrics.query"), this);
    m_queryButton->setToolTip(tr("Ask the environment by an expression in PromQL"));
    m_head->insertWidget(m_head->indexOf(m_range), m_queryButton);
    connect(m_queryButton, &QPushButton::toggled, this, &MetricsPage::showQuery);
    connect(m_query, &QueryView::closed, this, [this] { showQuery(false); });
    fitServices();
}

void MetricsPage::showQuery(bool shown)
{
    if (m_query == nullptr)
        return;
    m_queryButton->setChecked(shown);
    if (shown) {
        placeQuery();
        tellQuery(false);
        m_query->raise();
    }
    m_query->setVisible(shown);
    if (!shown)
        setFocus();
}

void MetricsPage::placeQuery()
{
    if (m_query == nullptr)
        return;
    const int top = m_head->geometry().bottom() + 1 + layout()->spacing();
    const QMargins margins = layout()->contentsMargins();
    m_query->setGeometry(margins.left(), top, width() - margins.left() - margins.right(),
                         height() - top - margins.bottom());
}

void MetricsPage::tellQuery(bool again)
{
    if (m_query != nullptr)
        m_query->setStretch(m_window.at(m_board.now().wallMs), again);
}

} // namespace opsdeck
