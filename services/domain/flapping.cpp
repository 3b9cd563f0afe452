// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/flapping.h"

namespace opsdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto kShortTime = 60s;
constexpr int kChangesInShortTime = 3;
constexpr int kChangesToStayFast = 2;
constexpr int kResults = 20;
constexpr int kChangesToBegin = 5;
constexpr int kChangesToStay = 4;

} // namespace

void Flapping::take(bool hasChanged, const Instant &at)
{
    m_changes.append(hasChanged);
    if (m_changes.size() > kResults)
        m_changes.removeFirst();
    if (hasChanged)
        m_recently.append(at);
    m_recently.removeIf([&](const Instant &change) { return change.ageAt(at) > kShortTime; });
    // More than these decide nothing.
    while (m_recently.size() > kChangesInShortTime)
        m_recently.removeFirst();

    const bool isFast =
        m_recently.size() >= (m_isActive ? kChangesToStayFast : kChangesInShortTime);
    const bool isActive = isFast || changes() >= (m_isActive ? kChangesToStay : kChangesToBegin);
    if (isActive && !m_isActive)
        m_since = at;
    m_isActive = isActive;
}

bool Flapping::isOften() const
{
    return changes() >= kChangesToBegin;
}

} // namespace opsdeck
