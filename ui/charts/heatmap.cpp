// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/heatmap.h"

#include "models/metrics/unittext.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(HeatMap)
};

constexpr double kWeakest = 0.12; ///< of a cell that holds anything

std::vector<double> boundsOf(const Heat &heat)
{
    std::set<double> bounds;
    for (const Heat::Column &column : heat.columns) {
        for (const BucketRate &bucket : column.buckets)
            bounds.insert(bucket.bound);
    }
    return {bounds.begin(), bounds.end()};
}

double mostOf(const Heat &heat)
{
    double most = 0;
    for (const Heat::Column &column : heat.columns) {
        for (const BucketRate &bucket : column.buckets)
            most = std::max(most, bucket.perSecond);
    }
    return most;
}

/// Few beside many are seen, too.
double strengthOf(double perSecond, double most)
{
    if (perSecond <= 0 || most <= 0)
        return 0;
    return kWeakest + (1 - kWeakest) * std::sqrt(perSecond / most);
}

QColor between(const QColor &ground, const QColor &ink, double share)
{
    const auto mixed = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {mixed(ground.red(), ink.red()), mixed(ground.green(), ink.green()),
            mixed(ground.blue(), ink.blue())};
}

} // namespace

QStringList heatTicks(const Heat &heat, Unit unit)
{
    QStringList texts;
    for (const double bound : boundsOf(heat))
        texts << (std::isinf(bound) ? Words::tr("more") : unitText(bound, unit));
    return texts;
}

double heatTickY(const Heat &heat, int index, const QRectF &plot)
{
    const auto rows = static_cast<double>(boundsOf(heat).size());
    return std::round(plot.bottom() - plot.height() * (index + 1) / rows) + 0.5;
}

void paintHeat(QPainter &painter, const QRectF &plot, const Heat &heat, const Stretch &stretch,
               bool isOld, const Theme &theme)
{
    const std::vector<double> bounds = boundsOf(heat);
    const double most = mostOf(heat);
    if (bounds.empty() || stretch.toMs <= stretch.fromMs)
        return;
    const int columns = std::max(1, static_cast<int>(plot.width()));
    const auto pixelOf = [&](qint64 ms) {
        return static_cast<double>(ms - stretch.fromMs)
               / static_cast<double>(stretch.toMs - stretch.fromMs) * columns;
    };
    // What shares a pixel is the strongest there: none is hidden by what lies beside it.
    std::vector<double> cells(bounds.size() * static_cast<std::size_t>(columns), -1);
    for (const Heat::Column &column : heat.columns) {
        const int left =
            std::clamp(static_cast<int>(std::floor(pixelOf(column.fromMs))), 0, columns - 1);
        const int right =
            std::clamp(static_cast<int>(std::ceil(pixelOf(column.toMs))), left + 1, columns);
        for (const BucketRate &bucket : column.buckets) {
            const auto row = static_cast<std::size_t>(
                std::lower_bound(bounds.begin(), bounds.end(), bucket.bound) - bounds.begin());
            for (int x = left; x < right; ++x) {
                double &cell =
                    cells[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)];
                cell = std::max(cell, bucket.perSecond);
            }
        }
    }
    const QColor ink = isOld ? theme.t3 : theme.series(0);
    for (std::size_t row = 0; row < bounds.size(); ++row) {
        const double top = heatTickY(heat, static_cast<int>(row), plot) - 0.5;
        const double bottom =
            row == 0 ? plot.bottom() : heatTickY(heat, static_cast<int>(row) - 1, plot) - 0.5;
        const double height = std::max(1.0, bottom - top - 1);
        for (int x = 0; x < columns;) {
            const double here =
                cells[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)];
            int end = x + 1;
            while (end < columns
                   && cells[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(end)]
                          == here)
                ++end;
            // Where nobody asked there is no ground either.
            if (here >= 0)
                painter.fillRect(QRectF(plot.left() + x, top, end - x, height),
                                 between(theme.s2, ink, strengthOf(here, most)));
            x = end;
        }
    }
}

void paintHeatScale(QPainter &painter, const QRectF &plot, const Heat &heat, const Theme &theme)
{
    const double most = mostOf(heat);
    if (most <= 0)
        return;
    constexpr double kSwatch = 12;
    constexpr int kSwatches = 4;
    const QString text = Words::tr("0 to %1").arg(unitText(most, Unit::PerSecond));
    painter.setFont(textFont(11));
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(text) + kSwatch * kSwatches + 18;
    const QRectF box(plot.right() - width - 4, plot.top() + 4, width, 18);
    if (box.left() < plot.left() || plot.height() < 48)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.s1);
    painter.drawRoundedRect(box, 4, 4);
    for (int i = 0; i < kSwatches; ++i)
        painter.fillRect(
            QRectF(box.left() + 6 + kSwatch * i, box.top() + 4, kSwatch, 10),
            between(theme.s2, theme.series(0), strengthOf(most * i / (kSwatches - 1), most)));
    painter.setPen(theme.t2);
    painter.drawText(box.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, text);
}

} // namespace opsdeck
