// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/programsmodel.h"

namespace opsdeck {

namespace {

QString placeOf(const ProgramUse &program)
{
    return QStringLiteral("%1:%2:%3")
        .arg(program.where.file)
        .arg(program.where.line)
        .arg(program.where.column);
}

QString argumentLines(const ProgramUse &program)
{
    QStringList lines;
    for (qsizetype at = 0; at < program.argumentVector.size(); ++at)
        lines << QStringLiteral("%1  %2").arg(at).arg(shownArgument(program.argumentVector.at(at)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

void ProgramsModel::setPrograms(const QList<ProgramUse> &programs)
{
    beginResetModel();
    m_programs = programs;
    endResetModel();
}

int ProgramsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_programs.size());
}

QVariant ProgramsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProgramUse &program = m_programs.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return argumentLines(program);
    case Qt::AccessibleTextRole:
        return tr("%1, at %2, %3")
            .arg(program.argumentVector.join(QLatin1Char(' ')), placeOf(program),
                 index.data(FactsRole).toStringList().join(QStringLiteral(", ")));
    case PlaceRole:
        return placeOf(program);
    case ArgumentsRole:
        return program.argumentVector;
    case FactsRole:
        return QStringList{tr("for %1").arg(runnersText(program))} + program.facts;
    default:
        return {};
    }
}

} // namespace opsdeck
