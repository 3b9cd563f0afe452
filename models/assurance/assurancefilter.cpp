// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/assurancefilter.h"

#include "models/assurance/assuranceroles.h"

#include <algorithm>

namespace opsdeck {

void AssuranceFilter::setPlatform(const PlatformId &platform)
{
    m_platform = platform.toString();
    invalidateFilter();
}

void AssuranceFilter::setText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void AssuranceFilter::setOnlyOpen(bool only)
{
    m_onlyOpen = only;
    invalidateFilter();
}

bool AssuranceFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (!m_platform.isEmpty() && index.data(assurance::PlatformRole).toString() != m_platform)
        return false;
    if (m_onlyOpen && !index.data(assurance::OpenRole).toBool())
        return false;
    const QString text =
        m_words.isEmpty() ? QString() : index.data(assurance::SearchRole).toString();
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace opsdeck
