// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonfilter.h"

#include "models/comparison/comparisonmodel.h"

#include <algorithm>

namespace opsdeck {

ComparisonFilter::ComparisonFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    for (int i = 0; i <= static_cast<int>(ComparisonSection::OwnTexts); ++i) {
        if (isFoldedAtFirst(static_cast<ComparisonSection>(i)))
            m_folded.insert(i);
    }
}

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

void ComparisonFilter::setFolded(ComparisonSection section, bool folded)
{
    if (folded)
        m_folded.insert(static_cast<int>(section));
    else
        m_folded.remove(static_cast<int>(section));
    invalidateFilter();
    for (int row = 0; row < rowCount(); ++row) {
        if (index(row, 0).data(ComparisonModel::IsSectionRole).toBool())
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
}

bool ComparisonFilter::toggle(const QModelIndex &index)
{
    if (index.data(ComparisonModel::FoldRole).toInt() == ComparisonModel::Fixed)
        return false;
    const int section = index.data(ComparisonModel::SectionRole).toInt();
    setFolded(static_cast<ComparisonSection>(section), !m_folded.contains(section));
    return true;
}

QVariant ComparisonFilter::data(const QModelIndex &index, int role) const
{
    if (role != ComparisonModel::FoldRole)
        return QSortFilterProxyModel::data(index, role);
    const QModelIndex source = mapToSource(index);
    if (!source.data(ComparisonModel::IsSectionRole).toBool() || !m_words.isEmpty())
        return ComparisonModel::Fixed;
    return isFolded(source) ? ComparisonModel::Folded : ComparisonModel::Open;
}

bool ComparisonFilter::isFolded(const QModelIndex &source) const
{
    // What somebody looks for is shown wherever it is.
    return m_words.isEmpty()
           && m_folded.contains(source.data(ComparisonModel::SectionRole).toInt());
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
    const bool isSection = own.data(ComparisonModel::IsSectionRole).toBool();
    if (!isSection && isFolded(own))
        return false;
    if (!own.data(ComparisonModel::IsHeadRole).toBool())
        return accepts(own);
    for (int below = row + 1; below < sourceModel()->rowCount(parent); ++below) {
        const QModelIndex index = sourceModel()->index(below, 0, parent);
        const bool isHead = index.data(ComparisonModel::IsHeadRole).toBool();
        const bool isNext =
            isHead && (!isSection || index.data(ComparisonModel::IsSectionRole).toBool());
        if (isNext)
            return false;
        if (!isHead && accepts(index))
            return true;
    }
    return false;
}

} // namespace opsdeck
