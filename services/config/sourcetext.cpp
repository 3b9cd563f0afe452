// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/sourcetext.h"

#include "services/config/configtext.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;

bool isContinuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/// Decodes one character and moves `at` behind it; kInvalid leaves `at` where it is.
char32_t decode(const QByteArray &bytes, qsizetype &at)
{
    const auto byte = [&](qsizetype i) { return static_cast<unsigned char>(bytes.at(i)); };
    const unsigned char first = byte(at);
    if (first < 0x80) {
        ++at;
        return first;
    }
    const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > bytes.size())
        return kInvalid;
    char32_t c = first & (0xFFU >> (length + 1));
    for (int i = 1; i < length; ++i) {
        if (!isContinuation(byte(at + i)))
            return kInvalid;
        c = (c << 6) | (byte(at + i) & 0x3FU);
    }
    const bool isOverlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    if (isOverlong || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return kInvalid;
    at += length;
    return c;
}

/// What is wrong with the character at `at`, which has just been decoded as `c`; empty when nothing
/// is.
QString complaint(char32_t c, bool isBeforeLineFeed)
{
    if (c == kInvalid)
        return ConfigText::tr("a byte that is not UTF-8; save the file as UTF-8");
    if (c == 0)
        return ConfigText::tr("a NUL byte: this is no text file");
    if (c == '\r')
        return isBeforeLineFeed
                   ? QString()
                   : ConfigText::tr(
                         "a carriage return without a line feed; end lines with a line feed");
    if (isInvisibleControl(c))
        return ConfigText::tr("the invisible control character %1; remove it")
            .arg(codePointText(c));
    return {};
}

} // namespace

bool isInvisibleControl(char32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t';
    return (c >= 0x7F && c <= 0x9F && c != 0x85) || c == 0x061C || c == 0x200B || c == 0x2060
           || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
           || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

QString codePointText(char32_t c)
{
    return QStringLiteral("U+%1").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0')).toUpper();
}

std::optional<SourceText> SourceText::from(const QByteArray &bytes, const Reporter &reporter)
{
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF")) {
        reporter.error({1, 1}, ConfigText::tr("the file is UTF-16; save it as UTF-8"));
        return std::nullopt;
    }
    SourceText source;
    source.m_bytes = bytes.startsWith("\xEF\xBB\xBF") ? bytes.mid(3) : bytes;
    source.m_lineStarts.append(0);
    const QByteArray &text = source.m_bytes;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype start = at;
        const char32_t c = decode(text, at);
        const bool beforeLineFeed = c == '\r' && at < text.size() && text.at(at) == '\n';
        const bool isPlain = c == '\n' || (c >= 0x20 && c < 0x7F);
        const QString wrong = isPlain ? QString() : complaint(c, beforeLineFeed);
        if (!wrong.isEmpty()) {
            const auto line = static_cast<int>(source.m_lineStarts.size()) - 1;
            reporter.error(
                source.position(line, static_cast<int>(start - source.m_lineStarts.constLast())),
                wrong);
            return std::nullopt;
        }
        if (c == '\n')
            source.m_lineStarts.append(at);
    }
    return source;
}

qsizetype SourceText::offset(int line, int byteColumn) const
{
    if (line < 0 || line >= m_lineStarts.size())
        return m_bytes.size();
    return std::min(m_lineStarts.at(line) + std::max(0, byteColumn), m_bytes.size());
}

YamlPosition SourceText::position(int line, int byteColumn) const
{
    if (line < 0)
        return {1, 1};
    if (line >= m_lineStarts.size()) {
        line = static_cast<int>(m_lineStarts.size()) - 1;
        byteColumn = static_cast<int>(m_bytes.size() - m_lineStarts.at(line));
    }
    const qsizetype end = offset(line, byteColumn);
    if (m_last.line != line || m_last.offset > end)
        m_last = {m_lineStarts.at(line), line, 1};
    for (; m_last.offset < end; ++m_last.offset) {
        if (!isContinuation(static_cast<unsigned char>(m_bytes.at(m_last.offset))))
            ++m_last.column;
    }
    return {line + 1, m_last.column};
}

QByteArray SourceText::line(int number) const
{
    if (number < 0 || number >= m_lineStarts.size())
        return {};
    const qsizetype start = m_lineStarts.at(number);
    const qsizetype next =
        number + 1 < m_lineStarts.size() ? m_lineStarts.at(number + 1) - 1 : m_bytes.size();
    QByteArray line = m_bytes.mid(start, next - start);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

} // namespace opsdeck
