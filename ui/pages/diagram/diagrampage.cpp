// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/diagrampage.h"

#include "ui/diagram/diagramview.h"
#include "ui/diagram/minimap.h"
#include "ui/pages/diagram/differencebutton.h"
#include "ui/pages/diagram/exportbutton.h"
#include "ui/pages/diagram/modebuttons.h"
#include "ui/pages/diagram/modeframe.h"
#include "ui/pages/diagram/replaystrip.h"
#include "ui/pages/diagram/startorderpanel.h"
#include "ui/pages/diagram/whatifstrip.h"
#include "ui/signs/legend.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rootcauselist.h"
#include "ui/widgets/rootcauserow.h"
#include "ui/widgets/segment.h"

#include <QApplication>
#include <QClipboard>
#include <QFrame>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr int kMargin = 24;
constexpr int kGap = 16;
constexpr int kWideWindow = 1440; ///< from here on there is room for legend and map
constexpr int kHighWindow = 900;  ///< from here on root causes take what they need
constexpr int kCrampedCauses = RootCauseRow::kTwoLines; ///< as without any: nothing moves
constexpr int kAbove = ModeFrame::kAbove;
constexpr double kZoomStep = 1.25;
constexpr int kNoteMs = 8000;

QPushButton *zoomButton(const QString &text, const QString &objectName, const QString &name,
                        const QString &keys, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    button->setToolTip(
        DiagramPage::tr("%1 (%2)", "what a button does, and its key").arg(name, keys));
    button->setProperty("kind", QStringLiteral("quiet"));
    return button;
}

} // namespace

DiagramPage::DiagramPage(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_board(board)
    , m_model(board)
    , m_rootCauses(board)
    , m_startOrder(board)
    , m_differences(board)
    , m_theme(theme)
    , m_list(new RootCauseList(m_rootCauses, theme, RootCauseList::Rows::TwoLines, this))
    , m_frame(new ModeFrame(theme, this))
    , m_view(new DiagramView(m_model, theme, m_frame))
    , m_modes(new DiagramModes(board, {m_model, m_rootCauses, *m_view, *m_list, *m_frame}, this))
    , m_minimap(new Minimap(*m_view, theme, this))
    , m_empty(new QLabel(this))
{
    setObjectName(QStringLiteral("diagram.page"));
    m_list->reserveRow(true);
    m_empty->setObjectName(QStringLiteral("diagram.empty"));
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setProperty("tone", QStringLiteral("t2"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kGap, kMargin, kGap);
    layout->setSpacing(0); // each has its gap above itself: words may lie over that of the drawing
    layout->addWidget(m_list);
    layout->addWidget(makeMiddle(), 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(makeStrips());
    m_foot = makeFoot();
    layout->addWidget(m_foot);
    for (QWidget *each : {static_cast<QWidget *>(m_empty), m_strips, m_foot})
        each->setContentsMargins(0, kAbove, 0, 0);

    m_legendPopup = new Legend(diagramSigns(), QStringLiteral("diagram.legend.popup"), theme, this);
    m_legendPopup->setUpright(true);
    m_legendPopup->hide();

    connect(m_list, &RootCauseList::serviceSelected, this, [this](const ServiceKey &service) {
        m_view->select(service);
        Q_EMIT serviceSelected(service);
    });
    connect(m_list, &RootCauseList::runbookRequested, this, &Page::runbookRequested);
    connect(m_list, &RootCauseList::acknowledgeRequested, this, &Page::acknowledgeRequested);
    connect(m_view, &DiagramView::serviceSelected, this, &Page::serviceSelected);
    connect(m_view, &DiagramView::figuresRequested, this, [this](const ServiceKey &service) {
        if (whyNoActions().isEmpty())
            Q_EMIT figuresRequested(service);
    });
    connect(m_view, &DiagramView::runbookRequested, this, [this](const ServiceKey &service) {
        if (whyNoActions().isEmpty())
            Q_EMIT runbookRequested(service);
    });
    connect(m_modes, &DiagramModes::modeChanged, this, &DiagramPage::onModeChanged);
    connect(m_view, &DiagramView::menuRequested, this,
            [this](const ServiceKey &service, const QPoint &at) {
                if (whyNoActions().isEmpty())
                    Q_EMIT menuRequested(service, at);
            });
    connect(m_view, &DiagramView::pinRequested, this,
            [this](const ServiceKey &key, const QPointF &middle) {
                if (whyNoActions().isEmpty())
                    Q_EMIT pinRequested({key.environment.platform, key.service, middle});
            });
    connect(m_view, &DiagramView::unpinRequested, this, [this](const ServiceKey &key) {
        if (whyNoActions().isEmpty())
            Q_EMIT pinRequested({key.environment.platform, key.service, {}});
    });
    connect(m_view, &DiagramView::zoomChanged, this, &DiagramPage::showZoom);
    connect(m_view, &DiagramView::viewMoved, this, &DiagramPage::arrange);
    connect(&m_model, &DiagramModel::layoutChanged, this, &DiagramPage::showEmptyText);
    showEmptyText();
    showZoom();
}

QWidget *DiagramPage::makeFoot()
{
    auto *foot = new QWidget(this);
    m_bar = new QFrame(foot);
    QFrame *bar = m_bar;
    bar->setObjectName(QStringLiteral("diagram.zoom"));
    bar->setProperty("kind", QStringLiteral("card"));
    auto *out = zoomButton(QStringLiteral("−"), QStringLiteral("diagram.zoom.out"), tr("Zoom out"),
                           QStringLiteral("−"), bar);
    auto *in = zoomButton(QStringLiteral("+"), QStringLiteral("diagram.zoom.in"), tr("Zoom in"),
                          QStringLiteral("+"), bar);
    auto *fit = zoomButton(tr("Fit"), QStringLiteral("diagram.zoom.fit"), tr("Fit to the window"),
                           QStringLiteral("F"), bar);
    m_zoom = new QLabel(bar);
    m_zoom->setObjectName(QStringLiteral("diagram.zoom.level"));
    m_zoom->setTextFormat(Qt::PlainText);
    m_zoom->setFont(figureFont(12));
    m_zoom->setAlignment(Qt::AlignCenter);
    m_zoom->setFixedWidth(QFontMetrics(figureFont(12)).horizontalAdvance(QStringLiteral("300 %"))
                          + 8);
    m_help = zoomButton(QStringLiteral("?"), QStringLiteral("diagram.legend.show"), tr("Legend"),
                        QStringLiteral("?"), bar);
    m_help->setToolTip(tr("Legend"));
    m_help->setCheckable(true);
    m_modeButtons = new ModeButtons(*m_modes, bar);
    connect(m_modeButtons, &ModeButtons::startOrderToggled, this, [this](bool on) {
        if (on && m_coveredRight > 0)
            Q_EMIT serviceSelected({}); // there is room for one panel
        showWaves();
    });
    auto *exporting = new ExportButton(bar);
    m_exported = new QLabel(foot);
    m_exported->setObjectName(QStringLiteral("diagram.exported"));
    m_exported->setTextFormat(Qt::PlainText);
    m_exported->setProperty("tone", QStringLiteral("t2"));
    m_exported->hide();
    m_noteEnd.setObjectName(QStringLiteral("diagram.note.end"));
    m_noteEnd.setSingleShot(true);
    m_noteEnd.setInterval(kNoteMs);
    connect(&m_noteEnd, &QTimer::timeout, this, [this] {
        m_exported->hide();
        arrange();
    });
    connect(exporting, &ExportButton::saveWanted, this, &DiagramPage::askWhereToSave);
    connect(exporting, &ExportButton::pictureWanted, this, [this] {
        QGuiApplication::clipboard()->setImage(QImage::fromData(sheet(SheetFormat::Png)));
        note(tr("Picture copied"));
    });
    connect(exporting, &ExportButton::mermaidWanted, this, [this] {
        QGuiApplication::clipboard()->setText(mermaid());
        note(tr("Mermaid text copied"));
    });
    auto *barLayout = new QHBoxLayout(bar);
    barLayout->setContentsMargins(4, 2, 4, 2);
    barLayout->setSpacing(2);
    for (QWidget *each :
         {static_cast<QWidget *>(out), static_cast<QWidget *>(m_zoom), static_cast<QWidget *>(in),
          static_cast<QWidget *>(fit), static_cast<QWidget *>(m_modeButtons),
          static_cast<QWidget *>(exporting), static_cast<QWidget *>(m_help)})
        barLayout->addWidget(each);
    m_legend = new Legend(diagramSigns(), QStringLiteral("diagram.legend"), m_theme, foot);
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(bar);
    m_all = segment(tr("All environments"), QStringLiteral("diagram.all"), foot);
    m_all->setToolTip(tr("One drawing, with a mark for each environment; a click on a mark chooses "
                         "it"));
    connect(m_all, &QPushButton::toggled, this, &DiagramPage::setAllEnvironments);
    layout->addWidget(m_all);
    m_difference = new DifferenceButton(m_differences, foot);
    layout->addWidget(m_difference);
    connect(&m_differences, &EnvironmentDifferences::changed, this, &DiagramPage::showDifferences);
    layout->addWidget(m_exported);
    layout->addWidget(m_legend);
    layout->addStretch();
    connect(out, &QPushButton::clicked, m_view, [this] { m_view->zoomBy(1 / kZoomStep); });
    connect(in, &QPushButton::clicked, m_view, [this] { m_view->zoomBy(kZoomStep); });
    connect(fit, &QPushButton::clicked, m_view, &DiagramView::fit);
    connect(m_help, &QPushButton::toggled, this, &DiagramPage::arrange);
    return foot;
}

void DiagramPage::setEnvironment(const EnvironmentKey &environment)
{
    m_modes->setEnvironment(environment);
    m_startOrder.setEnvironment(environment);
    m_differences.setEnvironment(environment);
    m_model.setEnvironment(environment);
    takeRootCauses();
}

void DiagramPage::setAllEnvironments(bool all)
{
    m_model.setAllEnvironments(all);
    takeRootCauses();
    showDifferences();
}

/// Of what is drawn.
void DiagramPage::takeRootCauses()
{
    const EnvironmentKey &own = m_model.environment();
    const WorkspacePtr &workspace = m_board.workspace();
    const Platform *platform = workspace ? workspace->platform(own.platform) : nullptr;
    const bool hasSeveral = platform != nullptr && platform->environments.size() > 1;
    m_all->setVisible(hasSeveral);
    QList<EnvironmentKey> shown;
    if (m_model.isOfAllEnvironments() && hasSeveral) {
        for (const Environment &each : platform->environments)
            shown << EnvironmentKey{own.platform, each.id};
    } else {
        shown << own;
    }
    m_list->setNamesEnvironments(shown.size() > 1);
    m_rootCauses.setEnvironments(shown);
}

QWidget *DiagramPage::makeStrips()
{
    m_strips = new QWidget(this);
    m_strips->hide();
    m_whatIf = new WhatIfStrip(m_modes->simulation(), m_strips);
    m_replay = new ReplayStrip(m_modes->replay(), m_strips);
    auto *layout = new QVBoxLayout(m_strips);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_whatIf);
    layout->addWidget(m_replay);
    return m_strips;
}

QWidget *DiagramPage::makeMiddle()
{
    m_frame->setContent(m_view);
    m_middle = new QWidget(this);
    m_startOrderPanel = new StartOrderPanel(m_startOrder, m_theme, m_middle);
    m_startOrderPanel->hide();
    connect(m_startOrderPanel, &StartOrderPanel::serviceSelected, this,
            [this](const ServiceKey &service) {
                m_view->select(service);
                Q_EMIT serviceSelected(service);
            });
    connect(&m_startOrder, &StartOrderModel::wavesChanged, this, &DiagramPage::showWaves);
    auto *layout = new QHBoxLayout(m_middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(m_frame, 1);
    auto *besides = new QVBoxLayout;
    besides->setContentsMargins(0, kAbove, 0, 0);
    besides->addWidget(m_startOrderPanel);
    layout->addLayout(besides);
    return m_middle;
}

bool DiagramPage::leave()
{
    if (m_modes->mode() != DiagramModes::Mode::Live) {
        m_modes->setMode(DiagramModes::Mode::Live);
        return true;
    }
    if (!m_modeButtons->isStartOrderOn())
        return false;
    m_modeButtons->setStartOrder(false);
    return true;
}

void DiagramPage::setMovable(bool isMovable)
{
    m_isMovable = isMovable;
    m_view->setMovable(isMovable && whyNoActions().isEmpty());
}

void DiagramPage::addMenuActions(QMenu &menu, const ServiceKey &service)
{
    m_view->addPlaceActions(menu, service);
}

void DiagramPage::setSelectedService(const ServiceKey &service)
{
    m_view->select(service);
}

/// The diagram itself stays as it is: who opens an inspector must not have to search for the boxes.
void DiagramPage::setCoveredRight(int width)
{
    if (std::exchange(m_coveredRight, width) == width)
        return;
    const int taken = width > 0 ? width + kGap - kMargin : 0;
    m_list->setContentsMargins(0, 0, taken, 0);
    for (QWidget *each : {static_cast<QWidget *>(m_empty), m_strips, m_foot})
        each->setContentsMargins(0, kAbove, taken, 0);
    m_startOrderPanel->setVisible(m_modeButtons->isStartOrderOn() && width == 0);
    m_view->setCoveredRight(taken);
    arrange();
}

void DiagramPage::setFindText(const QString &text)
{
    m_view->setFindText(text);
}

void DiagramPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void DiagramPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    arrange();
}

void DiagramPage::arrange()
{
    if (m_help == nullptr || m_legendPopup == nullptr || m_foot == nullptr)
        return;
    m_list->setMostHeight(window()->height() < kHighWindow ? kCrampedCauses : -1);
    for (Legend *legend : {m_legend, m_legendPopup})
        legend->setLeftOut(QStringLiteral("diagram.pinned"), !m_model.hasPins());
    const bool isWide = window()->width() >= kWideWindow;
    m_startOrderPanel->setNarrow(!isWide);
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right() - m_foot->contentsMargins().right();
    int taken = 0; // before the legend
    for (const QWidget *each :
         {static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_all),
          static_cast<QWidget *>(m_difference), static_cast<QWidget *>(m_exported)}) {
        if (!each->isHidden())
            taken += each->sizeHint().width() + kGap;
    }
    // A half legend explains less than none.
    const bool hasLegend = isWide && taken + m_legend->sizeHint().width() <= room;
    m_legend->setVisible(hasLegend);
    m_help->setVisible(!hasLegend);
    m_legendPopup->setVisible(!hasLegend && m_help->isChecked());
    const QRect area(m_view->mapTo(this, QPoint()), m_view->size());
    const QSize size = m_legendPopup->sizeHint();
    m_legendPopup->setGeometry(
        QRect(QPoint(area.left(), area.bottom() - size.height() - kGap / 2), size));
    m_legendPopup->raise();
    m_minimap->move(area.right() - m_foot->contentsMargins().right() - m_minimap->width(),
                    area.bottom() - m_minimap->height());
    m_minimap->setVisible(isWide && m_view->isVisibleTo(this) && !m_minimap->isInTheWay());
    m_minimap->raise();
}

void DiagramPage::showZoom()
{
    m_zoom->setText(tr("%1 %", "zoom level").arg(std::lround(m_view->zoom() * 100)));
}

void DiagramPage::showEmptyText()
{
    const bool isEmpty = m_model.definition().nodes.isEmpty() || !m_model.isReady();
    m_middle->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    if (!m_model.isReady())
        m_empty->setText(tr("The diagram of %n service(s) is being laid out.", nullptr,
                            static_cast<int>(m_model.definition().nodes.size())));
    else
        m_empty->setText(tr("No service is defined in this environment. Services of a platform "
                            "file appear here with their dependencies."));
    arrange();
}

} // namespace opsdeck
