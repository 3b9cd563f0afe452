// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/smtpreply.h"

#include "services/base/cleantext.h"

namespace opsdeck {

namespace {

constexpr qsizetype kLongestLine = 4096;
constexpr qsizetype kMostBytes = 64 * 1024;
constexpr qsizetype kMostLines = 512;
constexpr int kLineShown = 500;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<SmtpReply> SmtpReader::next()
{
    qsizetype from = 0;
    while (m_fault == Fault::None && !m_isWhole) {
        const qsizetype end = m_buffer.indexOf('\n', from);
        const qsizetype length = (end < 0 ? m_buffer.size() : end) - from;
        m_size += end < 0 ? 0 : length + 1;
        if (length > kLongestLine || m_size > kMostBytes) {
            m_fault = Fault::TooLarge;
            break;
        }
        if (end < 0)
            break;
        if (!takeLine(m_buffer.mid(from, length))) {
            m_fault = Fault::Garbage;
            break;
        }
        from = end + 1;
        if (m_reply->lines.size() > kMostLines)
            m_fault = Fault::TooLarge;
    }
    m_buffer.remove(0, from);
    if (m_fault != Fault::None || !m_isWhole)
        return std::nullopt;
    m_isWhole = false;
    m_size = 0;
    return std::exchange(m_reply, std::nullopt);
}

bool SmtpReader::takeLine(const QByteArray &whole)
{
    const QByteArray line = whole.endsWith('\r') ? whole.chopped(1) : whole;
    const bool hasCode = line.size() >= 3 && line.at(0) >= '2' && line.at(0) <= '5'
                         && isDigit(line.at(1)) && isDigit(line.at(2))
                         && (line.size() == 3 || line.at(3) == ' ' || line.at(3) == '-');
    const int code = hasCode ? line.left(3).toInt() : 0;
    if (!hasCode || (m_reply && m_reply->code != code)) {
        m_buffer = line;
        return false;
    }
    if (!m_reply)
        m_reply = SmtpReply{code, {}};
    m_reply->lines.append(cleanText(line.mid(4), kLineShown));
    m_isWhole = line.size() == 3 || line.at(3) == ' ';
    return true;
}

} // namespace opsdeck
