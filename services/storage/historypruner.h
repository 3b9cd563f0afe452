// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/storage/historystore.h"
#include "services/storage/series/sampletiers.h"

namespace opsdeck {

/// Takes what is too old, or too much, out of a history file, a slice at a time, so that nobody
/// waits long for the file. Old samples are made coarser first. Freed pages are used again, and in
/// the end given back.
class HistoryPruner final
{
public:
    HistoryPruner(SeriesStore &samples, const HistoryLimits &limits)
        : m_samples(samples)
        , m_file(samples.file())
        , m_limits(limits)
        , m_tiers(samples, limits.samples)
    {}

    /// From the beginning, by these.
    void setLimits(const HistoryLimits &limits);
    /// One transaction of a few thousand rows at most. True: there is more to do at once.
    Result<bool> slice(qint64 nowMs);
    /// Of another file: from the beginning.
    void restart();

private:
    enum class Stage { Seal, Samples, Results, Shown, Spans, Damaged, Events, Space };

    Result<bool> work(qint64 nowMs);
    Result<int> remove(const QString &statement, const QVariantList &values);
    enum class Keeps { Nothing, InForce };
    /// The rows of one check after another that began, and by `age` are, before `beforeMs`, but for
    /// the last of them where it is to stay in force; `time` is the column of the key.
    Result<bool> removeByCheck(const QString &table, const QString &time, const QString &age,
                               qint64 beforeMs, Keeps keeps = Keeps::Nothing);
    bool isOverSize();
    Result<bool> giveBack();

    SeriesStore &m_samples;
    const SqliteFile &m_file;
    HistoryLimits m_limits;
    SampleTiers m_tiers;
    Stage m_stage = Stage::Samples;
    qint64 m_doneOwner = 0; ///< ids up to this one are done in this pass
    double m_share = 1;     ///< of what is kept, while the file is too big
};

} // namespace opsdeck
