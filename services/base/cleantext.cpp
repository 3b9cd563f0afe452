// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"

namespace opsdeck {

namespace {

bool isBidiControl(QChar c)
{
    const ushort u = c.unicode();
    return u == 0x061C || u == 0x200E || u == 0x200F || (u >= 0x202A && u <= 0x202E)
           || (u >= 0x2066 && u <= 0x2069);
}

/// Index behind the escape sequence that starts at `i` (an ESC or a C1 introducer).
qsizetype skipEscape(const QString &text, qsizetype i)
{
    const ushort first = text.at(i).unicode();
    ushort kind = first;
    ++i;
    if (first == 0x1B) {
        if (i >= text.size())
            return i;
        kind = text.at(i).unicode();
        ++i;
    }
    const bool isControlSequence = kind == '[' || kind == 0x9B;
    const bool isString = kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_'
                          || kind == 0x9D || kind == 0x90 || kind == 0x98 || kind == 0x9E
                          || kind == 0x9F;
    if (isControlSequence) {
        while (i < text.size() && !(text.at(i).unicode() >= 0x40 && text.at(i).unicode() <= 0x7E))
            ++i;
        return std::min(i + 1, text.size());
    }
    if (isString) {
        for (; i < text.size(); ++i) {
            const ushort u = text.at(i).unicode();
            if (u == 0x07 || u == 0x9C)
                return i + 1;
            if (u == 0x1B && i + 1 < text.size() && text.at(i + 1) == QLatin1Char('\\'))
                return i + 2;
            if (u == '\n')
                return i;
        }
    }
    return i;
}

} // namespace

QString cleanText(const QString &text, int limit, bool keepLines)
{
    QString clean;
    clean.reserve(std::min<qsizetype>(text.size(), limit));
    for (qsizetype i = 0; i < text.size();) {
        if (clean.size() >= limit) {
            clean.truncate(std::max(0, limit - 1));
            if (!clean.isEmpty() && clean.back().isHighSurrogate())
                clean.chop(1);
            clean.append(QChar(0x2026));
            break;
        }
        const QChar c = text.at(i);
        const ushort u = c.unicode();
        if (u == 0x1B || (u >= 0x90 && u <= 0x9F)) {
            i = skipEscape(text, i);
            continue;
        }
        ++i;
        if (u == '\n' || u == '\t')
            clean.append(u == '\n' && keepLines ? c : QLatin1Char(' '));
        else if (u >= 0x20 && !(u >= 0x7F && u <= 0x9F) && !isBidiControl(c) && u != 0xFEFF)
            clean.append(c);
    }
    return keepLines ? clean : clean.trimmed();
}

QString cleanText(const QByteArray &bytes, int limit, bool keepLines)
{
    // A character is at most four bytes of UTF-8; escapes that are stripped may hide more, hence
    // the factor.
    return cleanText(QString::fromUtf8(bytes.left(static_cast<qsizetype>(limit) * 8)), limit,
                     keepLines);
}

} // namespace opsdeck
