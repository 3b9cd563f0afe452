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
constexpr int kCompactSpacing = 4;
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
        connect(row, &RootCauseRow::chosen, this, &RootCauseList::serviceSelected);
        connect(row, &RootCauseRow::runbookWanted, this, &RootCauseList::runbookRequested);
        connect(row, &RootCauseRow::acknowledgeWanted, this, &RootCauseList::acknowledgeRequested);
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

void RootCauseList::setSituation(const QString &lead, const QString &whyNoActions)
{
    for (RootCauseRow *row : std::as_const(m_rows))
        row->setSituation(lead, whyNoActions);
    refresh();
}

void RootCauseList::setNamesEnvironments(bool names)
{
    for (RootCauseRow *row : std::as_const(m_rows))
        row->setNamesEnvironments(names);
    refresh();
}

void RootCauseList::setMostHeight(int height)
{
    if (std::exchange(m_mostHeight, height) != height)
        fit();
}

int RootCauseList::shownRows() const
{
    return std::min(m_isCompact ? fittingRows() : kMostRows, m_model.rowCount());
}

/// Of lines, with the one that tells of the others.
int RootCauseList::fittingRows() const
{
    const int each = RootCauseRow::compactHeight(m_kind) + kCompactSpacing;
    const int all = std::min(kMostRows, m_model.rowCount());
    if (all == m_model.rowCount() && all * each - kCompactSpacing <= m_mostHeight)
        return all;
    return std::clamp((m_mostHeight - kMoreHeight) / each, 1, all);
}

QSize RootCauseList::sizeHint() const
{
    const int count = shownRows();
    const int spacing = m_isCompact ? kCompactSpacing : kSpacing;
    int height = std::max(0, count - 1) * spacing;
    for (int i = 0; i < count; ++i)
        height += m_rows.at(i)->height();
    if (m_model.rowCount() > count)
        height += spacing + kMoreHeight;
    if (m_reserved)
        height = std::max(height, m_kind == Rows::OneLine ? RootCauseRow::kOneLine
                                                          : RootCauseRow::kTwoLines);
    return {320, height};
}

void RootCauseList::refresh()
{
    for (int i = 0; i < std::min(kMostRows, m_model.rowCount()); ++i)
        m_rows.at(i)->setContent(m_model.index(i));
    fit();
}

/// The causes that have no row of their own.
void RootCauseList::tellRest()
{
    const int count = m_model.rowCount();
    const int hidden = count - shownRows();
    QStringList names;
    for (int row = shownRows(); row < count; ++row) {
        const QModelIndex index = m_model.index(row);
        const auto view = index.data(RootCauseModel::ViewRole).value<ServiceView>();
        const auto places = index.data(RootCauseModel::PlacesRole).value<QList<CausePlace>>();
        QStringList tags;
        for (const CausePlace &place : places)
            tags << environmentTagText(place.service.environment.environment);
        const QString name =
            tr("%1 in %2", "service, environments").arg(view.title, namesText(tags));
        const QString platform = index.data(RootCauseModel::PlatformRole).toString();
        names << (platform.isEmpty()
                      ? name
                      : tr("%1 of %2", "service in environment, platform").arg(name, platform));
    }
    if (hidden > 0)
        m_more->setText(
            (hidden == 1 ? tr("1 more root cause: %1") : tr("%1 more root causes: %2").arg(hidden))
                .arg(namesText(names, 4)));
    m_more->setVisible(hidden > 0);
}

/// In their full form they would take more than their part.
bool RootCauseList::isCrowded() const
{
    const int count = std::min(kMostRows, m_model.rowCount());
    if (m_mostHeight < 0 || count < 2)
        return false;
    int height = (count - 1) * kSpacing;
    for (int i = 0; i < count; ++i)
        height += m_rows.at(i)->heightAt(width());
    return m_model.rowCount() > 2 || height > m_mostHeight;
}

void RootCauseList::fit()
{
    // Before it is laid out nothing is known of the room.
    const bool isLaidOut = testAttribute(Qt::WA_Resized);
    for (RootCauseRow *row : std::as_const(m_rows))
        row->setCompact(false);
    m_isCompact = isLaidOut && isCrowded();
    layout()->setSpacing(m_isCompact ? kCompactSpacing : kSpacing);
    const int count = shownRows();
    for (int i = 0; i < kMostRows; ++i) {
        RootCauseRow *row = m_rows.at(i);
        row->setCompact(m_isCompact);
        if (i < count && isLaidOut)
            row->setFixedHeight(row->heightAt(width()));
        row->setVisible(i < count);
    }
    tellRest();
    updateGeometry();
}

void RootCauseList::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

} // namespace opsdeck
