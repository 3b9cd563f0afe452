// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/samplecap.h"

namespace opsdeck {

void SampleCap::setCharted(const QHash<CheckKey, QSet<QString>> &charted)
{
    m_charted = charted;
    m_room.clear();
    m_taken = 0;
    m_told.clear();
}

std::optional<SampleCap::Cut> SampleCap::apply(CheckResult &result)
{
    if (result.samples.isEmpty())
        return std::nullopt;
    const QSet<QString> charted = m_charted.value(result.key);
    const qsizetype others =
        charted.isEmpty()
            ? result.samples.size()
            : std::count_if(result.samples.cbegin(), result.samples.cend(),
                            [&](const Sample &each) { return !charted.contains(each.metric); });
    qsizetype &room = m_room[result.key];
    const qsizetype ofAll = room + m_limits.ofAll - m_taken;
    const qsizetype kept = std::min({others, qsizetype(m_limits.ofCheck), ofAll});
    if (kept > room) {
        m_taken += kept - room;
        room = kept;
    }
    if (kept == others)
        return std::nullopt;
    qsizetype left = kept;
    result.samples.removeIf(
        [&](const Sample &each) { return !charted.contains(each.metric) && left-- <= 0; });
    if (m_told.contains(result.key))
        return std::nullopt;
    m_told.insert(result.key);
    return Cut{result.key, others, kept, ofAll < m_limits.ofCheck};
}

} // namespace opsdeck
