// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/redactor.h"

#include "services/base/cleantext.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestPending = 64 * 1024;
constexpr int kLongestLine = 4000;
constexpr std::size_t kShortestSecret = 4; ///< shorter ones would mask half of every text

const QByteArray kMask =
    QByteArrayLiteral("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");

/// What base64 makes of the bytes wherever they stand in what is coded: without the characters that
/// hold bits of what stands before or behind. Three, one for each place among three bytes.
QByteArrayList codedAnywhere(const QByteArray &raw, QByteArray::Base64Options options)
{
    constexpr qsizetype kShortestCore = 6; // shorter ones are found in plain words
    QByteArrayList cores;
    for (qsizetype before = 0; before < 3; ++before) {
        QByteArray padded;
        padded.reserve(before + raw.size()); // growing would leave pieces behind
        padded.append(before, '\0').append(raw);
        QByteArray coded = padded.toBase64(options | QByteArray::OmitTrailingEquals);
        const qsizetype from = (before * 8 + 5) / 6;
        const qsizetype to = padded.size() * 8 / 6;
        if (to - from >= kShortestCore)
            cores.append(coded.mid(from, to - from));
        wipe(coded);
        wipe(padded);
    }
    return cores;
}

/// The bytes as they stand between quotes, or in a password file, with an escape before each of
/// `special`.
QByteArray escaped(const QByteArray &raw, const char *special, const char *escape)
{
    QByteArray result;
    result.reserve(
        raw.size()
        * static_cast<qsizetype>(1 + std::strlen(escape))); // growing would leave pieces behind
    for (const char c : raw) {
        if (std::strchr(special, c) != nullptr)
            result += escape;
        result += c;
    }
    return result;
}

} // namespace

void OutputLines::hide(const Secret &secret)
{
    QByteArray raw(secret.data(), static_cast<qsizetype>(secret.size()));
    QByteArrayList forms{
        raw,
        raw.toBase64(),
        raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
        raw.toPercentEncoding(),
        raw.toPercentEncoding().toLower(),
        raw.toHex(),
        raw.toHex().toUpper(),
        escaped(raw, ":\\", "\\"),
        escaped(raw, "\"\\", "\\"),
        escaped(raw, "'", "'\\'")};
    forms += codedAnywhere(raw, QByteArray::Base64Encoding);
    forms += codedAnywhere(raw, QByteArray::Base64UrlEncoding);
    forms += raw.split('\n');
    for (const QByteArray &form : std::as_const(forms)) {
        const Secret each(form);
        const auto same = [&each](const Secret &known) {
            return known.size() == each.size() && known.equals(each);
        };
        if (each.size() >= kShortestSecret
            && std::none_of(m_secrets.cbegin(), m_secrets.cend(), same))
            m_secrets.append(each);
    }
    // Not before: some of them share their bytes.
    for (QByteArray &form : forms)
        wipe(form);
    wipe(raw);
    std::sort(m_secrets.begin(), m_secrets.end(),
              [](const Secret &a, const Secret &b) { return a.size() > b.size(); });
}

QByteArray OutputLines::masked(QByteArray bytes) const
{
    for (const Secret &secret : m_secrets)
        bytes.replace(QByteArray::fromRawData(secret.data(), static_cast<qsizetype>(secret.size())),
                      kMask);
    return bytes;
}

QString OutputLines::shown(const QByteArray &line) const
{
    QString text = cleanText(QString::fromUtf8(masked(line)), std::numeric_limits<int>::max());
    // What was removed may have stood in the middle of a secret.
    if (!m_secrets.isEmpty())
        text = QString::fromUtf8(masked(text.toUtf8()));
    return cleanText(text, kLongestLine);
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
        // A secret may lie across the cut: keep more back than the longest one is long.
        const std::size_t longest = m_secrets.isEmpty() ? 0 : m_secrets.constFirst().size();
        const QByteArray known = masked(std::exchange(m_pending, {}));
        const qsizetype keep =
            std::min<qsizetype>(known.size(), static_cast<qsizetype>(2 * longest));
        lines << shown(known.left(known.size() - keep));
        m_pending = known.right(keep);
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
