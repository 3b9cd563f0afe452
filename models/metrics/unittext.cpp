// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/unittext.h"

#include "services/domain/absence.h"
#include "services/domain/instant.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace opsdeck {

namespace {

QString withUnit(double value, int decimals, const QString &unit)
{
    QString number = QString::number(value, 'f', decimals);
    if (number.contains(QLatin1Char('.'))) {
        while (number.endsWith(QLatin1Char('0')))
            number.chop(1);
        if (number.endsWith(QLatin1Char('.')))
            number.chop(1);
    }
    if (number == QLatin1String("-0"))
        number = QStringLiteral("0");
    return unit.isEmpty() ? number : number + QChar(QChar::Nbsp) + unit;
}

constexpr int kMostDecimals = 9;

/// Three telling digits, two of what is less than one.
int decimalsFor(double value)
{
    const double size = std::abs(value);
    if (size >= 100 || size == 0)
        return 0;
    if (size >= 10)
        return 1;
    return size >= 0.1
               ? 2
               : std::min(kMostDecimals, 1 + static_cast<int>(std::ceil(-std::log10(size))));
}

QString bytesText(double value, const QString &suffix)
{
    static constexpr std::array<const char *, 6> kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
    size_t index = 0;
    double scaled = value;
    while (std::abs(scaled) >= 999.5 && index + 1 < kUnits.size()) {
        scaled /= 1000.0;
        ++index;
    }
    return withUnit(scaled, index == 0 && std::abs(scaled) >= 1 ? 0 : decimalsFor(scaled),
                    QString::fromLatin1(kUnits[index]) + suffix);
}

QString secondsText(double value)
{
    if (std::abs(value) >= 100)
        return (value < 0 ? QStringLiteral("-") : QString())
               + durationText(Milliseconds(static_cast<qint64>(std::abs(value) * 1000)));
    if (std::abs(value) >= 1)
        return withUnit(value, 2, QStringLiteral("s"));
    const double ms = value * 1000;
    const double size = std::abs(ms);
    return withUnit(ms, size < 1 ? decimalsFor(ms) : size < 10 ? 1 : 0, QStringLiteral("ms"));
}

QString plainText(double value)
{
    if (std::abs(value) >= 1e6)
        return withUnit(value / 1e6, 2, QStringLiteral("M"));
    if (std::abs(value) >= 1e5)
        return withUnit(value / 1e3, 0, QStringLiteral("k"));
    return withUnit(value, decimalsFor(value), {});
}

} // namespace

QString unitText(double value, Unit unit)
{
    if (std::isnan(value))
        return absenceWord(Absence::NoValue);
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("-∞");
    switch (unit) {
    case Unit::Seconds:
        return secondsText(value);
    case Unit::Bytes:
        return bytesText(value, {});
    case Unit::BytesPerSecond:
        return bytesText(value, QStringLiteral("/s"));
    case Unit::Ratio:
        return withUnit(value * 100, decimalsFor(value * 100), QStringLiteral("%"));
    case Unit::Percent:
        return withUnit(value, decimalsFor(value), QStringLiteral("%"));
    case Unit::PerSecond:
        return withUnit(value, decimalsFor(value), QStringLiteral("/s"));
    case Unit::Count:
    case Unit::None:
        break;
    }
    return plainText(value);
}

} // namespace opsdeck
