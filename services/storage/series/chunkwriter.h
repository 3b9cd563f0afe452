// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/sampletables.h"

#include <optional>

namespace opsdeck {

/// What a store could not take, or could not read again, since it was asked last.
struct SampleLosses
{
    int damaged = 0;    ///< rows that were found broken and set aside
    qint64 refused = 0; ///< samples
};

/// Puts stretches of points into the chunks of an open file. In the caller's transaction.
class ChunkWriter final
{
public:
    ChunkWriter(const SqliteFile &file, SampleLosses &losses)
        : m_file(file)
        , m_losses(losses)
    {}

    /// In order, and near enough for one chunk (isNear()). Times that are not storable share one
    /// row of their series: what it has no room for is counted as refused.
    Result<void> write(qint64 series, std::span<const Point> points);

    /// Before the file is closed.
    void forget() { m_insert.reset(); }

private:
    Result<bool> joinPrevious(qint64 series, std::span<const Point> points);
    Result<void> mergeInto(qint64 series, qint64 id, std::span<const Point> points);

    const SqliteFile &m_file;
    SampleLosses &m_losses;
    std::optional<QSqlQuery> m_insert; ///< prepared once
};

/// Whether points of both times fit in one chunk.
inline bool isNear(qint64 one, qint64 other)
{
    const quint64 apart = one < other ? static_cast<quint64>(other) - static_cast<quint64>(one)
                                      : static_cast<quint64>(one) - static_cast<quint64>(other);
    return apart < static_cast<quint64>(kSampleTiers[0].blockMs);
}

} // namespace opsdeck
