// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rootcauselist.h"

#include "models/status/statuswords.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/rootcauserow.h"

#include <QLabel>
#include <QResizeEvent>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kSpacing = 8;
constexpr int kMoreHeight = 20;

} // namespace

RootCauseList::RootCauseList(RootCauseModel &model, ThemeHub &theme, Rows rows, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_theme(theme)
    , m_kind(rows)
    , m_more(new ElidedLabel(this))
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
        connect(row, &RootCauseRow::chosen, this,
                [this, row] { Q_EMIT serviceSelected(row->service()); });
        connect(row, &RootCauseRow::runbookWanted, this,
                [this, row] { Q_EMIT runbookRequested(row->service()); });
        layout->addWidget(row);
        m_rows.append(row);
    }
    m_more->setObjectName(QStringLiteral("rootcause.more"));
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
    const int count = shownRows();
    int height = std::max(0, count - 1) * kSpacing;
    for (int i = 0; i < count; ++i)
        height += m_rows.at(i)->height();
    if (count == 0 && m_reserved)
        height = m_kind == Rows::OneLine ? RootCauseRow::kOneLine : RootCauseRow::kTwoLines;
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
    if (hidden > 0) {
        QStringList names;
        for (int row = kMostRows; row < count; ++row) {
            const auto view =
                m_model.index(row).data(RootCauseModel::ViewRole).value<ServiceView>();
            const QString name =
                tr("%1 in %2", "service, environment")
                    .arg(view.title, environmentTagText(view.key.environment.environment));
            const QString platform =
                m_model.index(row).data(RootCauseModel::PlatformRole).toString();
            names << (platform.isEmpty()
                          ? name
                          : tr("%1 of %2", "service in environment, platform").arg(name, platform));
        }
        m_more->setText(
            (hidden == 1 ? tr("1 more root cause: %1") : tr("%1 more root causes: %2").arg(hidden))
                .arg(namesText(names, 4)));
    }
    m_more->setVisible(hidden > 0);
    fit();
}

void RootCauseList::fit()
{
    // Before it is laid out nothing is known of the room.
    for (int i = 0; i < shownRows() && testAttribute(Qt::WA_Resized); ++i)
        m_rows.at(i)->setFixedHeight(m_rows.at(i)->heightAt(width()));
    updateGeometry();
}

void RootCauseList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

} // namespace opsdeck
