// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of charts that somebody put together.
#include "ui/charts/chartcard.h"
#include "ui/charts/goldenstrip.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/metrics/pagearranger.h"
#include "ui/pages/metrics/pagebar.h"
#include "ui/widgets/segment.h"

#include <QButtonGroup>
#include <QLabel>
#include <QLayout>
#include <QMenu>

namespace opsdeck {

void MetricsPage::connectPages()
{
    m_arranger = new PageArranger(m_desk, m_theme, *m_grid);
    m_newPage->setObjectName(QStringLiteral("metrics.newpage"));
    m_newPage->setProperty("kind", QStringLiteral("segment"));
    m_newPage->setAccessibleName(tr("New page of charts"));
    m_newPage->setToolTip(tr("A page of charts of your own, kept in the platform's file"));
    m_newPage->hide();
    m_editPage->setObjectName(QStringLiteral("metrics.editpage"));
    m_editPage->setProperty("kind", QStringLiteral("quiet"));
    m_editPage->setToolTip(tr("Add, move and resize the charts of this page"));
    m_editPage->hide();
    m_missing->setMinimumWidth(1);
    m_missing->hide();
    m_pageBar->hide();
    connect(m_newPage, &QPushButton::clicked, this, [this] { m_desk.editNew(tr("New page"), {}); });
    connect(m_editPage, &QPushButton::clicked, &m_desk, &PageDesk::edit);
    connect(m_pageBar, &PageBar::saveWanted, this, &MetricsPage::pageSaveWanted);
    connect(&m_desk, &PageDesk::pagesChanged, this, &MetricsPage::buildServiceButtons);
    connect(&m_desk, &PageDesk::shownChanged, this, &MetricsPage::takePage);
    connect(&m_desk, &PageDesk::editingChanged, this, &MetricsPage::takeEditing);
}

void MetricsPage::setPagesKept(bool kept)
{
    m_isKept = kept;
    takeEditing();
}

bool MetricsPage::showChartPage(const QString &page)
{
    choosePage(page);
    askForHistory();
    return m_desk.shown() && m_desk.shown()->id == page;
}

void MetricsPage::addPageButton(const ChartPage &page)
{
    auto *button =
        segment(page.title, QStringLiteral("metrics.chartpage.") + page.id, m_serviceBar);
    button->setToolTip(tr("A page of charts of this platform"));
    m_serviceButtons->addButton(button);
    m_serviceBar->layout()->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, id = page.id] { showChartPage(id); });
}

void MetricsPage::choosePage(const QString &page)
{
    m_desk.show(page);
    if (!m_desk.shown())
        return;
    const QString name = QStringLiteral("metrics.chartpage.") + m_desk.shown()->id;
    for (QAbstractButton *button : m_serviceButtons->buttons())
        button->setChecked(button->objectName() == name);
    m_service = ServiceId();
    m_golden.watch({});
    m_strip->hide();
    fitServices();
}

/// What the desk shows.
void MetricsPage::takePage()
{
    const std::optional<ChartPage> page = m_desk.shown();
    m_model.setCharts(page ? std::optional(page->charts) : std::nullopt);
    tellEmpty();
    const QStringList missing = m_desk.missingIn(m_environment.environment);
    m_missing->setVisible(!missing.isEmpty());
    m_missing->setText(tr("Not in %1: %2")
                           .arg(m_environment.environment.toString().toUpper(),
                                missing.join(QStringLiteral(", "))));
    m_missing->setToolTip(missing.join(QLatin1Char('\n')));
    m_editPage->setVisible(m_isKept && page && !m_desk.isEditing());
    for (ChartCard *card : std::as_const(m_cards))
        describe(*card);
    placeCards();
    fitServices();
}

void MetricsPage::takeEditing()
{
    const bool isEditing = m_desk.isEditing();
    m_newPage->setVisible(m_isKept && !isEditing);
    m_pageBar->setVisible(isEditing);
    m_serviceBar->setEnabled(!isEditing);
    m_serviceMenu->setEnabled(!isEditing);
    m_arranger->letGo();
    for (ChartCard *card : isEditing ? m_cards : QList<ChartCard *>())
        m_arranger->take(*card);
    takePage();
}

void MetricsPage::showPageSettled(const PageRequest &request, const Result<void> &done)
{
    if (done)
        m_desk.settled(request);
    else if (request.platform == m_environment.platform)
        m_pageBar->showFault(tr("Not saved: %1").arg(done.error().message), done.error().advice);
}

/// In the menu of a chart: the pages that it can be put on.
void MetricsPage::offerPages(QMenu *menu, const ChartCard &card)
{
    if (!m_isKept || m_desk.isEditing())
        return;
    const PlacedChart chart{card.key().service.service, card.key().metric};
    QMenu *pages = menu->addMenu(tr("Put on page"));
    pages->setObjectName(QStringLiteral("metrics.puton"));
    // Later: the chart whose menu it is goes when another page is shown.
    const auto add = [this, pages](const QString &text, const QString &name, const auto &chosen) {
        QAction *action =
            pages->addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setObjectName(QStringLiteral("metrics.puton.") + name);
        connect(action, &QAction::triggered, this, chosen, Qt::QueuedConnection);
        return action;
    };
    const QList<ChartPage> all = m_desk.pages();
    for (const ChartPage &page : all) {
        const bool isThere = std::any_of(page.charts.cbegin(), page.charts.cend(), [&](auto &each) {
            return each.service == chart.service && each.metric == chart.metric;
        });
        add(page.title, page.id, [this, id = page.id, chart] {
            showChartPage(id);
            m_desk.edit();
            m_desk.add(chart);
        })->setEnabled(!isThere);
    }
    add(tr("New page…"), QString(), [this, chart] { m_desk.editNew(tr("New page"), {chart}); });
}

} // namespace opsdeck
