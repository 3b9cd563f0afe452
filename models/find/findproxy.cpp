// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/find/findproxy.h"

#include "models/find/findmodel.h"

namespace opsdeck {

FindProxy::FindProxy(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    sort(0);
}

void FindProxy::setText(const QString &text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidate();
}

bool FindProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const QString all = index.data(Qt::DisplayRole).toString() + QLatin1Char(' ')
                        + index.data(FindModel::WhereRole).toString();
    return std::all_of(m_words.cbegin(), m_words.cend(), [&](const QString &word) {
        return all.contains(word, Qt::CaseInsensitive);
    });
}

bool FindProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (!m_words.isEmpty()) {
        const auto begins = [&](const QModelIndex &index) {
            return index.data(Qt::DisplayRole)
                .toString()
                .startsWith(m_words.first(), Qt::CaseInsensitive);
        };
        if (begins(left) != begins(right))
            return begins(left);
    }
    return left.row() < right.row();
}

} // namespace opsdeck
