// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/runbooks/outputmodel.h"

namespace opsdeck {

void OutputModel::append(const QList<OutputLine> &lines)
{
    if (lines.isEmpty())
        return;
    const qsizetype skipped = std::max<qsizetype>(0, lines.size() - kMostLines);
    const auto added = static_cast<int>(lines.size() - skipped);
    const int surplus = std::max(0, rowCount() + added - kMostLines);
    if (surplus > 0) {
        beginRemoveRows({}, 0, surplus - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + surplus);
        endRemoveRows();
    }
    m_dropped += surplus + skipped;
    beginInsertRows({}, rowCount(), rowCount() + added - 1);
    m_lines.insert(m_lines.end(), lines.cbegin() + skipped, lines.cend());
    endInsertRows();
}

void OutputModel::clear()
{
    beginResetModel();
    m_lines.clear();
    m_dropped = 0;
    endResetModel();
}

int OutputModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant OutputModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OutputLine &line = m_lines.at(static_cast<size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return line.text;
    case TimeRole:
        return line.at.wallMs;
    case StepNumberRole:
        return line.step + 1;
    case IsErrorRole:
        return line.isError;
    default:
        return {};
    }
}

} // namespace opsdeck
