// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/problemsmodel.h"

namespace opsdeck {

void ProblemsModel::setProblems(const QList<ConfigProblem> &problems)
{
    if (problems == m_problems)
        return;
    beginResetModel();
    m_problems = problems;
    endResetModel();
}

QString ProblemsModel::copyText() const
{
    QStringList lines;
    for (const ConfigProblem &problem : m_problems)
        lines << problem.toString();
    return lines.join(QLatin1Char('\n'));
}

int ProblemsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

QVariant ProblemsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConfigProblem &problem = m_problems.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return problem.text;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return problem.toString();
    case PlaceRole:
        return problem.where.line > 0 ? QStringLiteral("%1:%2:%3")
                                            .arg(problem.where.file)
                                            .arg(problem.where.line)
                                            .arg(problem.where.column)
                                      : problem.where.file;
    case IsErrorRole:
        return problem.severity == ProblemSeverity::Error;
    default:
        return {};
    }
}

} // namespace opsdeck
