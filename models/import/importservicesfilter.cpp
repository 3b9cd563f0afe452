// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import/importservicesfilter.h"

#include "models/import/importservicesmodel.h"

namespace opsdeck {

void ImportServicesFilter::setText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void ImportServicesFilter::setOnlyDoubtful(bool only)
{
    m_onlyDoubtful = only;
    invalidateFilter();
}

bool ImportServicesFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto at = [&](int column) { return sourceModel()->index(row, column, parent); };
    if (m_onlyDoubtful && !at(0).data(ImportServicesModel::DoubtfulRole).toBool())
        return false;
    const QString text = at(ImportServicesModel::ServiceColumn).data().toString() + QLatin1Char(' ')
                         + at(ImportServicesModel::TechnologyColumn).data().toString()
                         + QLatin1Char(' ') + at(ImportServicesModel::KindColumn).data().toString();
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace opsdeck
