// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/numberpacking.h"

#include <QList>

#include <optional>

namespace opsdeck {

/// Values of one series as they will be packed: whole numbers of 10^-decimals, or, where too few
/// fit, the bits that differ from the value before. Every double comes back bit for bit.
class ValueColumn final
{
public:
    explicit ValueColumn(std::span<const double> values);

    void write(ByteWriter &to) const;

    /// Of all of them; none when one did not fit.
    std::optional<int> decimals() const;

    /// In units of 10^-decimals; of one that did not fit, that of its neighbour.
    std::span<const qint64> numbers() const { return m_numbers; }

private:
    struct Exception
    {
        std::size_t index;
        double value;
    };

    bool scale();
    void compare();

    std::span<const double> m_values;
    std::vector<qint64> m_numbers;
    std::vector<qint64> m_packed; ///< numbers, their steps, or differing bits
    std::vector<Exception> m_exceptions;
    NumberPacking m_packing;
    int m_decimals = 0;
    int m_shift = 0;
    bool m_isScaled = false;
    bool m_isSteps = false;
};

/// Exactly values.size() of them. False: these bytes are none of ours.
bool readValues(ByteReader &from, std::span<double> values);

/// The fewest decimals, up to nine, by which `value` is a whole number that gives it back bit for
/// bit; -1: there are none.
int decimalsOf(double value);
double scaledDown(qint64 number, int decimals);
qint64 scaledUp(double value, int decimals);

} // namespace opsdeck
