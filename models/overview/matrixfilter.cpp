// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfilter.h"

#include "models/overview/matrixmodel.h"

namespace opsdeck {

MatrixFilter::MatrixFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    // A row comes and goes with its state; the model tells of its group's head in the same breath.
    setDynamicSortFilter(true);
}

void MatrixFilter::setOnlyAbnormal(bool only)
{
    m_onlyAbnormal = only;
    invalidateFilter();
}

void MatrixFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool MatrixFilter::acceptsService(int row) const
{
    const QModelIndex index = sourceModel()->index(row, 0);
    if (m_onlyAbnormal && !index.data(MatrixModel::IsAbnormalRole).toBool())
        return false;
    return m_text.isEmpty() || index.data(Qt::DisplayRole).toString().contains(m_text, Qt::CaseInsensitive)
        || index.data(MatrixModel::CaptionRole).toString().contains(m_text, Qt::CaseInsensitive);
}

bool MatrixFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (parent.isValid() || !isFiltering())
        return true;
    if (!sourceModel()->index(row, 0).data(MatrixModel::IsGroupRole).toBool())
        return acceptsService(row);
    for (int below = row + 1; below < sourceModel()->rowCount() && !sourceModel()->index(below, 0).data(MatrixModel::IsGroupRole).toBool(); ++below) {
        if (acceptsService(below))
            return true;
    }
    return false;
}

} // namespace opsdeck
