// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/ledgerlist.h"

#include "models/history/availabilitymodel.h"
#include "ui/pages/history/ledgerpaint.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace opsdeck {

namespace {

constexpr int kMargin = 16;
constexpr int kTagWidth = 92;
constexpr int kNameWidth = 170;
constexpr int kShareWidth = 126;
constexpr int kOutagesWidth = 190;
constexpr int kStripHeight = 20;
constexpr int kNarrow = 760; ///< row width; the name gives way

int nameWidth(const QRect &row)
{
    return row.width() < kNarrow ? kNameWidth / 2 + 20 : kNameWidth;
}

/// Two lines of a row, the first one strong.
void lines(QPainter &painter, const QRect &place, const QString &first, const QString &second,
           const QColor &strong, const QColor &weak)
{
    const int half = place.height() / 2;
    const auto write = [&](const QRect &line, const QString &text, Qt::Alignment where) {
        painter.drawText(line, where | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
    };
    painter.setFont(textFont(13, QFont::Medium));
    painter.setPen(strong);
    write(QRect(place.left(), place.top(), place.width(), second.isEmpty() ? place.height() : half),
          first, second.isEmpty() ? Qt::AlignVCenter : Qt::AlignBottom);
    painter.setFont(roleFont(TextRole::Small));
    painter.setPen(weak);
    write(QRect(place.left(), place.top() + half, place.width(), half), second, Qt::AlignTop);
}

AvailabilityRow rowOf(const QModelIndex &index)
{
    return index.data(AvailabilityModel::RowRole).value<AvailabilityRow>();
}

int placeOf(const QRect &strip, const AvailabilityRow &row, qint64 ms)
{
    return strip.left()
           + static_cast<int>((ms - row.fromMs) * strip.width()
                              / std::max(qint64(1), row.toMs - row.fromMs));
}

} // namespace

LedgerDelegate::LedgerDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QRect LedgerDelegate::stripIn(const QRect &row)
{
    const int left = row.left() + kMargin + kTagWidth + nameWidth(row);
    const int right = row.right() - kMargin - kShareWidth - kOutagesWidth;
    return {left, row.center().y() - kStripHeight / 2, std::max(0, right - left), kStripHeight};
}

void LedgerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const QRect row = option.rect;
    const AvailabilityRow what = rowOf(index);
    const auto key = index.data(AvailabilityModel::ServiceRole).value<ServiceKey>();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(row, theme.s2);
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme.line);
    const int left = row.left() + kMargin;
    paintEnvironmentTag(*painter, QPointF(left, row.center().y() - 9.5),
                        environmentTagText(key.environment.environment),
                        static_cast<Tier>(index.data(AvailabilityModel::TierRole).toInt()), theme);
    const QRect inside = row.adjusted(0, 6, 0, -6);
    lines(*painter, QRect(left + kTagWidth, inside.top(), nameWidth(row) - 12, inside.height()),
          index.data(AvailabilityModel::TitleRole).toString(),
          index.data(AvailabilityModel::PlatformRole).toString(), theme.t1, theme.t3);
    const QRect strip = stripIn(row);
    paintLedger(*painter, strip, what.intervals, what.fromMs, what.toMs, theme);
    const int share = strip.right() + kMargin;
    lines(*painter, QRect(share, inside.top(), kShareWidth - 8, inside.height()),
          index.data(AvailabilityModel::AvailabilityRole).toString(),
          index.data(AvailabilityModel::ObservedRole).toString(),
          what.sums.observedMs() == 0 ? theme.t2 : theme.t1, theme.t3);
    lines(*painter,
          QRect(share + kShareWidth, inside.top(), kOutagesWidth - kMargin, inside.height()),
          index.data(AvailabilityModel::OutagesRole).toString(),
          index.data(AvailabilityModel::LongestRole).toString(),
          what.sums.outages > 0 ? theme.t1 : theme.t3, theme.t2);
    painter->restore();
}

LedgerList::LedgerList(QAbstractItemModel *model, ThemeHub &theme, QWidget *parent)
    : QListView(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("history.availability"));
    setAccessibleName(tr("Availability"));
    setModel(model);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setItemDelegate(new LedgerDelegate(theme, this));
    connect(model, &QAbstractItemModel::dataChanged, this, &LedgerList::pointed);
    connect(model, &QAbstractItemModel::modelReset, this, &LedgerList::pointed);
}

std::optional<LedgerInterval> LedgerList::pointedAt() const
{
    if (m_pointMs == 0 || !currentIndex().isValid())
        return std::nullopt;
    const AvailabilityRow row = rowOf(currentIndex());
    for (const LedgerInterval &interval : row.intervals) {
        if (interval.fromMs <= m_pointMs && m_pointMs < interval.toMs)
            return interval;
    }
    return std::nullopt;
}

std::optional<qint64> LedgerList::timeAt(const QModelIndex &index, const QPoint &place) const
{
    if (!index.isValid())
        return std::nullopt;
    const QRect strip = LedgerDelegate::stripIn(visualRect(index));
    const AvailabilityRow row = rowOf(index);
    if (!strip.contains(place) || row.toMs <= row.fromMs)
        return std::nullopt;
    // A pixel stands for its worst: the beginning of what is down is what a click there means.
    const auto timeOf = [&](int x) {
        return row.fromMs + (row.toMs - row.fromMs) * (x - strip.left()) / strip.width();
    };
    const qint64 at = timeOf(place.x());
    const qint64 until = timeOf(place.x() + 1);
    const qint64 before = timeOf(place.x() - 1);
    for (const LedgerInterval &interval : row.intervals) {
        if (interval.what == LedgerClass::Down && interval.fromMs < until && interval.toMs > before)
            return std::max(at, interval.fromMs) < interval.toMs ? std::max(at, interval.fromMs)
                                                                 : interval.fromMs;
    }
    return at;
}

void LedgerList::ask(const QModelIndex &index, qint64 ms)
{
    Q_EMIT momentWanted(index.data(AvailabilityModel::ServiceRole).value<ServiceKey>(), ms);
}

void LedgerList::step(bool later)
{
    if (!currentIndex().isValid())
        return;
    const QList<LedgerInterval> all = rowOf(currentIndex()).intervals;
    if (all.isEmpty())
        return;
    qsizetype at = all.size();
    for (qsizetype i = 0; m_pointMs != 0 && i < all.size(); ++i) {
        if (all.at(i).fromMs <= m_pointMs && m_pointMs < all.at(i).toMs)
            at = i;
    }
    if (at == all.size())
        at = later ? 0 : all.size() - 1;
    else
        at = std::clamp<qsizetype>(at + (later ? 1 : -1), 0, all.size() - 1);
    m_pointMs = all.at(at).fromMs;
    viewport()->update();
    Q_EMIT pointed();
}

void LedgerList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        step(event->key() == Qt::Key_Right);
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        && currentIndex().isValid()) {
        const AvailabilityRow row = rowOf(currentIndex());
        if (const auto interval = pointedAt())
            ask(currentIndex(), interval->fromMs);
        else if (row.sums.longestFromMs != 0)
            ask(currentIndex(), row.sums.longestFromMs);
        else if (row.toMs > 0)
            ask(currentIndex(), row.toMs);
        return;
    }
    QListView::keyPressEvent(event);
}

void LedgerList::mouseMoveEvent(QMouseEvent *event)
{
    QListView::mouseMoveEvent(event);
    const QPoint place = event->position().toPoint();
    viewport()->setCursor(timeAt(indexAt(place), place) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void LedgerList::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QPoint place = event->position().toPoint();
    const QModelIndex index = indexAt(place);
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto ms = timeAt(index, place)) {
        m_pointMs = *ms;
        viewport()->update();
        Q_EMIT pointed();
        ask(index, *ms);
    }
}

bool LedgerList::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QListView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QModelIndex index = indexAt(help->pos());
    const auto ms = timeAt(index, help->pos());
    if (!ms) {
        QToolTip::hideText();
        return true;
    }
    const AvailabilityRow row = rowOf(index);
    for (const LedgerInterval &interval : row.intervals) {
        if (interval.fromMs <= *ms && *ms < interval.toMs)
            QToolTip::showText(help->globalPos(),
                               tr("%1. Click: the diagram as it was then.")
                                   .arg(intervalText(interval))
                                   .toHtmlEscaped(),
                               this);
    }
    return true;
}

void LedgerList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    m_pointMs = 0;
    viewport()->update();
    Q_EMIT pointed();
}

void LedgerList::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    const auto interval = pointedAt();
    if (!interval)
        return;
    const AvailabilityRow row = rowOf(currentIndex());
    const QRect strip = LedgerDelegate::stripIn(visualRect(currentIndex()));
    const int left = placeOf(strip, row, interval->fromMs);
    const int right = std::max(left + 3, placeOf(strip, row, interval->toMs));
    QPainter painter(viewport());
    painter.setPen(QPen(m_theme.theme().t1, 2));
    painter.drawRect(QRect(left - 2, strip.top() - 4, right - left + 4, strip.height() + 8));
}

} // namespace opsdeck
