// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/redactor.h"

#include "services/base/cleantext.h"

namespace opsdeck {

namespace {

constexpr qsizetype kLongestPending = 64 * 1024;
constexpr int kLongestLine = 4000;
constexpr std::size_t kShortestSecret = 4; ///< shorter ones would mask half of every text

const QByteArray kMask = QByteArrayLiteral("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");

} // namespace

void OutputLines::hide(const Secret &secret)
{
    if (secret.size() >= kShortestSecret)
        m_secrets.append(secret);
}

QString OutputLines::shown(QByteArray line) const
{
    for (const Secret &secret : m_secrets)
        line.replace(QByteArray::fromRawData(secret.data(), static_cast<qsizetype>(secret.size())), kMask);
    if (line.endsWith('\r'))
        line.chop(1);
    return cleanText(QString::fromUtf8(line), kLongestLine);
}

QStringList OutputLines::add(const QByteArray &bytes)
{
    m_pending += bytes;
    QStringList lines;
    qsizetype start = 0;
    for (qsizetype end = m_pending.indexOf('\n'); end >= 0; end = m_pending.indexOf('\n', start)) {
        lines << shown(m_pending.mid(start, end - start));
        start = end + 1;
    }
    m_pending.remove(0, start);
    if (m_pending.size() > kLongestPending) {
        // A secret may lie across the cut: keep as much back as the longest one is long.
        std::size_t longest = 0;
        for (const Secret &secret : m_secrets)
            longest = std::max(longest, secret.size());
        QByteArray masked = m_pending;
        for (const Secret &secret : m_secrets)
            masked.replace(QByteArray::fromRawData(secret.data(), static_cast<qsizetype>(secret.size())), kMask);
        const qsizetype keep = std::min<qsizetype>(masked.size(), static_cast<qsizetype>(longest));
        lines << shown(masked.left(masked.size() - keep));
        m_pending = masked.right(keep);
    }
    return lines;
}

QStringList OutputLines::rest()
{
    if (m_pending.isEmpty())
        return {};
    return {shown(std::exchange(m_pending, {}))};
}

} // namespace opsdeck
