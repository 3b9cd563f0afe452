// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/series/samplejournal.h"

#include <algorithm>
#include <bit>

namespace opsdeck {

namespace {

constexpr int kChecksumBytes = 4;
constexpr quint8 kPlainRow = 1; ///< of version 2 of the file
constexpr quint8 kBeginning = 2;
constexpr quint8 kTakeover = 3;
constexpr quint8 kRow = 4;

// The head of an entry. What is as expected (the next series, the same time) takes no room, nor do
// the low bytes of a value that are zero.
constexpr quint8 kSeal = 1;
constexpr quint8 kOtherSeries = 2; ///< how far from the next one follows
constexpr quint8 kOtherTime = 4;   ///< how far from the last one follows
constexpr int kValueShift = 3;     ///< from here on: bytes of the value
constexpr quint8 kHeadBits = 0x7F;
constexpr qsizetype kLongestEntry = 32;

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

bool readPlain(ByteReader &from, qint64 &time, Entry &entry)
{
    const quint64 head = from.varint();
    entry = {static_cast<qint64>(head >> 1), {}, (head & 1) != 0};
    if (!entry.isSeal) {
        time = static_cast<qint64>(static_cast<quint64>(time)
                                   + static_cast<quint64>(from.signedVarint()));
        entry.point = {time, std::bit_cast<double>(from.fixed64())};
    }
    return from.isFine();
}

bool readPacked(ByteReader &from, qint64 &series, qint64 &time, Entry &entry)
{
    const quint8 head = from.byte();
    const int bytes = head >> kValueShift;
    if ((head & ~kHeadBits) != 0 || bytes > 8)
        return false;
    auto next = static_cast<quint64>(series) + 1;
    if ((head & kOtherSeries) != 0)
        next += static_cast<quint64>(from.signedVarint());
    series = static_cast<qint64>(next);
    entry = {series, {}, (head & kSeal) != 0};
    if (!entry.isSeal) {
        if ((head & kOtherTime) != 0)
            time = static_cast<qint64>(static_cast<quint64>(time)
                                       + static_cast<quint64>(from.signedVarint()));
        const quint64 high = from.fixed(bytes);
        entry.point = {time, std::bit_cast<double>(bytes == 0 ? 0 : high << (64 - 8 * bytes))};
    }
    return from.isFine();
}

uchar *putVarint(uchar *at, quint64 value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = static_cast<uchar>(value | 0x80);
    *at++ = static_cast<uchar>(value);
    return at;
}

uchar *putSigned(uchar *at, quint64 value)
{
    return putVarint(at, (value << 1) ^ (quint64(0) - (value >> 63)));
}

} // namespace

/// Where the next entry goes.
uchar *JournalRow::room()
{
    if (m_size + kLongestEntry > m_bytes.size())
        m_bytes.resize(std::max<qsizetype>(256, 2 * (m_size + kLongestEntry)));
    return reinterpret_cast<uchar *>(m_bytes.data()) + m_size;
}

void JournalRow::sample(qint64 series, const Point &point)
{
    uchar *const begin = room();
    uchar *at = begin + 1;
    const auto bits = std::bit_cast<quint64>(point.value);
    const int bytes = bits == 0 ? 0 : 8 - std::countr_zero(bits) / 8;
    auto head = static_cast<quint8>(bytes << kValueShift);
    if (series != m_series + 1) {
        head |= kOtherSeries;
        at = putSigned(at, static_cast<quint64>(series) - static_cast<quint64>(m_series) - 1);
    }
    if (point.timeMs != m_timeMs) {
        head |= kOtherTime;
        at = putSigned(at, static_cast<quint64>(point.timeMs) - static_cast<quint64>(m_timeMs));
    }
    const quint64 high = bytes == 0 ? 0 : bits >> (64 - 8 * bytes);
    for (int i = 0; i < 8; ++i)
        at[i] = static_cast<uchar>(high >> (8 * i));
    at += bytes;
    *begin = head;
    m_size += at - begin;
    m_series = series;
    m_timeMs = point.timeMs;
}

void JournalRow::sealed(qint64 series)
{
    uchar *const begin = room();
    *begin = kSeal | kOtherSeries;
    m_size +=
        putSigned(begin + 1, static_cast<quint64>(series) - static_cast<quint64>(m_series) - 1)
        - begin;
    m_series = series;
}

QByteArray JournalRow::bytes() const
{
    return withChecksum(char(kRow) + m_bytes.first(m_size));
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
    qint64 series = 0;
    qint64 time = 0;
    while ((kind == kRow || kind == kPlainRow) && !from.atEnd()) {
        Entry entry = {};
        if (!(kind == kRow ? readPacked(from, series, time, entry) : readPlain(from, time, entry)))
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
        tail.series = entry.series;
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
