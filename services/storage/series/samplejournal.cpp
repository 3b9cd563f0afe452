// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/samplejournal.h"

#include <algorithm>
#include <bit>

namespace opsdeck {

namespace {

constexpr int kChecksumBytes = 4;
constexpr quint8 kRow = 1;
constexpr quint8 kBeginning = 2;
constexpr quint8 kTakeover = 3;

QByteArray withChecksum(const QByteArray &bytes)
{
    ByteWriter sum;
    sum.fixed32(checksumOf(bytes));
    return bytes + sum.bytes();
}

struct Entry
{
    qint64 series;
    Point point;
    bool isSeal;
};

} // namespace

void SampleTail::add(const Point &point)
{
    if (points.empty() || points.back().timeMs < point.timeMs) {
        points.push_back(point);
        return;
    }
    const auto at =
        std::lower_bound(points.begin(), points.end(), point,
                         [](const Point &a, const Point &b) { return a.timeMs < b.timeMs; });
    if (at->timeMs == point.timeMs)
        at->value = point.value;
    else
        points.insert(at, point);
}

void JournalRow::sample(qint64 series, const Point &point)
{
    m_bytes.varint(static_cast<quint64>(series) << 1);
    m_bytes.signedVarint(
        static_cast<qint64>(static_cast<quint64>(point.timeMs) - static_cast<quint64>(m_timeMs)));
    m_bytes.fixed64(std::bit_cast<quint64>(point.value));
    m_timeMs = point.timeMs;
}

void JournalRow::sealed(qint64 series)
{
    m_bytes.varint((static_cast<quint64>(series) << 1) | 1);
}

QByteArray JournalRow::bytes() const
{
    return withChecksum(char(kRow) + m_bytes.bytes());
}

QByteArray journalBeginning(bool isTakeover)
{
    return withChecksum(QByteArray(1, static_cast<char>(isTakeover ? kTakeover : kBeginning)));
}

bool JournalReplay::take(const SampleRow &row)
{
    if (row.data.size() <= kChecksumBytes)
        return false;
    const QByteArrayView body = QByteArrayView(row.data).chopped(kChecksumBytes);
    ByteReader sum(QByteArrayView(row.data).last(kChecksumBytes));
    if (sum.fixed(kChecksumBytes) != checksumOf(body))
        return false;
    ByteReader from(body);
    const quint8 kind = from.byte();
    std::vector<Entry> entries;
    qint64 time = 0;
    while (kind == kRow && !from.atEnd()) {
        const quint64 head = from.varint();
        Entry entry{static_cast<qint64>(head >> 1), {}, (head & 1) != 0};
        if (!entry.isSeal) {
            time = static_cast<qint64>(static_cast<quint64>(time)
                                       + static_cast<quint64>(from.signedVarint()));
            entry.point = {time, std::bit_cast<double>(from.fixed64())};
        }
        if (!from.isFine())
            return false;
        entries.push_back(entry);
    }
    if (kind == kTakeover)
        join();
    if (m_writers.empty() || (kind != kTakeover && row.id >> kWriterBits != m_writer))
        m_writers.emplace_back();
    m_writer = row.id >> kWriterBits;
    for (const Entry &entry : entries) {
        if (entry.isSeal) {
            m_writers.back().remove(entry.series);
            continue;
        }
        SampleTail &tail = m_writers.back()[entry.series];
        if (tail.points.empty())
            tail.journalFrom = row.id;
        tail.add(entry.point);
    }
    return true;
}

void JournalReplay::join()
{
    while (m_writers.size() > 1) {
        const SampleTails last = std::move(m_writers.back());
        m_writers.pop_back();
        for (auto it = last.cbegin(); it != last.cend(); ++it) {
            SampleTail &tail = m_writers.back()[it.key()];
            tail.journalFrom =
                tail.points.empty() ? it->journalFrom : std::min(tail.journalFrom, it->journalFrom);
            for (const Point &point : it->points)
                tail.add(point);
        }
    }
}

SampleTails JournalReplay::finish()
{
    join();
    return m_writers.empty() ? SampleTails() : std::move(m_writers.front());
}

} // namespace opsdeck
