// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/pageshape.h"

#include "services/probes/exposition/sampleline.h"

#include <algorithm>
#include <utility>

namespace opsdeck {

namespace {

constexpr qsizetype kMostSpare = 128 * 1024; ///< bytes

} // namespace

PageShape::PageShape(QByteArray filter)
    : m_filter(std::move(filter))
{}

Sample PageShape::sample(qsizetype line, double value) const
{
    QByteArrayView rest = text(line);
    skipSpaces(rest);
    const QByteArrayView name = takeName(rest, true);
    skipSpaces(rest);
    const qsizetype close = rest.lastIndexOf('}');
    const Labels labels = close > 0 ? labelsOf(rest.first(close).sliced(1)) : Labels();
    return {QString::fromLatin1(name), labels, value,
            kind(line) == Kind::Counter ? MetricType::Counter : MetricType::Gauge};
}

void PageShape::append(QByteArrayView text, Kind kind)
{
    // Doubling would hold twice a large page at its end.
    if (const qsizetype needed = m_text.size() + text.size(); needed > m_text.capacity())
        m_text.reserve(needed + std::min<qsizetype>(needed, kMostSpare));
    if (m_lines.size() == m_lines.capacity())
        m_lines.reserve(m_lines.size() + m_lines.size() / 16 + 64);
    m_lines.push_back({static_cast<quint32>(m_text.size()), static_cast<quint32>(text.size()),
                       static_cast<quint32>(kind)});
    m_text.append(text.data(), text.size());
    m_wanted += isWanted(kind) ? 1 : 0;
}

void PageShape::appendStart(const PageShape &other, qsizetype lines)
{
    for (qsizetype line = 0; line < lines; ++line)
        append(other.text(line), other.kind(line));
}

void PageShape::squeeze()
{
    m_lines.shrink_to_fit();
    m_text.squeeze();
}

qsizetype PageShape::memory() const
{
    return m_text.capacity() + static_cast<qsizetype>(m_lines.capacity() * sizeof(Line));
}

} // namespace opsdeck
