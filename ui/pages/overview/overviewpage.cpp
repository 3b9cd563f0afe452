// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/overviewpage.h"

#include "ui/pages/overview/compareview.h"
#include "ui/pages/overview/matrixdelegate.h"
#include "ui/pages/overview/matrixheader.h"
#include "ui/pages/overview/matrixsizes.h"
#include "ui/pages/overview/matrixtable.h"
#include "ui/pages/overview/newestchanges.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/rootcauselist.h"
#include "ui/widgets/segment.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kMargin = 24;
constexpr int kTop = 16;
constexpr int kBottom = 12;
constexpr int kCausesPart = 5;         ///< of the page's height, at the most
constexpr int kCoveredGap = 8;         ///< to an inspector that lies over the page
constexpr int kNarrowBelow = 1440;     ///< of the window
constexpr int kLargeFrom = 1800;       ///< of the window: rows take what is free
constexpr int kTwoLineHeadBelow = 330; ///< cell width
constexpr int kAroundName = 70; ///< a platform's: its chevron and mark, and the air around them

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
    , m_table(new MatrixTable(theme, this))
    , m_states(new QWidget(this))
    , m_compare(new CompareView(board, theme, this))
    , m_changes(new NewestChanges(board, events, theme, this))
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
    m_header = new MatrixHeader(theme, m_table);
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
    m_columns = new QHBoxLayout(m_states);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(matrixsizes::kBesideGap);
    m_columns->addWidget(m_table, 1);
    m_columns->addWidget(m_empty, 1);
    m_columns->addWidget(m_changes, 1);
    layout->addWidget(m_states, 1);
    layout->addWidget(m_compare, 1);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &OverviewPage::onSelectionChanged);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (index.data(MatrixModel::ViewRole).isValid())
            Q_EMIT serviceSelected(index.data(MatrixModel::ServiceRole).value<ServiceKey>());
    });
    connect(m_table, &QTableView::clicked, this, &OverviewPage::toggleGroup);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        const QModelIndex index = m_table->indexAt(at);
        if (index.data(MatrixModel::ViewRole).isValid())
            Q_EMIT menuRequested(index.data(MatrixModel::ServiceRole).value<ServiceKey>(),
                                 m_table->viewport()->mapToGlobal(at));
    });
    connect(m_list, &RootCauseList::serviceSelected, this, &Page::serviceSelected);
    connect(m_changes, &NewestChanges::serviceSelected, this, &Page::serviceSelected);
    connect(m_compare, &CompareView::serviceSelected, this, &Page::serviceSelected);
    connect(m_compare, &CompareView::factsChanged, this, &OverviewPage::describe);
    connect(m_compare, &CompareView::filterWanted, m_text, [this] { m_text->setFocus(); });
    connect(m_list, &RootCauseList::runbookRequested, this, &Page::runbookRequested);
    connect(m_list, &RootCauseList::acknowledgeRequested, this, &Page::acknowledgeRequested);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &OverviewPage::placeRows);
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &OverviewPage::placeRows);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, [this] {
        const QModelIndexList chosen = m_table->selectionModel()->selectedIndexes();
        if (!chosen.isEmpty()
            && chosen.first().data(MatrixModel::ServiceRole).value<ServiceKey>() != m_service)
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
    showMode();
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
    m_text->setPlaceholderText(tr("Filter"));
    m_text->setClearButtonEnabled(true);
    m_text->setMinimumWidth(80);
    m_text->setMaximumWidth(160);
    m_abnormal = segment(tr("Only abnormal"), QStringLiteral("overview.abnormal"), head);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(title);
    makeModes(*layout);
    layout->addWidget(m_facts, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_abnormal);
    layout->addWidget(m_compare->controls());
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        m_compare->setText(text);
        describe();
    });
    connect(m_abnormal, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setOnlyAbnormal(only);
        describe();
    });
    return head;
}

void OverviewPage::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    takePlatforms();
}

void OverviewPage::setWholeWorkspace(bool whole)
{
    m_isOfAll = whole;
    takePlatforms();
}

void OverviewPage::takePlatforms()
{
    m_model.setPlatform(m_environment.platform);
    m_model.setAllPlatforms(m_isOfAll);
    m_rootCauses.setEnvironments(m_model.environments());
    m_changes->setPlatform(m_isOfAll ? PlatformId() : m_environment.platform);
    showMode();
}

void OverviewPage::setSelectedService(const ServiceKey &service)
{
    m_service = service;
    m_filter.keepOpen(service);
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
        Q_EMIT serviceSelected(cells.first().data(MatrixModel::ServiceRole).value<ServiceKey>());
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
    const bool canFold = index.data(MatrixModel::IsHeadRole).toBool()
                         && index.data(MatrixModel::FoldRole).toInt() != MatrixModel::Fixed;
    if (!canFold)
        return false;
    const QPersistentModelIndex head = index;
    m_filter.toggle(index);
    m_table->scrollTo(head);
    return true;
}

/// The widest of them, where they are named.
int OverviewPage::platformNameWidth() const
{
    if (!m_isOfAll || !m_board.workspace())
        return 0;
    const QFontMetrics metrics(textFont(13, QFont::DemiBold));
    int widest = 0;
    for (const Platform &platform : m_board.workspace()->platforms)
        widest = std::max(widest, metrics.horizontalAdvance(platform.title));
    return widest + kAroundName;
}

void OverviewPage::placeRows()
{
    const int columns = m_filter.columnCount();
    if (columns == 0 || m_placing)
        return;
    const QScopedValueRollback placing(m_placing, true);
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    const bool isNarrow = window()->width() < kNarrowBelow;
    const bool isLarge = window()->width() >= kLargeFrom;
    MatrixWidths widths = matrixWidths(room, columns - 1, platformNameWidth(), isNarrow);
    m_changes->setVisible(widths.isBeside);
    m_table->setMaximumWidth(widths.isBeside ? widths.table : QWIDGETSIZE_MAX);
    if (widths.isBeside) {
        m_columns->setStretchFactor(m_table, widths.table);
        m_columns->setStretchFactor(m_empty, widths.table);
        m_columns->setStretchFactor(m_changes,
                                    std::max(1, room - widths.table - matrixsizes::kBesideGap));
    }
    if (!widths.isBeside) // a scroll bar takes its part
        widths = matrixWidths(std::min(room, m_table->viewport()->width()), columns - 1,
                              platformNameWidth(), isNarrow);
    m_header->setTwoLines(widths.cell < kTwoLineHeadBelow);
    m_table->setColumnWidth(0, widths.name);
    for (int column = 1; column < columns; ++column)
        m_table->setColumnWidth(column, widths.cell);
    const int height = m_table->viewport()->height();
    m_filter.setRoom({height, m_isOfAll ? matrixsizes::kLeastRow : matrixsizes::kCompactRow,
                      MatrixDelegate::kGroupHeight, MatrixDelegate::kPlatformHeight});
    int services = 0;
    int heads = 0;
    const auto kindOf = [this](int row) {
        return static_cast<MatrixRow::Kind>(
            m_filter.index(row, 0).data(MatrixModel::KindRole).toInt());
    };
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const bool isService = kindOf(row) == MatrixRow::Kind::Service;
        services += isService ? 1 : 0;
        heads += isService ? 0 : m_delegate->heightOf(kindOf(row));
    }
    m_delegate->setRowHeight(matrixRowHeight(services, height - heads, isLarge,
                                             widths.cell < MatrixDelegate::kSparkFrom));
    for (int row = 0; row < m_filter.rowCount(); ++row)
        m_table->setRowHeight(row, m_delegate->heightOf(kindOf(row)));
    describe();
}

QString OverviewPage::factsText() const
{
    const Tally tally = m_board.tally(m_model.environments());
    QStringList told{servicesText(tally), environmentsText(tally), checksText(tally.checks),
                     notSetUpText(tally.checksNotSetUp)};
    told.removeAll(QString());
    const QString facts = told.join(QStringLiteral(", "));
    const Platform *platform =
        m_board.workspace() ? m_board.workspace()->platform(m_environment.platform) : nullptr;
    if (!m_isOfAll || platform == nullptr)
        return facts;
    return tr("%1: %2. The other pages show %3 of %4.")
        .arg(tr("%n platform(s)", nullptr, static_cast<int>(m_board.workspace()->platforms.size())),
             facts, environmentTagText(m_environment.environment), platform->title);
}

void OverviewPage::describe()
{
    m_facts->setText(isComparing() ? m_compare->factsText() : factsText());
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
    m_list->setMostHeight(height() / kCausesPart);
    placeRows();
}

} // namespace opsdeck
