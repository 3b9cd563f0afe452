// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/documentedmodel.h"

namespace opsdeck {

DocumentedModel::DocumentedModel(StatusBoard &board, const QStringList &headers, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
    , m_headers(headers)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &DocumentedModel::rebuild);
}

void DocumentedModel::rebuild()
{
    beginResetModel();
    clear();
    m_workspace = m_board.workspace();
    for (int i = 0; m_workspace && i < m_workspace->platforms.size(); ++i)
        addRowsOf(i);
    endResetModel();
}

int DocumentedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QString DocumentedModel::spoken(int row, int column) const
{
    return tr("%1: %2", "column, text").arg(m_headers.at(column), cell(row, column));
}

QVariant DocumentedModel::own(int row, int role) const
{
    Q_UNUSED(row)
    Q_UNUSED(role)
    return {};
}

QVariant DocumentedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, column);
    case Qt::AccessibleTextRole:
        return spoken(row, column);
    case assurance::PlatformRole:
        return platformOf(row).id.toString();
    case assurance::SearchRole:
        return search(row);
    case assurance::OpenRole:
        return isOpen(row);
    case assurance::DetailRole:
        return detail(row);
    case assurance::CaptionRole:
        return look(row, column).caption;
    case assurance::QuietRole:
        return look(row, column).isQuiet;
    case assurance::StrongRole:
        return look(row, column).isStrong;
    case assurance::FigureRole:
        return look(row, column).isFigure;
    case assurance::GroupRole:
        return look(row, column).isGroup;
    case assurance::ShareRole: {
        const auto share = look(row, column).share;
        return share ? QVariant(*share) : QVariant();
    }
    case assurance::TierRole: {
        const auto tier = look(row, column).tier;
        return tier ? QVariant(static_cast<int>(*tier)) : QVariant();
    }
    default:
        return own(row, role);
    }
}

QVariant DocumentedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && role == Qt::DisplayRole
               ? QVariant(m_headers.value(section))
               : QVariant();
}

} // namespace opsdeck
