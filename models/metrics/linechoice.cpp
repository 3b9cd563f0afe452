// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/linechoice.h"

#include <algorithm>

namespace opsdeck {

void LineChoice::isolate(const QString &label)
{
    const QSet<QString> only{label};
    if (m_isOnly && m_labels == only) {
        showAll();
        return;
    }
    m_isOnly = true;
    m_labels = only;
}

void LineChoice::toggle(const QString &label, const QStringList &all)
{
    if (isAll())
        m_isOnly = false;
    if (!m_labels.remove(label))
        m_labels.insert(label);
    const auto isShown = [this](const QString &each) { return shows(each); };
    if (std::none_of(all.cbegin(), all.cend(), isShown)
        || std::all_of(all.cbegin(), all.cend(), isShown))
        showAll();
}

} // namespace opsdeck
