// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>

namespace opsdeck {

/// Bytes that never reach a log, a text or the disk: own memory, locked and left out of core dumps
/// where the system allows it, wiped when freed. There is no conversion to QString and no stream
/// operator on purpose.
class Secret
{
public:
    Secret() = default;
    /// Copies `bytes`; the caller wipes its own copy (see wipe()).
    explicit Secret(const QByteArray &bytes);
    Secret(const char *data, std::size_t size);
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret other) noexcept;
    ~Secret();

    const char *data() const
    {
        return m_data;
    } ///< followed by a NUL that size() does not count; null when empty

    std::size_t size() const { return m_size; }

    bool isEmpty() const { return m_size == 0; }

    bool equals(const Secret &other) const; ///< in constant time for equal sizes

private:
    char *m_data = nullptr;
    std::size_t m_size = 0;
};

/// Overwrites the bytes in place, for all who share them, in a way that the compiler keeps. Not
/// what fromRawData() refers to.
void wipe(QByteArray &bytes);

} // namespace opsdeck
