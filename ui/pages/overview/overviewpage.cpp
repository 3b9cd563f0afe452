// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overviewpage.h"

#include "ui/pages/history/historydelegates.h"
#include "ui/pages/overview/matrixdelegate.h"
#include "ui/pages/overview/matrixheader.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"
#include "ui/widgets/rootcauselist.h"
#include "ui/widgets/segment.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kMargin = 24;
constexpr int kTop = 16;
constexpr int kBottom = 12;
constexpr int kCoveredGap = 8; ///< to an inspector that lies over the page
constexpr int kServiceColumn = 208;
constexpr int kServiceColumnNarrow = 176;
constexpr int kServiceColumnSmall = 128;
constexpr int kSmallBelow = 640; ///< of the matrix: the smallest window, beside the inspector
constexpr int kWidestCell = 400;
constexpr int kNarrowBelow = 1440;     ///< of the window
constexpr int kCellBeside = 296;       ///< least width beside the newest changes
constexpr int kTwoLineHeadBelow = 330; ///< cell width
constexpr int kEventsFrom =
    1800; ///< page width from which the newest changes stand beside the matrix
constexpr int kEventsWidth = 640;
constexpr int kRowHeights[] = {128, 112, 96, 72, 64, 48, 40};
constexpr int kTallestRow = 240;
constexpr int kHighestUsual = 48;  ///< where the newest changes do not stand beside it
constexpr int kHighestNarrow = 64; ///< where narrow cells would cut a caption in one line
constexpr int kCompactRow = 32;
constexpr int kLeastRow = 24; ///< a mark and a line of text; below it the rows scroll

} // namespace

OverviewPage::OverviewPage(StatusBoard &board, SeriesBoard &series, EventsModel &events,
                           ThemeHub &theme, QWidget *parent)
    : Page(parent)
    , m_board(board)
    , m_theme(theme)
    , m_model(board, series)
    , m_rootCauses(board)
    , m_delegate(new MatrixDelegate(theme, this))
    , m_list(new RootCauseList(m_rootCauses, theme, RootCauseList::Rows::OneLine, this))
    , m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("overview"));
    m_filter.setSourceModel(&m_model);
    m_table->setObjectName(QStringLiteral("overview.matrix"));
    m_table->setAccessibleName(tr("Services by environment"));
    // Before the view hears of it: where the current row goes, the view takes another one, and
    // nobody has chosen that.
    connect(&m_filter, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this] { m_selecting = true; });
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(m_delegate);
    m_header = new MatrixHeader(board, theme, m_table);
    m_table->setHorizontalHeader(m_header);
    m_table->horizontalHeader()->setVisible(true);
    m_table->verticalHeader()->setVisible(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setProperty("ground", QStringLiteral("bg"));
    m_table->setTabKeyNavigation(false);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_empty = plainLabel(QStringLiteral("overview.empty"), roleFont(TextRole::Body), "t2", this);
    m_empty->setAlignment(Qt::AlignCenter);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kTop, kMargin, kBottom);
    layout->setSpacing(12);
    layout->addWidget(makeHead());
    layout->addWidget(m_list);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(24);
    columns->addWidget(m_table, 2);
    columns->addWidget(m_empty, 1);
    columns->addWidget(makeEvents(events), 1);
    layout->addLayout(columns, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &OverviewPage::onSelectionChanged);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (index.data(MatrixModel::ViewRole).isValid())
            Q_EMIT serviceSelected(index.data(MatrixModel::KeyRole).value<ServiceKey>());
    });
    connect(m_table, &QTableView::clicked, this, &OverviewPage::toggleGroup);
    connect(m_list, &RootCauseList::serviceSelected, this, &Page::serviceSelected);
    connect(m_list, &RootCauseList::runbookRequested, this, &Page::runbookRequested);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &OverviewPage::placeRows);
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &OverviewPage::placeRows);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, [this] {
        const QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
        if (!chosen.isEmpty()
            && chosen.first().data(MatrixModel::KeyRole).value<ServiceKey>() != m_service)
            m_table->clearSelection();
        m_selecting = false;
        placeRows();
    });
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (isVisible()) {
            m_table->viewport()->update();
            m_table->horizontalHeader()->viewport()->update();
        }
    });
    connect(&m_board, &StatusBoard::servicesChanged, this, &OverviewPage::describe);
    connect(&m_theme, &ThemeHub::changed, this, [this] { m_table->viewport()->update(); });
    describe();
}

QWidget *OverviewPage::makeHead()
{
    auto *head = new QWidget(this);
    auto *title =
        plainLabel(QStringLiteral("overview.title"), roleFont(TextRole::Page), "t1", head);
    title->setText(tr("Overview"));
    m_facts = elidedLabel(QStringLiteral("overview.facts"), roleFont(TextRole::Body), "t3", head);
    m_text = new QLineEdit(head);
    m_text->setObjectName(QStringLiteral("overview.filter"));
    m_text->setAccessibleName(tr("Filter services by name"));
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setFixedWidth(160);
    m_abnormal = segment(tr("Only abnormal"), QStringLiteral("overview.abnormal"), head);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(m_facts, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_abnormal);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        describe();
    });
    connect(m_abnormal, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setOnlyAbnormal(only);
        describe();
    });
    return head;
}

QWidget *OverviewPage::makeEvents(EventsModel &events)
{
    m_events = new QWidget(this);
    m_events->setMinimumWidth(kEventsWidth);
    auto *title = plainLabel(QStringLiteral("overview.events.title"), roleFont(TextRole::Label),
                             "t2", m_events);
    title->setText(tr("NEWEST CHANGES"));
    QListView *list = plainUniformList(QStringLiteral("overview.events"), tr("Newest changes"),
                                       &events, m_events);
    list->setItemDelegate(new EventDelegate(m_theme, EventDelegate::Lines::Three, list));
    list->setProperty("ground", QStringLiteral("bg"));
    auto *layout = new QVBoxLayout(m_events);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->addWidget(title);
    layout->addWidget(list, 1);
    connect(list, &QListView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT serviceSelected(index.data(EventsModel::EventRole).value<Event>().service);
    });
    return m_events;
}

void OverviewPage::setEnvironment(const EnvironmentKey &environment)
{
    m_model.setPlatform(environment.platform);
    m_rootCauses.setEnvironments(m_model.environments());
    placeRows();
    describe();
}

void OverviewPage::setSelectedService(const ServiceKey &service)
{
    m_service = service;
    m_filter.keepOpen(service.service);
    m_selecting = true;
    const QModelIndex index = m_filter.mapFromSource(m_model.indexOf(service));
    if (index.isValid()) {
        m_table->setCurrentIndex(index);
    } else {
        m_table->clearSelection();
        m_table->selectionModel()->clearCurrentIndex();
    }
    m_selecting = false;
}

/// Root causes and every environment stay in sight beside the inspector.
void OverviewPage::setCoveredRight(int width)
{
    layout()->setContentsMargins(kMargin, kTop, width > 0 ? width + kCoveredGap : kMargin, kBottom);
}

void OverviewPage::onSelectionChanged(const QItemSelection &selected)
{
    // Heads are passed on the way and never chosen.
    const QModelIndexList cells = m_selecting ? QModelIndexList() : selected.indexes();
    if (!cells.isEmpty())
        Q_EMIT serviceSelected(cells.first().data(MatrixModel::KeyRole).value<ServiceKey>());
}

bool OverviewPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        placeRows();
    if (watched == m_table && event->type() == QEvent::FocusIn
        && !m_table->currentIndex().isValid()) {
        for (int row = 0; row < m_filter.rowCount(); ++row) {
            const QModelIndex first = m_filter.index(row, 1);
            if (first.data(MatrixModel::ViewRole).isValid()) {
                m_selecting = true;
                m_table->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
                m_selecting = false;
                break;
            }
        }
    }
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)
            && toggleGroup(m_table->currentIndex()))
            return true;
    }
    return Page::eventFilter(watched, event);
}

/// True when it was a head that folds.
bool OverviewPage::toggleGroup(const QModelIndex &index)
{
    const bool canFold = index.data(MatrixModel::IsGroupRole).toBool()
                         && index.data(MatrixModel::FoldRole).toInt() != MatrixModel::Fixed;
    if (canFold)
        m_filter.toggle(index);
    return canFold;
}

/// Groups in which all is well fold when not even rows without captions fit.
bool OverviewPage::needsFolding() const
{
    int height = 0;
    for (int row = 0; row < m_model.rowCount(); ++row)
        height += m_model.index(row, 0).data(MatrixModel::IsGroupRole).toBool()
                      ? MatrixDelegate::kGroupHeight
                      : kCompactRow;
    return height > m_table->viewport()->height();
}

void OverviewPage::placeRows()
{
    const int columns = m_filter.columnCount();
    if (columns == 0 || m_placing)
        return;
    const QScopedValueRollback placing(m_placing, true);
    m_filter.setFolding(needsFolding());
    // Beside the newest changes the matrix is no wider than its widest cells: no hole between the
    // two.
    const int beside = std::clamp((width() - 3 * kMargin - kEventsWidth - kServiceColumn)
                                      / std::max(1, columns - 1),
                                  kCellBeside, kWidestCell);
    m_table->setMaximumWidth(width() >= kEventsFrom
                                 ? kServiceColumn + (columns - 1) * beside + kMargin
                                 : QWIDGETSIZE_MAX);
    const int wide = m_table->viewport()->width();
    const bool narrow = window()->width() < kNarrowBelow;
    const int service = wide < kSmallBelow ? kServiceColumnSmall
                        : narrow           ? kServiceColumnNarrow
                                           : kServiceColumn;
    const int cells = std::max(1, columns - 1);
    // In a narrow window the inspector lies over the page: three environments still fit beside it.
    const int cell = std::clamp((wide - service) / cells, 120, kWidestCell);
    m_header->setTwoLines(cell < kTwoLineHeadBelow);
    m_table->setColumnWidth(0, service);
    for (int column = 1; column < columns; ++column)
        m_table->setColumnWidth(column, cell);
    int groups = 0;
    for (int row = 0; row < m_filter.rowCount(); ++row)
        groups += m_filter.index(row, 0).data(MatrixModel::IsGroupRole).toBool() ? 1 : 0;
    const int services = m_filter.rowCount() - groups;
    const int room = m_table->viewport()->height() - groups * MatrixDelegate::kGroupHeight;
    int height = std::clamp(room / std::max(1, services), kLeastRow, kCompactRow);
    for (const int candidate : kRowHeights) {
        if (services * candidate <= room
            && (candidate <= kHighestUsual || width() >= kEventsFrom
                || (candidate <= kHighestNarrow && cell < MatrixDelegate::kSparkFrom))) {
            height = candidate;
            break;
        }
    }
    // What few services leave free is theirs, so that a large screen is read from afar.
    if (height == kRowHeights[0])
        height = std::clamp(room / std::max(1, services), kRowHeights[0], kTallestRow);
    m_delegate->setRowHeight(height);
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const bool group = m_filter.index(row, 0).data(MatrixModel::IsGroupRole).toBool();
        m_table->setRowHeight(row, group ? MatrixDelegate::kGroupHeight : height);
    }
    describe();
}

void OverviewPage::describe()
{
    int services = 0;
    for (int row = 0; row < m_model.rowCount(); ++row)
        services += m_model.index(row, 0).data(MatrixModel::IsGroupRole).toBool() ? 0 : 1;
    int inUse = 0;
    int checks = 0;
    for (const EnvironmentKey &key : m_model.environments()) {
        if (const EnvironmentView *view = m_board.environment(key)) {
            for (const ServiceView &service : view->services) {
                inUse += service.presence == Presence::Active ? 1 : 0;
                checks += static_cast<int>(service.checks.size());
            }
        }
    }
    m_facts->setText(
        tr("%1 in %2, %3 in use, %4")
            .arg(tr("%n service(s)", nullptr, services),
                 tr("%n environment(s)", nullptr, static_cast<int>(m_model.environments().size())),
                 QString::number(inUse), tr("%n check(s)", nullptr, checks)));
    const bool empty = m_filter.rowCount() == 0;
    m_table->setVisible(!empty);
    m_empty->setVisible(empty);
    if (empty) {
        m_empty->setText(
            m_model.rowCount() == 0
                ? tr("This platform has no services yet. Add them to its file under 'services'.")
            : m_text->text().isEmpty()
                ? tr("Nothing is abnormal. Switch off 'Only abnormal' to see every service.")
                : tr("No service matches '%1'.").arg(m_text->text()));
    }
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_events->setVisible(width() >= kEventsFrom);
    placeRows();
}

} // namespace opsdeck
