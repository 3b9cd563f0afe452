// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/valuecolumn.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kMostDecimals = 9;
constexpr std::array<double, kMostDecimals + 1> kPowers = {1,   1e1, 1e2, 1e3, 1e4,
                                                           1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double kLargest = 1LL << 51; ///< whole and exact in a double, with room
constexpr std::size_t kTried = 32;     ///< values that tell whether scaling is worth trying
constexpr double kBitsOfADecimal = 3.33;
constexpr double kBitsOfAnException = 76;

// The kind of a column: decimals, with one of these added.
constexpr quint8 kSteps = 0x20;
constexpr quint8 kBits = 0x40;
constexpr quint8 kExceptions = 0x80;

quint64 bitsOf(double value)
{
    return std::bit_cast<quint64>(value);
}

/// In units of 1/`power`, where that gives the value back bit for bit.
bool scaleTo(double value, double power, qint64 &number)
{
    // Adding and taking away so much rounds to the nearest whole number.
    constexpr double kRounding = 3.0 * (1LL << 51);
    const double scaled = value * power;
    if (!(std::abs(scaled) < kLargest))
        return false;
    const double whole = (scaled + kRounding) - kRounding;
    number = static_cast<qint64>(whole);
    return bitsOf(whole / power) == bitsOf(value);
}

bool fits(double value, int decimals)
{
    qint64 number = 0;
    return scaleTo(value, kPowers.at(static_cast<std::size_t>(decimals)), number);
}

} // namespace

double scaledDown(qint64 number, int decimals)
{
    return static_cast<double>(number) / kPowers.at(static_cast<std::size_t>(decimals));
}

qint64 scaledUp(double value, int decimals)
{
    return std::llrint(value * kPowers.at(static_cast<std::size_t>(decimals)));
}

int decimalsOf(double value)
{
    if (!(std::abs(value) < kLargest))
        return -1;
    for (int decimals = 0; decimals <= kMostDecimals; ++decimals) {
        if (fits(value, decimals))
            return decimals;
    }
    return -1;
}

ValueColumn::ValueColumn(std::span<const double> values)
    : m_values(values)
{
    m_isScaled = scale();
    if (!m_isScaled)
        compare();
}

std::optional<int> ValueColumn::decimals() const
{
    return m_isScaled && m_exceptions.empty() ? std::optional(m_decimals) : std::nullopt;
}

bool ValueColumn::scale()
{
    std::array<std::size_t, kMostDecimals + 1> needing = {};
    std::vector<signed char> needs(m_values.size());
    std::size_t unfit = 0;
    int guess = 0;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        // What fits the neighbour mostly fits, too: of its own decimals only the most matter.
        const int own = fits(m_values[i], guess) && guess > 0 && !fits(m_values[i], 0)
                            ? guess
                            : decimalsOf(m_values[i]);
        needs[i] = static_cast<signed char>(own);
        if (own < 0) {
            ++unfit;
        } else {
            ++needing.at(static_cast<std::size_t>(own));
            guess = std::max(guess, own);
        }
        if (i + 1 == kTried && unfit * 2 > kTried)
            return false;
    }
    if (unfit * 4 > m_values.size())
        return false;
    double best = 0;
    std::size_t beyond = 0;
    int chosen = -1;
    for (int decimals = kMostDecimals; decimals >= 0; --decimals) {
        const std::size_t here = needing.at(static_cast<std::size_t>(decimals));
        if (here == 0)
            continue;
        const double bits = static_cast<double>(m_values.size()) * decimals * kBitsOfADecimal
                            + static_cast<double>(beyond) * kBitsOfAnException;
        if (chosen < 0 || bits < best) {
            best = bits;
            chosen = decimals;
        }
        beyond += here;
    }
    if (chosen < 0)
        return false;
    m_decimals = chosen;
    m_numbers.resize(m_values.size());
    const double power = kPowers.at(static_cast<std::size_t>(m_decimals));
    qint64 previous = 0;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        qint64 number = 0;
        if (needs[i] >= 0 && needs[i] <= m_decimals && scaleTo(m_values[i], power, number))
            previous = number;
        else
            m_exceptions.push_back({i, m_values[i]});
        m_numbers[i] = previous;
    }
    m_packing = packingOf(m_numbers);
    std::vector<qint64> steps(m_numbers.size());
    for (std::size_t i = 1; i < steps.size(); ++i)
        steps[i] = m_numbers[i] - m_numbers[i - 1];
    steps[0] = m_numbers[0];
    const std::span<const qint64> afterFirst = std::span(steps).subspan(1);
    const NumberPacking ofSteps = packingOf(afterFirst);
    m_isSteps = ofSteps.bits + 64 < m_packing.bits;
    if (m_isSteps) {
        m_packing = ofSteps;
        m_packed = std::move(steps);
    } else {
        m_packed = m_numbers;
    }
    return true;
}

void ValueColumn::compare()
{
    m_numbers.clear();
    m_exceptions.clear();
    m_packed.assign(m_values.size(), 0);
    quint64 all = 0;
    for (std::size_t i = 1; i < m_values.size(); ++i) {
        const quint64 differs = bitsOf(m_values[i]) ^ bitsOf(m_values[i - 1]);
        m_packed[i] = static_cast<qint64>(differs);
        all |= differs;
    }
    m_shift = all == 0 ? 0 : std::countr_zero(all);
    for (qint64 &each : m_packed)
        each = static_cast<qint64>(static_cast<quint64>(each) >> m_shift);
    m_packing = packingOf(std::span<const qint64>(m_packed).subspan(1));
}

void ValueColumn::write(ByteWriter &to) const
{
    if (!m_isScaled) {
        to.byte(kBits);
        to.fixed64(bitsOf(m_values[0]));
        to.byte(static_cast<quint8>(m_shift));
        packNumbers(to, std::span<const qint64>(m_packed).subspan(1), m_packing);
        return;
    }
    to.byte(static_cast<quint8>(m_decimals | (m_isSteps ? kSteps : 0)
                                | (m_exceptions.empty() ? 0 : kExceptions)));
    if (!m_exceptions.empty()) {
        to.varint(m_exceptions.size());
        std::size_t previous = 0;
        for (const Exception &exception : m_exceptions) {
            to.varint(exception.index - previous);
            to.fixed64(bitsOf(exception.value));
            previous = exception.index;
        }
    }
    if (m_isSteps) {
        to.signedVarint(m_packed[0]);
        packNumbers(to, std::span<const qint64>(m_packed).subspan(1), m_packing);
    } else {
        packNumbers(to, m_packed, m_packing);
    }
}

namespace {

bool readBits(ByteReader &from, std::span<double> values)
{
    quint64 bits = from.fixed64();
    const int shift = from.byte();
    if (!from.isFine() || shift >= 64)
        return false;
    std::vector<qint64> differs(values.size() - 1);
    if (!unpackNumbers(from, differs))
        return false;
    values[0] = std::bit_cast<double>(bits);
    for (std::size_t i = 1; i < values.size(); ++i) {
        bits ^= static_cast<quint64>(differs[i - 1]) << shift;
        values[i] = std::bit_cast<double>(bits);
    }
    return true;
}

} // namespace

bool readValues(ByteReader &from, std::span<double> values)
{
    if (values.empty())
        return false;
    const quint8 kind = from.byte();
    if (kind == kBits)
        return readBits(from, values);
    const int decimals = kind & 0x1F;
    if (decimals > kMostDecimals || (kind & kBits) != 0)
        return false;

    struct Exception
    {
        std::size_t index;
        double value;
    };

    std::vector<Exception> exceptions;
    if ((kind & kExceptions) != 0) {
        const quint64 count = from.varint();
        if (!from.isFine() || count > values.size())
            return false;
        std::size_t index = 0;
        for (quint64 i = 0; i < count; ++i) {
            const quint64 gap = from.varint();
            const auto value = std::bit_cast<double>(from.fixed64());
            if (!from.isFine() || gap >= values.size() - index)
                return false;
            index += gap;
            exceptions.push_back({index, value});
        }
    }
    std::vector<qint64> numbers(values.size());
    if ((kind & kSteps) != 0) {
        auto number = static_cast<quint64>(from.signedVarint());
        if (!unpackNumbers(from, std::span(numbers).subspan(1)))
            return false;
        numbers[0] = static_cast<qint64>(number);
        for (std::size_t i = 1; i < numbers.size(); ++i) {
            number += static_cast<quint64>(numbers[i]);
            numbers[i] = static_cast<qint64>(number);
        }
    } else if (!unpackNumbers(from, numbers)) {
        return false;
    }
    const double power = kPowers.at(static_cast<std::size_t>(decimals));
    if (decimals == 0) {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(numbers[i]);
    } else {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(numbers[i]) / power;
    }
    for (const Exception &exception : exceptions)
        values[exception.index] = exception.value;
    return true;
}

} // namespace opsdeck
