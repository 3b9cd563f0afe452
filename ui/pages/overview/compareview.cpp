// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/compareview.h"

#include "models/comparison/comparisontext.h"
#include "ui/pages/overview/comparedelegate.h"
#include "ui/pages/overview/compareheader.h"
#include "ui/pages/overview/explainform.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kLeastName = 260;
constexpr int kMostName = 420;
constexpr int kLeastValue = 140;
constexpr int kNamePart = 4; ///< of the width

} // namespace

CompareView::CompareView(StatusBoard &board, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_model(board)
    , m_table(new QTableView(this))
    , m_detail(new QWidget(this))
    , m_rowTitle(wrappedLabel(QStringLiteral("compare.row.title"), roleFont(TextRole::BodyStrong),
                              "t1", m_detail))
    , m_rowText(
          wrappedLabel(QStringLiteral("compare.row"), roleFont(TextRole::Body), "t2", m_detail))
    , m_explain(new ExplainForm(m_detail))
    , m_empty(wrappedLabel(QStringLiteral("compare.empty"), roleFont(TextRole::Body), "t2", this))
    , m_controls(new QWidget(parent))
    , m_choiceRow(new QHBoxLayout)
{
    setObjectName(QStringLiteral("compare"));
    m_filter.setSourceModel(&m_model);
    m_empty->setAlignment(Qt::AlignCenter);
    makeTable(theme);
    makeControls();
    for (QLabel *label : {m_rowTitle, m_rowText})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *inside = new QVBoxLayout(m_detail);
    inside->setContentsMargins(12, 10, 12, 0);
    inside->setSpacing(2);
    inside->addWidget(m_rowTitle);
    inside->addWidget(m_rowText);
    inside->addWidget(m_explain);
    connect(m_explain, &ExplainForm::requested, this, &CompareView::explainRequested);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_detail);
    connect(&m_model, &ComparisonModel::summaryChanged, this, [this] {
        makeChoices();
        describe();
    });
    connect(&m_filter, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_scrolled = m_table->verticalScrollBar()->value(); });
    connect(&m_filter, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        chooseAgain();
        m_table->verticalScrollBar()->setValue(m_scrolled);
    });
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &CompareView::describe);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &CompareView::describe);
    connect(&m_filter, &QAbstractItemModel::dataChanged, this, &CompareView::showRow);
    connect(&theme, &ThemeHub::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    makeChoices();
    describe();
}

void CompareView::makeTable(ThemeHub &theme)
{
    m_table->setObjectName(QStringLiteral("compare.table"));
    m_table->setAccessibleName(tr("What differs between the environments"));
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new CompareDelegate(theme, m_table));
    m_table->setHorizontalHeader(new CompareHeader(theme, m_table));
    m_table->horizontalHeader()->setVisible(true);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(CompareDelegate::kRowHeight);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setProperty("ground", QStringLiteral("bg"));
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &CompareView::showRow);
    connect(m_table, &QTableView::activated, this, &CompareView::activate);
    connect(m_table, &QTableView::clicked, &m_filter, &ComparisonFilter::toggle);
}

void CompareView::activate(const QModelIndex &index)
{
    // A click toggles by itself, where a click activates as well.
    if (index.data(ComparisonModel::IsSectionRole).toBool())
        return;
    const auto service = index.data(ComparisonModel::ServiceRole).value<ServiceKey>();
    if (m_board.service(service) != nullptr)
        Q_EMIT serviceSelected(service);
}

void CompareView::makeControls()
{
    m_controls->setObjectName(QStringLiteral("compare.controls"));
    m_only = segment(tr("Only differences"), QStringLiteral("compare.only"), m_controls);
    m_only->setToolTip(tr("What differs without being expected to, and what is not observed "
                          "everywhere"));
    auto *copy = new QPushButton(tr("Copy"), m_controls);
    copy->setObjectName(QStringLiteral("compare.copy"));
    copy->setAccessibleName(tr("Copy the rows shown"));
    copy->setProperty("kind", QStringLiteral("quiet"));
    auto *menu = new QMenu(copy);
    menu->setObjectName(QStringLiteral("compare.copy.menu"));
    QAction *markdown = menu->addAction(tr("Copy as Markdown"), this, &CompareView::copyMarkdown);
    markdown->setObjectName(QStringLiteral("compare.copy.markdown"));
    QAction *csv = menu->addAction(tr("Copy as CSV"), this, &CompareView::copyCsv);
    csv->setObjectName(QStringLiteral("compare.copy.csv"));
    copy->setMenu(menu);
    auto *layout = new QHBoxLayout(m_controls);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_choiceRow->setSpacing(4);
    layout->addLayout(m_choiceRow);
    layout->addWidget(m_only);
    layout->addWidget(copy);
    connect(m_only, &QPushButton::toggled, this, [this](bool only) {
        m_filter.setOnlyTelling(only);
        chooseAgain();
        describe();
    });
}

/// Which environments are compared: to be chosen where there are more than two.
void CompareView::makeChoices()
{
    const QList<EnvironmentId> all = m_model.choices();
    const QList<EnvironmentId> shown = m_model.environments();
    QStringList wanted;
    QStringList present;
    for (const EnvironmentId &id : all)
        wanted << QStringLiteral("compare.environment.") + id.toString();
    for (const QPushButton *each : std::as_const(m_choices))
        present << each->objectName();
    if (wanted.size() < 3)
        wanted.clear();
    if (wanted != present) {
        qDeleteAll(m_choices);
        m_choices.clear();
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            QPushButton *button = segment(environmentTagText(all.at(i)), wanted.at(i), m_controls);
            button->setMinimumWidth(button->sizeHint().width()); // half a name is another one
            button->setAccessibleName(tr("Compare %1").arg(all.at(i).toString()));
            m_choiceRow->addWidget(button);
            m_choices << button;
            button->show();
            connect(button, &QPushButton::clicked, this, &CompareView::choose);
        }
    }
    for (qsizetype i = 0; i < m_choices.size(); ++i) {
        const bool isShown = shown.contains(all.at(i));
        const bool isNeeded = isShown && shown.size() <= 2;
        m_choices.at(i)->setChecked(isShown);
        m_choices.at(i)->setEnabled(!isNeeded);
        m_choices.at(i)->setToolTip(isNeeded ? tr("Two are compared at the least") : QString());
    }
}

void CompareView::choose()
{
    QList<EnvironmentId> chosen;
    const QList<EnvironmentId> all = m_model.choices();
    for (qsizetype i = 0; i < m_choices.size() && i < all.size(); ++i) {
        if (m_choices.at(i)->isChecked())
            chosen << all.at(i);
    }
    m_model.setEnvironments(chosen);
}

bool CompareView::canCompare(const StatusBoard &board, const PlatformId &platform)
{
    const Platform *definition =
        board.workspace() ? board.workspace()->platform(platform) : nullptr;
    return definition != nullptr && definition->environments.size() > 1;
}

void CompareView::setPlatform(const PlatformId &platform)
{
    m_model.setPlatform(platform);
}

void CompareView::setText(const QString &text)
{
    m_filter.setText(text);
    chooseAgain();
    describe();
}

void CompareView::setComparing(bool comparing)
{
    m_model.setActive(comparing);
}

QString CompareView::factsText() const
{
    const ComparisonModel::Counts &counts = m_model.counts();
    QStringList told{
        tr("%n of %1 facts (differs|differ)", nullptr, counts.differ).arg(counts.facts)};
    if (counts.explained > 0)
        told << tr("%n more (is|are) explained", nullptr, counts.explained);
    if (counts.expected > 0)
        told << tr("%n expected to", nullptr, counts.expected);
    if (counts.unobserved > 0)
        told << tr("%n not observed everywhere", nullptr, counts.unobserved);
    return told.join(QStringLiteral(", "));
}

void CompareView::describe()
{
    const bool isEmpty = m_filter.rowCount() == 0;
    m_table->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_empty->setText(m_model.rowCount() == 0
                         ? tr("This platform has one environment: there is nothing to compare.")
                     : m_only->isChecked() && m_model.counts().differ == 0
                             && m_model.counts().unobserved == 0
                         ? tr("Nothing differs that is not expected to. Switch off “Only "
                              "differences” to see every fact.")
                         : tr("Nothing matches. Clear the filter, or switch off “Only "
                              "differences”."));
    showRow();
    Q_EMIT factsChanged();
}

void CompareView::fitColumns()
{
    const int columns = m_filter.columnCount();
    if (columns < 2)
        return;
    const int room = m_table->viewport()->width();
    const int name = std::clamp(room / kNamePart, kLeastName, kMostName);
    const int each = std::max(kLeastValue, (room - name) / (columns - 1));
    m_table->setColumnWidth(0, std::max(kLeastValue, room - each * (columns - 1)));
    for (int column = 1; column < columns; ++column)
        m_table->setColumnWidth(column, each);
}

bool CompareView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        fitColumns();
        fitDetail();
    }
    if (watched == m_table && event->type() == QEvent::FocusIn && !m_table->currentIndex().isValid()
        && m_filter.rowCount() > 1)
        m_table->setCurrentIndex(m_filter.index(std::min(2, m_filter.rowCount() - 1),
                                                1)); // below the first heads
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != m_table || !isKey)
        return QWidget::eventFilter(watched, event);
    return takeKey(*static_cast<QKeyEvent *>(event)) || QWidget::eventFilter(watched, event);
}

bool CompareView::takeKey(QKeyEvent &event)
{
    const QModelIndex current = m_table->currentIndex();
    const bool isPlain = !(event.modifiers() & ~Qt::KeypadModifier);
    const int key = isPlain ? event.key() : 0;
    const bool isFold = (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)
                        && current.data(ComparisonModel::IsSectionRole).toBool();
    const bool isExplain = key == Qt::Key_N && m_explain->isVisible();
    const bool isCopy = event.matches(QKeySequence::Copy);
    if (key != Qt::Key_Slash && !isCopy && !isFold && !isExplain)
        return false;
    event.accept();
    if (event.type() != QEvent::KeyPress)
        return true;
    if (isFold)
        m_filter.toggle(current);
    else if (isExplain)
        m_explain->focusReason();
    else if (isCopy)
        copyMarkdown();
    else
        Q_EMIT filterWanted();
    return true;
}

/// The chosen row stays chosen when the rows are made anew.
void CompareView::chooseAgain()
{
    for (int row = 0; !m_key.isEmpty() && row < m_filter.rowCount(); ++row) {
        const QModelIndex index =
            m_filter.index(row, std::min(m_column, m_filter.columnCount() - 1));
        if (index.data(ComparisonModel::IsHeadRole).toBool()
            || index.data(ComparisonModel::KeyRole).toString() != m_key)
            continue;
        m_table->setCurrentIndex(index);
        break;
    }
    showRow();
}

void CompareView::showRow()
{
    const QModelIndex index = m_table->currentIndex();
    const QStringList lines =
        index.data(ComparisonModel::DetailRole).toString().split(QLatin1Char('\n'));
    m_detail->setVisible(!m_table->isHidden() && lines.size() > 1);
    m_rowTitle->setText(lines.value(0));
    m_rowText->setText(lines.mid(1).join(QLatin1Char('\n')));
    m_explain->setDifference(m_model.platform(), index.data(ComparisonModel::RefRole).toString(),
                             index.data(ComparisonModel::ReasonRole).toString());
    fitDetail();
    if (lines.size() > 1) {
        m_key = index.data(ComparisonModel::KeyRole).toString();
        m_column = index.column();
    }
}

/// As high as its words at this width.
void CompareView::fitDetail()
{
    m_detail->setFixedHeight(std::max(0, m_detail->layout()->totalHeightForWidth(width())));
}

void CompareView::copyMarkdown()
{
    QGuiApplication::clipboard()->setText(
        comparisonMarkdown(m_filter, tr("%1: environments compared").arg(m_model.platformTitle())));
}

void CompareView::copyCsv()
{
    QGuiApplication::clipboard()->setText(comparisonCsv(m_filter));
}

} // namespace opsdeck
