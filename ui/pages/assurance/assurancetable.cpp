// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/assurancetable.h"

#include "models/assurance/assuranceroles.h"
#include "ui/pages/assurance/assurancedelegates.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace opsdeck {

AssuranceTable::AssuranceTable(const QString &name, const QString &title, QAbstractItemModel &model,
                               const QList<Column> &columns, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_table(new QTableView(this))
    , m_detail(new QWidget(this))
    , m_rowTitle(wrappedLabel(name + QStringLiteral(".row.title"), roleFont(TextRole::BodyStrong),
                              "t1", m_detail))
    , m_rowText(
          wrappedLabel(name + QStringLiteral(".row"), roleFont(TextRole::Body), "t2", m_detail))
    , m_below(new QWidget(m_detail))
{
    m_filter.setSourceModel(&model);
    m_table->setObjectName(name);
    m_table->setAccessibleName(title);
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new AssuranceDelegate(theme, m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(AssuranceDelegate::kRowHeight);
    QHeaderView *head = m_table->horizontalHeader();
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head->setHighlightSections(false);
    head->setSectionsClickable(false);
    head->setFixedHeight(32);
    head->setMinimumSectionSize(24);
    head->setFont(textFont(12, QFont::Medium));
    m_table->viewport()->installEventFilter(this);
    for (QLabel *label : {m_rowTitle, m_rowText})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *inside = new QVBoxLayout(m_detail);
    inside->setContentsMargins(16, 10, 16, 8);
    inside->setSpacing(2);
    inside->addWidget(m_rowTitle);
    inside->addWidget(m_rowText);
    inside->addWidget(m_below);
    m_below->hide();
    auto *below = new QVBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_detail);
    // The first row in view names its group, whichever it is.
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, m_table->viewport(),
            qOverload<>(&QWidget::update));
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT rowActivated(m_filter.mapToSource(index).row());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &AssuranceTable::showRow);
    connect(&m_filter, &QAbstractItemModel::dataChanged, this, &AssuranceTable::showRow);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &AssuranceTable::chooseAgain);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &AssuranceTable::showRow);
    setWithPlatform(false);
    showRow();
}

QAbstractItemView *AssuranceTable::view() const
{
    return m_table;
}

void AssuranceTable::setBelow(QWidget *below)
{
    m_below->layout()->addWidget(below);
    m_below->show();
    showRow();
}

void AssuranceTable::setBelowAllowed(bool allowed)
{
    m_below->setVisible(allowed && m_below->layout()->count() > 0);
}

/// The chosen row stays chosen when the rows are made anew.
void AssuranceTable::chooseAgain()
{
    for (int row = 0; !m_key.isEmpty() && row < m_filter.rowCount(); ++row) {
        if (m_filter.index(row, 0).data(assurance::KeyRole).toString() != m_key)
            continue;
        m_table->setCurrentIndex(m_filter.index(row, m_table->isColumnHidden(0) ? 1 : 0));
        break;
    }
    showRow();
}

void AssuranceTable::setWithPlatform(bool with)
{
    m_table->setColumnHidden(0, !with);
    fitColumns();
}

bool AssuranceTable::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitColumns();
    return QWidget::eventFilter(watched, event);
}

void AssuranceTable::fitColumns()
{
    int room = m_table->viewport()->width();
    int weights = 0;
    for (int i = 0; i < m_columns.size(); ++i) {
        if (m_table->isColumnHidden(i))
            continue;
        room -= m_columns.at(i).least;
        weights += m_columns.at(i).weight;
    }
    for (int i = 0; i < m_columns.size(); ++i) {
        const Column &column = m_columns.at(i);
        const int more = weights == 0 ? 0 : std::max(0, room) * column.weight / weights;
        m_table->setColumnWidth(i, column.least + more);
    }
}

void AssuranceTable::showRow()
{
    const QModelIndex index = m_table->currentIndex();
    m_detail->setVisible(index.isValid());
    const QStringList lines = index.data(assurance::DetailRole).toString().split(QLatin1Char('\n'));
    m_rowTitle->setText(lines.value(0));
    m_rowText->setText(lines.mid(1).join(QLatin1Char('\n')));
    if (index.isValid())
        m_key = index.data(assurance::KeyRole).toString();
    Q_EMIT rowShown(index);
}

} // namespace opsdeck
