// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/valueaxis.h"

#include "models/metrics/unittext.h"
#include "services/domain/instant.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kMostTicks = 13;
constexpr int kMostDecimals = 9;
constexpr double kClockFrom = 100; ///< seconds: beyond it they are told as minutes and hours
constexpr double kClockTo = 1e12;
constexpr double kDay = 86'400;
constexpr double kLeastSpan = 1e-12; ///< a smaller one is none

/// The factor by which the values of an axis are told, and the unit behind them.
struct Scale
{
    double factor = 1;
    QString unit;
};

bool isShare(Unit unit)
{
    return unit == Unit::Ratio || unit == Unit::Percent;
}

bool isClock(double largest, Unit unit)
{
    return unit == Unit::Seconds && largest > kClockFrom && largest < kClockTo;
}

double wholeOf(Unit unit)
{
    return unit == Unit::Ratio ? 1.0 : 100.0;
}

double leastStep(Unit unit)
{
    return unit == Unit::Bytes || unit == Unit::Count ? 1.0 : 0.0;
}

/// The next step of minutes, hours or days; seconds. Beyond a day nothing less than days is told.
double clockStep(double rough, double largest)
{
    static constexpr std::array<double, 12> kSteps{30,   60,   120,    300,    600,    900,
                                                   1800, 3600, 10'800, 21'600, 86'400, 432'000};
    const double least = largest > kDay ? std::max(rough, kDay) : rough;
    const auto found = std::find_if(kSteps.begin(), kSteps.end(),
                                    [&](double step) { return step >= least * 0.999; });
    return found == kSteps.end() ? std::ceil(rough / kSteps.back()) * kSteps.back() : *found;
}

double roundStep(double rough)
{
    const double magnitude = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (magnitude * factor >= rough * 0.999)
            return magnitude * factor;
    }
    return magnitude * 10;
}

double stepOf(double low, double high, Unit unit, int steps)
{
    const double rough = (high - low) / steps;
    const double largest = std::max(std::abs(low), std::abs(high));
    if (isClock(largest, unit))
        return clockStep(rough, largest);
    const double step = roundStep(rough);
    const double least = leastStep(unit);
    // 2.5 of what is counted are none.
    return least <= 0 || step >= 10 ? step : std::max(least, std::ceil(step));
}

Scale bytesScale(double largest, const QString &suffix)
{
    static constexpr std::array<const char *, 6> kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
    Scale scale;
    size_t index = 0;
    while (largest * scale.factor >= 999.5 && index + 1 < kUnits.size()) {
        scale.factor /= 1000;
        ++index;
    }
    scale.unit = QString::fromLatin1(kUnits[index]) + suffix;
    return scale;
}

Scale secondsScale(double largest)
{
    if (largest >= 1)
        return {1, QStringLiteral("s")};
    return largest >= 0.001 ? Scale{1e3, QStringLiteral("ms")} : Scale{1e6, QStringLiteral("µs")};
}

Scale plainScale(double largest)
{
    if (largest >= 1e6)
        return {1e-6, QStringLiteral("M")};
    return largest >= 1e5 ? Scale{1e-3, QStringLiteral("k")} : Scale{};
}

Scale scaleOf(double largest, Unit unit)
{
    switch (unit) {
    case Unit::Seconds:
        return secondsScale(largest);
    case Unit::Bytes:
        return bytesScale(largest, {});
    case Unit::BytesPerSecond:
        return bytesScale(largest, QStringLiteral("/s"));
    case Unit::Ratio:
        return {100, QStringLiteral("%")};
    case Unit::Percent:
        return {1, QStringLiteral("%")};
    case Unit::PerSecond:
        return {1, QStringLiteral("/s")};
    case Unit::Count:
    case Unit::None:
        break;
    }
    return plainScale(largest);
}

/// As many as tell `step` exactly.
int decimalsFor(double step)
{
    int decimals = 0;
    for (double rest = step; decimals < kMostDecimals; ++decimals, rest *= 10) {
        if (rest >= 0.999 && std::abs(rest - std::round(rest)) < rest * 1e-6)
            break;
    }
    return decimals;
}

} // namespace

QList<double> ValueAxis::ticks() const
{
    QList<double> all;
    const long steps = step > 0 ? std::lround((maximum - minimum) / step) : -1;
    for (long i = 0; i <= std::min<long>(steps, kMostTicks - 1); ++i)
        all.append(minimum + static_cast<double>(i) * step);
    return all;
}

ValueAxis niceAxis(double lowest, double highest, Unit unit, int steps)
{
    if (!std::isfinite(lowest) || !std::isfinite(highest))
        return {};
    const bool share = isShare(unit);
    const double whole = wholeOf(unit);
    // A share that stays high is read by its distance from the top; everything else starts at zero.
    const bool fromZero = !(share && lowest > 0.5 * whole && highest < 2 * whole);
    double low = fromZero ? std::min(0.0, lowest) : lowest;
    double high = std::max(highest, fromZero ? 0.0 : highest);
    // A span that rounding could have made is none.
    const double least = std::max(std::abs(low), std::abs(high)) * 1e-6;
    if (high - low <= std::max(least, kLeastSpan)) {
        low = fromZero ? 0.0 : low - whole * 0.05;
        high = !fromZero ? std::max(high, std::min(high + whole * 0.05, whole))
               : share   ? whole * 0.1
                         : 1.0;
    }
    ValueAxis axis;
    axis.step = stepOf(low, high, unit, steps);
    axis.minimum = std::floor(low / axis.step + 1e-9) * axis.step;
    axis.maximum = std::ceil(high / axis.step - 1e-9) * axis.step;
    if (share && highest <= whole)
        axis.maximum = std::min(axis.maximum, whole);
    if (!(axis.maximum > axis.minimum))
        axis.maximum = axis.minimum + axis.step;
    return axis;
}

QStringList tickTexts(const ValueAxis &axis, Unit unit)
{
    QStringList texts;
    const QList<double> ticks = axis.ticks();
    const double largest = std::max(std::abs(axis.minimum), std::abs(axis.maximum));
    const Scale scale = scaleOf(largest, unit);
    const int decimals = decimalsFor(axis.step * scale.factor);
    for (const double tick : ticks) {
        if (isClock(largest, unit)) {
            texts << (std::abs(tick) < axis.step / 2 ? QStringLiteral("0") : unitText(tick, unit));
            continue;
        }
        // Rounding leaves no "-0.0".
        const double value = std::abs(tick) < axis.step / 2 ? 0.0 : tick * scale.factor;
        QString number = decimals < kMostDecimals ? QString::number(value, 'f', decimals)
                                                  : QString::number(value, 'g', 6);
        if (decimals > 0 && value == 0)
            number = QStringLiteral("0");
        texts << (scale.unit.isEmpty() ? number : number + QChar(QChar::Nbsp) + scale.unit);
    }
    return texts;
}

} // namespace opsdeck
