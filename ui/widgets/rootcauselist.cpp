// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rootcauselist.h"

#include "ui/theme/theme.h"
#include "ui/widgets/rootcauserow.h"

#include <QLabel>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kSpacing = 8;
constexpr int kMoreHeight = 20;

} // namespace

RootCauseList::RootCauseList(RootCauseModel &model, ThemeHub &theme, Rows rows, QWidget *parent)
    : QWidget(parent), m_model(model), m_theme(theme), m_kind(rows), m_more(new QLabel(this))
{
    setObjectName(QStringLiteral("rootcause.list"));
    setAccessibleName(tr("Root causes"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpacing);
    for (int i = 0; i < kMostRows; ++i) {
        auto *row = new RootCauseRow(i, rows, theme, this);
        row->hide();
        connect(row, &RootCauseRow::chosen, this, [this, row] { Q_EMIT serviceSelected(row->service()); });
        connect(row, &RootCauseRow::runbookWanted, this, [this, row] { Q_EMIT runbookRequested(row->service()); });
        layout->addWidget(row);
        m_rows.append(row);
    }
    m_more->setObjectName(QStringLiteral("rootcause.more"));
    m_more->setTextFormat(Qt::PlainText);
    m_more->setFont(roleFont(TextRole::Small));
    m_more->setProperty("tone", QStringLiteral("t2"));
    m_more->setFixedHeight(kMoreHeight);
    m_more->hide();
    layout->addWidget(m_more);
    layout->addStretch();
    connect(&model, &QAbstractItemModel::rowsInserted, this, &RootCauseList::refresh);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &RootCauseList::refresh);
    connect(&model, &QAbstractItemModel::rowsMoved, this, &RootCauseList::refresh);
    connect(&model, &QAbstractItemModel::dataChanged, this, &RootCauseList::refresh);
    connect(&model, &QAbstractItemModel::modelReset, this, &RootCauseList::refresh);
    connect(&theme, &ThemeHub::changed, this, [this] {
        for (RootCauseRow *row : std::as_const(m_rows))
            row->update();
    });
    refresh();
}

void RootCauseList::reserveRow(bool reserved)
{
    m_reserved = reserved;
    updateGeometry();
}

int RootCauseList::shownRows() const
{
    return std::min(kMostRows, m_model.rowCount());
}

QSize RootCauseList::sizeHint() const
{
    const int count = std::max(shownRows(), m_reserved ? 1 : 0);
    int height = count * RootCauseRow::heightOf(m_kind) + std::max(0, count - 1) * kSpacing;
    if (m_model.rowCount() > kMostRows)
        height += kSpacing + kMoreHeight;
    return {320, height};
}

void RootCauseList::refresh()
{
    const int count = m_model.rowCount();
    for (int i = 0; i < kMostRows; ++i) {
        RootCauseRow *row = m_rows.at(i);
        if (i < count)
            row->setContent(m_model.index(i));
        row->setVisible(i < count);
    }
    const int hidden = count - kMostRows;
    m_more->setText(hidden == 1 ? tr("1 more root cause") : tr("%1 more root causes").arg(hidden));
    m_more->setVisible(hidden > 0);
    updateGeometry();
}

} // namespace opsdeck
