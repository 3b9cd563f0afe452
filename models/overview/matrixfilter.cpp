// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixfilter.h"

#include <utility>

namespace opsdeck {

MatrixFilter::MatrixFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    // A row comes and goes with its state; the model tells of its group's head in the same breath.
    setDynamicSortFilter(true);
}

void MatrixFilter::setSourceModel(QAbstractItemModel *model)
{
    QSortFilterProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::dataChanged, this, &MatrixFilter::follow);
}

/// One row's trouble opens its whole group.
void MatrixFilter::follow(const QModelIndex &, const QModelIndex &, const QList<int> &roles)
{
    if (m_folding && roles.contains(MatrixModel::IsAbnormalRole))
        invalidateRowsFilter();
}

void MatrixFilter::setFolding(bool folding)
{
    if (std::exchange(m_folding, folding) != folding)
        invalidateRowsFilter();
}

void MatrixFilter::toggle(const QModelIndex &head)
{
    if (head.data(MatrixModel::FoldRole).toInt() == MatrixModel::Fixed)
        return;
    const QString layer = head.siblingAtColumn(0).data(MatrixModel::LayerRole).toString();
    if (!m_opened.remove(layer))
        m_opened.insert(layer);
    invalidateRowsFilter();
    Q_EMIT dataChanged(head.siblingAtColumn(0), head.siblingAtColumn(columnCount() - 1),
                       {MatrixModel::FoldRole});
}

void MatrixFilter::keepOpen(const ServiceId &service)
{
    if (std::exchange(m_kept, service) != service && m_folding)
        invalidateRowsFilter();
}

MatrixModel::Fold MatrixFilter::foldOf(int head) const
{
    const QModelIndex index = sourceModel()->index(head, 0);
    if (!m_folding || isFiltering() || index.data(MatrixModel::IsAbnormalRole).toBool())
        return MatrixModel::Fixed;
    for (int below = head + 1; below < sourceModel()->rowCount() && !m_kept.isEmpty(); ++below) {
        const QModelIndex row = sourceModel()->index(below, 0);
        if (row.data(MatrixModel::IsGroupRole).toBool())
            break;
        if (row.data(MatrixModel::KeyRole).value<ServiceKey>().service == m_kept)
            return MatrixModel::Fixed;
    }
    return m_opened.contains(index.data(MatrixModel::LayerRole).toString()) ? MatrixModel::Open
                                                                            : MatrixModel::Folded;
}

QVariant MatrixFilter::data(const QModelIndex &index, int role) const
{
    const bool isMine =
        role == MatrixModel::FoldRole || (role == Qt::AccessibleTextRole && index.column() == 0);
    if (!isMine || !index.isValid()
        || !QSortFilterProxyModel::data(index, MatrixModel::IsGroupRole).toBool())
        return QSortFilterProxyModel::data(index, role);
    const MatrixModel::Fold fold = foldOf(mapToSource(index).row());
    if (role == MatrixModel::FoldRole)
        return fold;
    const QString name = QSortFilterProxyModel::data(index, role).toString();
    return fold == MatrixModel::Folded ? tr("%1, folded: all is OK").arg(name) : name;
}

Qt::ItemFlags MatrixFilter::flags(const QModelIndex &index) const
{
    const bool canFold = index.isValid() && index.data(MatrixModel::IsGroupRole).toBool()
                         && index.data(MatrixModel::FoldRole).toInt() != MatrixModel::Fixed;
    return canFold ? Qt::ItemIsEnabled | Qt::ItemNeverHasChildren
                   : QSortFilterProxyModel::flags(index);
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
    return m_text.isEmpty()
           || index.data(Qt::DisplayRole).toString().contains(m_text, Qt::CaseInsensitive)
           || index.data(MatrixModel::CaptionRole).toString().contains(m_text, Qt::CaseInsensitive);
}

bool MatrixFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (parent.isValid())
        return true;
    const auto isHead = [this](int number) {
        return sourceModel()->index(number, 0).data(MatrixModel::IsGroupRole).toBool();
    };
    if (!isFiltering()) {
        int head = row;
        while (head >= 0 && !isHead(head))
            --head;
        return head == row || head < 0 || foldOf(head) != MatrixModel::Folded;
    }
    if (!isHead(row))
        return acceptsService(row);
    for (int below = row + 1; below < sourceModel()->rowCount() && !isHead(below); ++below) {
        if (acceptsService(below))
            return true;
    }
    return false;
}

} // namespace opsdeck
