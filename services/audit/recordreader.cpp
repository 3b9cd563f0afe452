// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/recordreader.h"

#include "services/audit/recordfiles.h"

#include <QCborMap>
#include <QCborValue>
#include <QFileInfo>
#include <QSqlError>

#include <algorithm>
#include <limits>

namespace opsdeck {

namespace {

constexpr int kMostGapsALook = 200;
constexpr qsizetype kGapsTold = 3;
constexpr int kStopEvery = 256; ///< rows

AuditRow rowOf(const QSqlQuery &row)
{
    return {row.value(0).toLongLong(), row.value(1).toByteArray(), row.value(2).toByteArray(),
            row.value(3).toByteArray()};
}

qint64 timeOf(const QByteArray &body)
{
    return QCborValue::fromCbor(body).toMap().value(QStringLiteral("time")).toInteger();
}

bool isBroken(const Error &error)
{
    return error.kind == ErrorKind::Garbage;
}

} // namespace

Result<int> recordVersionOf(const SqliteFile &file)
{
    const int version = file.value(QStringLiteral("PRAGMA user_version")).toInt();
    if (version > kRecordVersion)
        return failure(
            ErrorKind::Storage,
            RecordReader::tr("The record %1 was written by a newer Opsdeck.").arg(file.path()),
            RecordReader::tr("It was left alone; nothing is done without a record. Try: the newer "
                             "version, or another OPSDECK_DATA_DIR."));
    return version;
}

RecordReader::RecordReader(QString path, std::function<void(const QString &)> repaired)
    : m_path(std::move(path))
    , m_repaired(std::move(repaired))
{}

Result<void> RecordReader::ensureOpen()
{
    const auto kept = keepToOurselves(m_path);
    if (!kept)
        return failure(kept.error());
    for (const QString &sentence : *kept)
        m_repaired(sentence);
    if (m_file.isOpen()) {
        if (m_file.isInPlace())
            return {};
        m_file.close();
        m_listed.clear();
        return failure(ErrorKind::Storage,
                       tr("The record %1 was removed or replaced while it was in use.").arg(m_path),
                       tr("What it said is not known any more. Try: put the file back."));
    }
    m_listed.clear();
    // Who writes makes it.
    if (!QFileInfo::exists(m_path))
        return {};
    Result<void> ready = m_file.open(m_path, SqliteFile::Durability::Full);
    if (ready)
        ready = m_file.run(QStringLiteral("PRAGMA query_only=ON"));
    if (ready) {
        if (const auto version = recordVersionOf(m_file); !version)
            ready = failure(version.error());
    }
    if (!ready)
        m_file.close();
    return ready;
}

Result<RecordRows> RecordReader::listOf(const QStringList &actions)
{
    const auto listed = look(actions);
    if (!listed)
        return failure(listed.error());
    return RecordRows{(*listed)->entries, remarkOf(**listed, std::numeric_limits<qint64>::max())};
}

Result<RecordedMarks> RecordReader::marksAt(const QString &workspace, qint64 atMs)
{
    const auto listed = look(markActions());
    if (!listed)
        return failure(listed.error());
    return RecordedMarks{(*listed)->marks.at(workspace, atMs), remarkOf(**listed, atMs)};
}

Result<RecordReader::Listed *> RecordReader::look(const QStringList &actions)
{
    if (auto ready = ensureOpen(); !ready)
        return failure(ready.error());
    Listed &listed = m_listed[actions];
    if (!m_file.isOpen())
        return &listed;
    QSqlQuery table = m_file.query();
    if (!table.exec(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'audit'"))
        || !table.next())
        return failure(m_file.errorOf(table.lastError(), tr("reading")));
    const bool hasRows = table.value(0).toInt() > 0;
    table.finish();
    if (hasRows) {
        if (auto read = readOn(listed, actions); !read)
            return failure(read.error());
    }
    return &listed;
}

Result<void> RecordReader::readOn(Listed &listed, const QStringList &actions)
{
    QList<QByteArray> words;
    for (const QString &action : actions)
        words.append(action.toUtf8());
    listed.isToTheEnd = true;
    for (int gaps = 0;; ++gaps) {
        QSqlQuery rows = m_file.query();
        rows.setForwardOnly(true);
        bool isFine =
            rows.prepare(QStringLiteral("SELECT sequence, cbor, previous, hash FROM audit "
                                        "WHERE sequence > ? ORDER BY sequence"));
        rows.addBindValue(listed.to);
        isFine = isFine && rows.exec();
        for (int row = 1; isFine && rows.next(); ++row) {
            take(rowOf(rows), listed, words, actions);
            if (row % kStopEvery == 0 && m_isStopped)
                return failure(ErrorKind::Cancelled, tr("The record is not read any further."));
        }
        if (rows.lastError().type() == QSqlError::NoError)
            return {};
        const Error error = m_file.errorOf(rows.lastError(), tr("reading"));
        rows.finish();
        if (!isBroken(error))
            return failure(error);
        const qint64 next = gaps < kMostGapsALook ? nextReadable(listed.to) : 0;
        if (next == 0) {
            listed.isToTheEnd = false;
            return {};
        }
        addGap(listed, listed.to + 1, next - 1);
        listed.to = next - 1;
    }
}

void RecordReader::take(const AuditRow &row, Listed &listed, const QList<QByteArray> &words,
                        const QStringList &actions)
{
    ++m_read;
    // Rows that are not there at all are told by verify().
    listed.to = row.sequence;
    if (chainedHash(row.previous, row.body) != row.hash) {
        addGap(listed, row.sequence, row.sequence);
        return;
    }
    listed.lastBody = row.body;
    const bool mayBe = std::any_of(words.cbegin(), words.cend(),
                                   [&](const QByteArray &word) { return row.body.contains(word); });
    if (!mayBe)
        return;
    const AuditEntry entry = entryOf(row);
    if (!actions.contains(entry.action))
        return;
    listed.marks.take(entry);
    listed.entries.append(entry);
}

void RecordReader::addGap(Listed &listed, qint64 from, qint64 to)
{
    if (!listed.gaps.isEmpty() && listed.gaps.last().to == from - 1) {
        listed.gaps.last().to = to;
        return;
    }
    listed.gaps.append({from, to, timeOf(listed.lastBody)});
}

/// The first row from `sequence` on, where it can be read: its number; -1: it is broken; 0: there
/// is none.
qint64 RecordReader::readableFrom(qint64 sequence) const
{
    QSqlQuery row = m_file.query();
    row.setForwardOnly(true);
    const bool isPrepared =
        row.prepare(QStringLiteral("SELECT sequence, cbor, previous, hash FROM audit WHERE "
                                   "sequence >= ? ORDER BY sequence LIMIT 1"));
    row.addBindValue(sequence);
    if (!isPrepared || !row.exec())
        return -1;
    if (row.next())
        return row.value(0).toLongLong();
    return row.lastError().type() == QSqlError::NoError ? 0 : -1;
}

/// Behind rows that can't be read; 0: none can be, or there are no more. A whole page of them is
/// found in a few looks, however many it holds.
qint64 RecordReader::nextReadable(qint64 after) const
{
    constexpr qint64 kFurthest = qint64(1) << 40;
    qint64 broken = after + 1;
    qint64 found = 0;
    for (qint64 step = 1; found == 0 && step < kFurthest; step *= 2) {
        const qint64 there = readableFrom(after + 1 + step);
        if (there == 0)
            break;
        if (there > 0)
            found = there;
        else
            broken = after + 1 + step;
    }
    // The end was leapt over: the last row that there is.
    if (found == 0) {
        const qint64 last =
            m_file.value(QStringLiteral("SELECT max(sequence) FROM audit")).toLongLong();
        if (last <= broken || readableFrom(last) != last)
            return 0;
        found = last;
    }
    while (found - broken > 1) {
        const qint64 middle = broken + (found - broken) / 2;
        (readableFrom(middle) < 0 ? broken : found) = middle;
    }
    return found;
}

QString RecordReader::remarkOf(const Listed &listed, qint64 atMs)
{
    QStringList rows;
    qint64 count = 0;
    for (const Gap &gap : listed.gaps) {
        if (gap.sinceMs > atMs)
            continue;
        count += gap.to - gap.from + 1;
        if (rows.size() < kGapsTold)
            rows << (gap.from == gap.to ? QString::number(gap.from)
                                        : tr("%1 to %2").arg(gap.from).arg(gap.to));
    }
    QString remark;
    if (count > 0)
        remark =
            tr("%n row(s) of the record of actions can't be read (%1): what (it|they) said of "
               "services is left out.",
               nullptr, static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max())))
                .arg(rows.join(QStringLiteral(", ")));
    if (!listed.isToTheEnd && timeOf(listed.lastBody) <= atMs) {
        const QString end = tr("After row %1 the record of actions can't be read: what was said of "
                               "services since is left out.")
                                .arg(listed.to);
        remark = remark.isEmpty() ? end : remark + QLatin1Char(' ') + end;
    }
    return remark;
}

} // namespace opsdeck
