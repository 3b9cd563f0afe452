// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/numbers.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace opsdeck::expressions {

namespace {

struct Unit
{
    QLatin1String name;
    qint64 milliseconds;
};

constexpr std::array<Unit, 7> kUnits{{{QLatin1String("y"), 31'536'000'000},
                                      {QLatin1String("w"), 604'800'000},
                                      {QLatin1String("d"), 86'400'000},
                                      {QLatin1String("h"), 3'600'000},
                                      {QLatin1String("m"), 60'000},
                                      {QLatin1String("s"), 1'000},
                                      {QLatin1String("ms"), 1}}};
constexpr qint64 kLongest = std::numeric_limits<qint64>::max() / 1'000'000;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Whether a number that no double holds is below 1 and not above: by its first digit's place.
bool isSmall(const QByteArray &text, std::chars_format form)
{
    const bool hex = form == std::chars_format::hex;
    const qsizetype mark = text.toLower().indexOf(hex ? 'p' : 'e');
    const QByteArray digits = mark < 0 ? text : text.left(mark);
    const QByteArray power = mark < 0 ? QByteArray() : text.mid(mark + 1);
    const qsizetype point = digits.indexOf('.') < 0 ? digits.size() : digits.indexOf('.');
    qsizetype first = 0;
    while (first < digits.size() && (digits.at(first) == '0' || digits.at(first) == '.'))
        ++first;
    bool fits = true;
    qint64 exponent = power.isEmpty() ? 0 : power.toLongLong(&fits);
    if (!fits)
        exponent = power.startsWith('-') ? -kLongest : kLongest;
    return (point - first) * (hex ? 4 : 1) + exponent < 0;
}

/// The whole text, or nothing.
std::optional<double> readDecimal(QByteArray text, std::chars_format form)
{
    double value = 0;
    const char *end = text.constData() + text.size();
    const auto [stopped, error] = std::from_chars(text.constData(), end, value, form);
    // Too small for a double is 0, too large is none.
    if (error == std::errc::result_out_of_range && stopped == end && isSmall(text, form))
        return 0;
    if (error != std::errc() || stopped != end || std::isinf(value))
        return std::nullopt;
    return value;
}

} // namespace

std::optional<qint64> parseDuration(const QString &text)
{
    qint64 total = 0;
    qsizetype at = 0;
    std::size_t unit = 0;
    while (at < text.size()) {
        const qsizetype from = at;
        while (at < text.size() && isDigit(text.at(at)))
            ++at;
        bool fits = false;
        const qint64 count = QStringView(text).mid(from, at - from).toLongLong(&fits);
        const qsizetype named = at;
        while (at < text.size() && text.at(at).isLetter())
            ++at;
        const QStringView name = QStringView(text).mid(named, at - named);
        while (unit < kUnits.size() && kUnits[unit].name != name)
            ++unit;
        if (!fits || unit == kUnits.size()
            || count > (kLongest - total) / kUnits[unit].milliseconds)
            return std::nullopt;
        total += count * kUnits[unit].milliseconds;
        ++unit;
    }
    return total > 0 ? std::optional(total) : std::nullopt;
}

QString durationForm(qint64 milliseconds)
{
    QString form;
    for (const Unit &unit : kUnits) {
        if (const qint64 count = milliseconds / unit.milliseconds; count > 0) {
            form += QString::number(count) + unit.name;
            milliseconds %= unit.milliseconds;
        }
    }
    return form.isEmpty() ? QStringLiteral("0s") : form;
}

std::optional<double> parseNumber(const QString &text)
{
    bool fits = false;
    if (text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive)) {
        const qint64 value = QStringView(text).mid(2).toLongLong(&fits, 16);
        return fits ? std::optional(static_cast<double>(value)) : std::nullopt;
    }
    if (text.size() > 1 && text.startsWith(u'0')) {
        const qint64 octal = text.toLongLong(&fits, 8);
        if (fits)
            return static_cast<double>(octal);
    }
    return readDecimal(text.toLatin1(), std::chars_format::general);
}

std::optional<double> parseLabelNumber(const QString &text)
{
    QByteArray bare = text.toUtf8();
    double sign = 1;
    if (bare.startsWith('+') || bare.startsWith('-')) {
        sign = bare.startsWith('-') ? -1 : 1;
        bare.remove(0, 1);
    }
    const QByteArray lower = bare.toLower();
    if (lower == "inf" || lower == "infinity")
        return sign * std::numeric_limits<double>::infinity();
    if (bare == text.toUtf8() && lower == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    std::optional<double> value;
    if (lower.startsWith("0x") && lower.contains('p'))
        value = readDecimal(lower.mid(2), std::chars_format::hex);
    else if (!bare.isEmpty() && (isDigit(QLatin1Char(bare.front())) || bare.front() == '.'))
        value = readDecimal(bare, std::chars_format::general);
    return value ? std::optional(sign * *value) : std::nullopt;
}

QString plainNumber(double value)
{
    if (std::isnan(value))
        return QStringLiteral("NaN");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                   std::chars_format::scientific);
    const QByteArray form(buffer.data(), end.ptr - buffer.data());
    const qsizetype split = form.indexOf('e');
    QByteArray digits = form.left(split);
    digits.replace(".", "");
    const int exponent = form.mid(split + 1).toInt();
    QByteArray plain;
    if (exponent < 0)
        plain = "0." + QByteArray(-exponent - 1, '0') + digits;
    else if (digits.size() <= exponent + 1)
        plain = digits + QByteArray(exponent + 1 - digits.size(), '0');
    else
        plain = digits.left(exponent + 1) + '.' + digits.mid(exponent + 1);
    return QString::fromLatin1(std::signbit(value) ? '-' + plain : plain);
}

QString numberForm(double value)
{
    if (std::isnan(value) || std::isinf(value))
        return plainNumber(value);
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return QString::fromLatin1(buffer.data(), end.ptr - buffer.data());
}

} // namespace opsdeck::expressions
