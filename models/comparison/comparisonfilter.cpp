// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonfilter.h"

#include "models/comparison/comparisonmodel.h"

#include <algorithm>

namespace opsdeck {

void ComparisonFilter::setText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void ComparisonFilter::setOnlyTelling(bool only)
{
    m_onlyTelling = only;
    invalidateFilter();
}

bool ComparisonFilter::accepts(const QModelIndex &index) const
{
    if (m_onlyTelling && !index.data(ComparisonModel::TellingRole).toBool())
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = index.data(ComparisonModel::SearchRole).toString();
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

bool ComparisonFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex own = sourceModel()->index(row, 0, parent);
    if (!own.data(ComparisonModel::IsHeadRole).toBool())
        return accepts(own);
    for (int below = row + 1; below < sourceModel()->rowCount(parent); ++below) {
        const QModelIndex index = sourceModel()->index(below, 0, parent);
        if (index.data(ComparisonModel::IsHeadRole).toBool())
            return false;
        if (accepts(index))
            return true;
    }
    return false;
}

} // namespace opsdeck
