// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historypruner.h"

#include "services/base/logging.h"

#include <QCoreApplication>
#include <QSqlError>

namespace opsdeck {

namespace {

constexpr int kSliceRows = 5000;
constexpr int kSliceOwners = 500;
constexpr int kDamagedAtOnce = 200;
constexpr double kShrink = 0.8;
constexpr double kSmallestShare = 0.01;
constexpr qint64 kFreePagesLeft = 16;
constexpr qint64 kFreeShare = 20;       ///< one page in so many may stay free
constexpr qint64 kPagesGivenBack = 256; ///< at once

class Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryPruner)
};

} // namespace

void HistoryPruner::setLimits(const HistoryLimits &limits)
{
    m_limits = limits;
    m_tiers.setAges(limits.samples);
    restart();
}

void HistoryPruner::restart()
{
    m_stage = Stage::Samples;
    m_doneOwner = 0;
    m_share = 1;
    m_tiers.restart();
}

Result<bool> HistoryPruner::slice(qint64 nowMs)
{
    if (auto begun = m_file.begin(); !begun)
        return failure(begun.error());
    const Result<bool> more = work(nowMs);
    if (more) {
        if (auto done = m_file.commit(); !done) {
            m_file.rollback();
            return failure(done.error());
        }
    } else {
        m_file.rollback();
    }
    return more;
}

Result<bool> HistoryPruner::work(qint64 nowMs)
{
    const auto keep =
        static_cast<qint64>(static_cast<double>(m_limits.keepResults.count()) * m_share);
    if (m_stage == Stage::Seal) {
        const auto more = m_samples.sealSome();
        if (more && !*more)
            m_stage = Stage::Samples;
        return more ? Result<bool>(true) : more;
    }
    if (m_stage == Stage::Samples) {
        const auto more = m_tiers.slice(nowMs, m_share);
        if (more && !*more)
            m_stage = Stage::Results;
        return more ? Result<bool>(true) : more;
    }
    if (m_stage == Stage::Results) {
        const auto more = removeByCheck(QStringLiteral("results"), QStringLiteral("time_ms"),
                                        QStringLiteral("time_ms"), nowMs - keep);
        if (more && !*more)
            m_stage = Stage::Shown;
        return more ? Result<bool>(true) : more;
    }
    if (m_stage == Stage::Shown) {
        // What was shown at that moment began before it.
        const auto more = removeByCheck(QStringLiteral("shown"), QStringLiteral("from_ms"),
                                        QStringLiteral("from_ms"), nowMs - keep, Keeps::InForce);
        if (more && !*more)
            m_stage = Stage::Spans;
        return more ? Result<bool>(true) : more;
    }
    if (m_stage == Stage::Spans) {
        const auto more =
            removeByCheck(QStringLiteral("spans"), QStringLiteral("from_ms"),
                          QStringLiteral("to_ms"), nowMs - m_limits.keepSpans.count());
        if (more && !*more)
            m_stage = Stage::Damaged;
        return more ? Result<bool>(true) : more;
    }
    if (m_stage == Stage::Damaged) {
        const auto keepDamaged =
            static_cast<qint64>(static_cast<double>(m_limits.keepEvents.count()) * m_share);
        const auto removed =
            remove(QStringLiteral("DELETE FROM damaged WHERE rowid IN (SELECT rowid FROM damaged "
                                  "WHERE time_ms < ? LIMIT ?)"),
                   {nowMs - keepDamaged, kDamagedAtOnce});
        if (!removed)
            return failure(removed.error());
        if (*removed > 0)
            qCWarning(logStorage, "%d broken stretches of samples that were set aside are removed",
                      *removed);
        if (*removed < kDamagedAtOnce)
            m_stage = Stage::Events;
        return true;
    }
    if (m_stage == Stage::Space) {
        const auto more = giveBack();
        if (more && !*more)
            m_stage = Stage::Samples;
        return more;
    }
    const auto removed = remove(
        QStringLiteral(
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE time_ms < ? LIMIT ?)"),
        {nowMs - m_limits.keepEvents.count(), kSliceRows});
    if (!removed)
        return failure(removed.error());
    if (*removed == kSliceRows)
        return true;
    if (isOverSize() && m_share > kSmallestShare) {
        m_stage = Stage::Seal;
        m_share *= kShrink;
        m_samples.sealSoon();
        return true;
    }
    m_stage = Stage::Space;
    return true;
}

/// Some free pages are left for what comes next.
Result<bool> HistoryPruner::giveBack()
{
    const auto freePages = [this] {
        return m_file.value(QStringLiteral("PRAGMA freelist_count")).toLongLong();
    };
    const qint64 before = freePages();
    const qint64 all = m_file.value(QStringLiteral("PRAGMA page_count")).toLongLong();
    const qint64 surplus = before - std::max(kFreePagesLeft, all / kFreeShare);
    for (qint64 page = 0; page < std::min(surplus, kPagesGivenBack); ++page) {
        // A page a run: it stops after each.
        if (auto done = m_file.run(QStringLiteral("PRAGMA incremental_vacuum(1)")); !done)
            return failure(done.error());
    }
    // A file that can't shrink does not.
    return surplus > kPagesGivenBack && freePages() < before;
}

Result<bool> HistoryPruner::removeByCheck(const QString &table, const QString &time,
                                          const QString &age, qint64 beforeMs, Keeps keeps)
{
    QSqlQuery next = m_file.query();
    next.setForwardOnly(true);
    next.prepare(QStringLiteral("SELECT id FROM checks WHERE id > ? ORDER BY id LIMIT ?"));
    next.addBindValue(m_doneOwner);
    next.addBindValue(kSliceOwners);
    if (!next.exec())
        return failure(m_file.errorOf(next.lastError(), Words::tr("reading")));
    QList<qint64> ids;
    while (next.next())
        ids.append(next.value(0).toLongLong());
    next.finish();
    // By the primary key: what is to go lies at the beginning of each owner's stretch, so that a
    // pass over a file with nothing to remove reads one page an owner.
    const QString statement =
        QStringLiteral("DELETE FROM %1 WHERE check_id = ? AND %2 IN (SELECT %2 FROM %1 WHERE "
                       "check_id = ? AND %3 ORDER BY %2 LIMIT ?)")
            .arg(table, time,
                 keeps == Keeps::InForce
                     ? QStringLiteral("%2 < (SELECT max(%2) FROM %1 WHERE check_id = ? AND %2 < ?)")
                           .arg(table, time)
                     : QStringLiteral("%1 < ? AND %2 < ?").arg(time, age));
    int left = kSliceRows;
    for (const qint64 id : ids) {
        const auto removed =
            remove(statement, {id, id, keeps == Keeps::InForce ? id : beforeMs, beforeMs, left});
        if (!removed)
            return failure(removed.error());
        left -= *removed;
        if (left <= 0)
            return true;
        m_doneOwner = id;
    }
    if (ids.size() == kSliceOwners)
        return true;
    m_doneOwner = 0;
    return false;
}

Result<int> HistoryPruner::remove(const QString &statement, const QVariantList &values)
{
    QSqlQuery query = m_file.query();
    bool isFine = query.prepare(statement);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isFine = isFine && query.exec();
    if (!isFine)
        return failure(m_file.errorOf(query.lastError(), Words::tr("removing old rows")));
    return query.numRowsAffected();
}

bool HistoryPruner::isOverSize()
{
    const qint64 pages = m_file.value(QStringLiteral("PRAGMA page_count")).toLongLong()
                         - m_file.value(QStringLiteral("PRAGMA freelist_count")).toLongLong();
    const qint64 used = pages * m_file.value(QStringLiteral("PRAGMA page_size")).toLongLong();
    // Back to the full time by itself once the file has become small.
    if (used < m_limits.mostBytes / 2)
        m_share = std::min(1.0, m_share / kShrink);
    return used > m_limits.mostBytes;
}

} // namespace opsdeck
