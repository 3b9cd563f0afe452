// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

#include <QByteArray>

#include <optional>

namespace opsdeck {

/// The bytes of a file that is clean enough to be parsed: UTF-8 without byte order mark, NUL or
/// control characters. For one thread at a time.
class SourceText final
{
public:
    /// Nothing, and a problem with its place, when the bytes are no such text.
    static std::optional<SourceText> from(const QByteArray &bytes, const Reporter &reporter);

    const QByteArray &bytes() const { return m_bytes; }

    /// From a line and a column in bytes, both counted from 0; places behind the end become the
    /// end.
    YamlPosition position(int line, int byteColumn) const;
    /// Offset of the same place in bytes().
    qsizetype offset(int line, int byteColumn) const;
    /// The bytes of a line, counted from 0, without its end.
    QByteArray line(int number) const;

private:
    SourceText() = default;

    QByteArray m_bytes;
    QList<qsizetype> m_lineStarts;

    /// Where position() was last asked and the column there: places are asked in order, and a line
    /// may be a megabyte.
    struct Place
    {
        qsizetype offset = 0;
        int line = -1;
        int column = 1;
    };

    mutable Place m_last;
};

/// True for characters that are not seen but change what is read: C0 but line feed and tab, DEL,
/// C1, bidirectional controls, byte order mark.
bool isInvisibleControl(char32_t c);
QString codePointText(char32_t c);

} // namespace opsdeck
