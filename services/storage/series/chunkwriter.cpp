// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/chunkwriter.h"

#include "services/storage/series/chunkcodec.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QVariant>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr std::size_t kMostMerged = 4 * static_cast<std::size_t>(kChunkPoints);

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ChunkWriter)
};

} // namespace

Result<void> ChunkWriter::write(qint64 series, std::span<const Point> points)
{
    if (points.empty())
        return {};
    if (points.size() < kChunkPoints / 2) {
        const Result<bool> joined = joinPrevious(series, points);
        if (!joined)
            return failure(joined.error());
        if (*joined)
            return {};
    }
    const qint64 id = sampleRow(series, points.front().timeMs);
    const auto refused = [this] {
        const Error error = m_file.errorOf(m_insert->lastError(), Words::tr("samples"));
        m_insert.reset();
        return failure(error);
    };
    if (!m_insert) {
        m_insert.emplace(m_file.query());
        if (!m_insert->prepare(
                QStringLiteral("INSERT OR IGNORE INTO chunks (id, data) VALUES (?, ?)")))
            return refused();
    }
    m_insert->bindValue(0, id);
    m_insert->bindValue(
        1, encodeChunk(points.first(std::min<std::size_t>(points.size(), kMostInChunk))));
    if (!m_insert->exec())
        return refused();
    return m_insert->numRowsAffected() > 0 && points.size() <= kMostInChunk
               ? Result<void>()
               : mergeInto(series, id, points);
}

/// Short stretches become one chunk with those before them.
Result<bool> ChunkWriter::joinPrevious(qint64 series, std::span<const Point> points)
{
    QSqlQuery query = m_file.query();
    if (auto asked = runWith(m_file, query,
                             QStringLiteral("SELECT id, data FROM chunks WHERE id BETWEEN ? AND ? "
                                            "ORDER BY id DESC LIMIT 1"),
                             {series << 32, sampleRow(series, points.front().timeMs)});
        !asked)
        return failure(asked.error());
    const Result<QList<SampleRow>> rows = rowsOf(query, m_file);
    if (!rows || rows->isEmpty())
        return rows ? Result<bool>(false) : failure(rows.error());
    const std::optional<ChunkHeader> header = chunkHeader(rows->first().data);
    if (!header || header->lastMs >= points.front().timeMs
        || header->count + static_cast<int>(points.size()) > kChunkPoints
        || !isNear(header->firstMs, points.back().timeMs))
        return false;
    auto done = mergeInto(series, rows->first().id, points);
    return done ? Result<bool>(true) : failure(done.error());
}

Result<void> ChunkWriter::mergeInto(qint64 series, qint64 id, std::span<const Point> points)
{
    QSqlQuery read = m_file.query();
    if (auto asked =
            runWith(m_file, read, QStringLiteral("SELECT id, data FROM chunks WHERE id = ?"), {id});
        !asked)
        return asked;
    const Result<QList<SampleRow>> rows = rowsOf(read, m_file);
    if (!rows)
        return failure(rows.error());
    QList<Point> all;
    if (!rows->isEmpty() && !decodeChunk(rows->first().data, all)) {
        if (auto done = setRowAside(m_file, QStringLiteral("chunks"), id); !done)
            return done;
        ++m_losses.damaged;
    }
    all.append(QList<Point>(points.begin(), points.end()));
    putInOrder(all);
    // Many lots that begin in one second must not become an endless chunk: what can have a row of
    // its own gets one.
    std::span<const Point> rest(all.constData(), static_cast<std::size_t>(all.size()));
    std::size_t here = std::min(rest.size(), kMostMerged);
    while (here < rest.size() && sampleRow(series, rest[here].timeMs) == id)
        ++here;
    const std::span<const Point> later = rest.subspan(here);
    if (here > kMostInChunk) {
        m_losses.refused += static_cast<qint64>(here - kMostInChunk);
        here = kMostInChunk;
    }
    QSqlQuery write = m_file.query();
    if (auto done = runWith(
            m_file, write, QStringLiteral("INSERT OR REPLACE INTO chunks (id, data) VALUES (?, ?)"),
            {id, encodeChunk(rest.first(here))});
        !done)
        return done;
    return this->write(series, later);
}

} // namespace opsdeck
