// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstring>

namespace opsdeck {

/// Appends numbers to bytes, low byte first.
class ByteWriter final
{
public:
    void byte(quint8 value) { m_bytes.append(static_cast<char>(value)); }

    /// Seven bits a byte: small numbers are short.
    void varint(quint64 value)
    {
        char bytes[10];
        int size = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[size++] = static_cast<char>(value | 0x80);
        bytes[size++] = static_cast<char>(value);
        m_bytes.append(bytes, size);
    }

    void signedVarint(qint64 value)
    {
        varint((static_cast<quint64>(value) << 1) ^ static_cast<quint64>(value >> 63));
    }

    void fixed32(quint32 value) { fixed<4>(value); }

    void fixed64(quint64 value) { fixed<8>(value); }

    /// Room at the end for the caller to fill.
    uchar *extend(qsizetype size)
    {
        const qsizetype before = m_bytes.size();
        m_bytes.resize(before + size);
        std::memset(m_bytes.data() + before, 0, static_cast<std::size_t>(size));
        return reinterpret_cast<uchar *>(m_bytes.data()) + before;
    }

    void reserve(qsizetype size) { m_bytes.reserve(size); }

    const QByteArray &bytes() const { return m_bytes; }

private:
    template <int kSize>
    void fixed(quint64 value)
    {
        char bytes[kSize];
        for (int i = 0; i < kSize; ++i)
            bytes[i] = static_cast<char>(value >> (8 * i));
        m_bytes.append(bytes, kSize);
    }

    QByteArray m_bytes;
};

/// Takes numbers from bytes of unknown origin. Past the end, or of a number that is none, it gives
/// zero and isFine() is false from then on.
class ByteReader final
{
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_at(reinterpret_cast<const uchar *>(bytes.data()))
        , m_end(m_at + bytes.size())
    {}

    bool isFine() const { return m_isFine; }

    bool atEnd() const { return m_at == m_end; }

    qsizetype left() const { return m_end - m_at; }

    quint8 byte() { return m_at < m_end ? *m_at++ : quint8(fail()); }

    quint64 varint()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64 && m_at < m_end; shift += 7) {
            const quint64 bits = *m_at & 0x7FU;
            const bool isLast = (*m_at++ & 0x80U) == 0;
            if (shift == 63 && bits > 1)
                return fail();
            value |= bits << shift;
            if (isLast)
                return value;
        }
        return fail();
    }

    qint64 signedVarint()
    {
        const quint64 value = varint();
        return static_cast<qint64>((value >> 1) ^ (~(value & 1) + 1));
    }

    quint64 fixed(int bytes)
    {
        const uchar *at = take(bytes);
        quint64 value = 0;
        for (int i = 0; at != nullptr && i < bytes; ++i)
            value |= quint64(at[i]) << (8 * i);
        return value;
    }

    quint64 fixed64() { return fixed(8); }

    /// The next `size` bytes, or null.
    const uchar *take(qsizetype size)
    {
        if (size < 0 || size > left()) {
            fail();
            return nullptr;
        }
        const uchar *at = m_at;
        m_at += size;
        return at;
    }

private:
    quint64 fail()
    {
        m_isFine = false;
        m_at = m_end;
        return 0;
    }

    const uchar *m_at;
    const uchar *m_end;
    bool m_isFine = true;
};

/// Tells damaged bytes from whole ones; no protection against intent.
quint32 checksumOf(QByteArrayView bytes);

} // namespace opsdeck
