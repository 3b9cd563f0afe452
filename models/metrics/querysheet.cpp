// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/querysheet.h"

#include "models/metrics/unittext.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

void QuerySheet::ask(const Asked &asked)
{
    if (asked.expression.trimmed().isEmpty())
        return;
    if (m_state == State::Asked)
        Q_EMIT unwanted();
    m_asked = asked;
    ++m_id;
    // What was there is of another question.
    become(State::Asked, {}, {});
    Q_EMIT wanted(m_id, m_asked);
}

void QuerySheet::cancel()
{
    if (m_state != State::Asked)
        return;
    Q_EMIT unwanted();
    become(State::Cancelled, {}, {});
}

void QuerySheet::clear()
{
    if (m_state == State::Asked)
        Q_EMIT unwanted();
    if (m_state != State::Idle)
        become(State::Idle, {}, {});
}

void QuerySheet::become(State state, const Answer &answer, const Fault &fault)
{
    beginResetModel();
    m_state = state;
    m_answer = answer;
    m_fault = fault;
    endResetModel();
    Q_EMIT changed();
}

void QuerySheet::add(int id, const Answer &answer)
{
    if (m_state == State::Asked && id == m_id)
        become(State::Here, answer, {});
}

void QuerySheet::fail(int id, const Fault &fault)
{
    if (m_state == State::Asked && id == m_id)
        become(State::Failed, {}, fault);
}

int QuerySheet::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_answer.lines.size());
}

int QuerySheet::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QuerySheet::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_answer.lines.at(index.row());
    if (role == Qt::TextAlignmentRole && index.column() != NameColumn)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::ToolTipRole && index.column() == NameColumn)
        return line.name.toHtmlEscaped();
    if (role != Qt::DisplayRole)
        return {};
    const auto extreme = [&](bool isLowest) {
        double found = std::nan("");
        for (const QPointF &point : line.points) {
            if (std::isnan(found) || (isLowest ? point.y() < found : point.y() > found))
                found = point.y();
        }
        return unitText(found, Unit::None);
    };
    switch (index.column()) {
    case NameColumn:
        return line.name;
    case LastColumn:
        return unitText(line.points.isEmpty() ? std::nan("") : line.points.last().y(), Unit::None);
    case LowestColumn:
        return extreme(true);
    case HighestColumn:
        return extreme(false);
    default:
        return {};
    }
}

QVariant QuerySheet::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(
            (section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Series");
    case LastColumn:
        return tr("Last");
    case LowestColumn:
        return tr("Lowest");
    case HighestColumn:
        return tr("Highest");
    default:
        return {};
    }
}

} // namespace opsdeck
