// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history/ledgerpaint.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr double kFoot = 4;
constexpr int kStripePitch = 3;
constexpr int kLeastDown = 2; ///< pixels

/// What one pixel shows of the time that falls on it.
LedgerClass shown(const std::array<qint64, kLedgerClasses> &ms)
{
    for (const LedgerClass bad : {LedgerClass::Down, LedgerClass::Degraded}) {
        if (ms.at(static_cast<std::size_t>(bad)) > 0)
            return bad;
    }
    return static_cast<LedgerClass>(std::max_element(ms.cbegin(), ms.cend()) - ms.cbegin());
}

QList<LedgerClass> pixels(int width, const QList<LedgerInterval> &intervals, qint64 fromMs,
                          qint64 toMs)
{
    QList<LedgerClass> all(width, LedgerClass::NotObserved);
    const auto timeAt = [&](int x) { return fromMs + (toMs - fromMs) * x / width; };
    auto it = intervals.cbegin();
    for (int x = 0; x < width; ++x) {
        const qint64 left = timeAt(x);
        const qint64 right = std::max(left + 1, timeAt(x + 1));
        while (it != intervals.cend() && it->toMs <= left)
            ++it;
        std::array<qint64, kLedgerClasses> ms{};
        for (auto at = it; at != intervals.cend() && at->fromMs < right; ++at)
            ms.at(static_cast<std::size_t>(at->what)) +=
                std::min(right, at->toMs) - std::max(left, at->fromMs);
        if (it != intervals.cend() && it->fromMs < right)
            all[x] = shown(ms);
    }
    for (int x = 0; x + 1 < width; ++x) {
        const bool isThin =
            all.at(x) == LedgerClass::Down && (x == 0 || all.at(x - 1) != LedgerClass::Down);
        for (int next = x + 1; isThin && next < std::min(width, x + kLeastDown); ++next)
            all[next] = LedgerClass::Down;
    }
    return all;
}

} // namespace

void paintLedgerClass(QPainter &painter, const QRectF &rect, LedgerClass what, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    switch (what) {
    case LedgerClass::Up:
        painter.fillRect(rect.adjusted(0, rect.height() - kFoot, 0, 0), theme.ok);
        break;
    case LedgerClass::Degraded:
        painter.fillRect(rect.adjusted(0, rect.height() / 2, 0, 0), theme.degraded);
        break;
    case LedgerClass::Down:
        painter.fillRect(rect, theme.down);
        break;
    case LedgerClass::Maintenance:
        paintStripes(painter, rect, kStripePitch, theme.maintenance, theme.tintMaintenance);
        break;
    case LedgerClass::NotObserved:
        paintHatch(painter, rect, theme.ctl);
        break;
    }
    painter.restore();
}

void paintLedger(QPainter &painter, const QRect &rect, const QList<LedgerInterval> &intervals,
                 qint64 fromMs, qint64 toMs, const Theme &theme)
{
    if (rect.width() <= 0 || toMs <= fromMs)
        return;
    const QList<LedgerClass> all = pixels(rect.width(), intervals, fromMs, toMs);
    for (int x = 0; x < rect.width();) {
        int end = x + 1;
        while (end < rect.width() && all.at(end) == all.at(x))
            ++end;
        paintLedgerClass(painter, QRectF(rect.left() + x, rect.top(), end - x, rect.height()),
                         all.at(x), theme);
        x = end;
    }
}

} // namespace opsdeck
