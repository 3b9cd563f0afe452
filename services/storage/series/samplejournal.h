// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/series/bytes.h"
#include "services/storage/series/sampletails.h"

namespace opsdeck {

// A row of the journal holds, in order, the samples of one commit and which series were put into
// chunks between them. Its number has the writer's in front (see kWriterBits); each writer's first
// row tells whether it took over all rows before it.

constexpr int kWriterBits = 40;

class JournalRow final
{
public:
    void sample(qint64 series, const Point &point);
    void sealed(qint64 series);
    /// With its checksum.
    QByteArray bytes() const;

private:
    uchar *room();

    QByteArray m_bytes; ///< with room behind them
    qsizetype m_size = 0;
    qint64 m_series = 0;
    qint64 m_timeMs = 0;
};

/// What a writer's first row holds.
QByteArray journalBeginning(bool isTakeover);

/// Brings back the tails of all writers from the rows of the journal, in the order of their
/// numbers.
class JournalReplay final
{
public:
    /// False: the row is broken; what it held is not taken.
    bool take(const SampleRow &row);
    SampleTails finish();

private:
    void join();

    std::vector<SampleTails> m_writers;
    qint64 m_writer = -1;
};

} // namespace opsdeck
