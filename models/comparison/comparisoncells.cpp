// SPDX-License-Identifier: GPL-3.0-or-later
// What the heads, names and cells of a comparison say.
#include "models/comparison/comparisonmodel.h"
#include "models/comparison/comparisonwords.h"

#include <algorithm>

namespace opsdeck {

namespace {

using State = ComparedValue::State;

bool isObserved(const ComparedValue &value)
{
    return value.state == State::Fresh || value.state == State::Stale
           || value.state == State::Expired;
}

} // namespace

QString ComparisonModel::headTitle(const Row &row) const
{
    return row.kind == Row::Section ? titleOf(sectionAt(row))
                                    : serviceTitle(m_compared.at(row.compared).service);
}

QVariant ComparisonModel::headData(const Row &row, int column, int role) const
{
    if (role == CountRole)
        return row.below;
    if (column != 0)
        return {};
    const QString caption = tr("%n fact(s)", nullptr, row.below);
    switch (role) {
    case Qt::DisplayRole:
        return headTitle(row);
    case CaptionRole:
        return caption;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(headTitle(row), caption);
    default:
        return {};
    }
}

QVariant ComparisonModel::nameData(const ComparedRow &row, int role) const
{
    QStringList beside;
    if (row.difference == Difference::Explained)
        beside << tr("explained: %1").arg(row.reason);
    else if (row.difference == Difference::OnlySome)
        beside << differenceText(row.difference);
    if (isHashed(row))
        beside << tr("value hashed");
    else if (!row.check.isEmpty())
        beside << row.checkTitle;
    switch (role) {
    case Qt::DisplayRole:
        return aspectText(row);
    case CaptionRole:
        return beside.join(QStringLiteral(", "));
    case Qt::AccessibleTextRole:
        return beside.isEmpty()
                   ? aspectText(row)
                   : tr("%1, %2").arg(aspectText(row), beside.join(QStringLiteral(", ")));
    default:
        return {};
    }
}

QVariant ComparisonModel::cellData(const ComparedRow &row, int column, int role) const
{
    const ComparedValue &value = row.values.at(column - 1);
    switch (role) {
    case Qt::DisplayRole:
        return valueText(row, value);
    case CaptionRole:
        return freshnessText(value);
    case StandsOutRole:
        return value.standsOut;
    case QuietRole:
        return value.state != State::Stated && value.state != State::Fresh;
    case StateRole:
        return static_cast<int>(value.state);
    case Qt::AccessibleTextRole: {
        QString text =
            tr("%1 in %2: %3", "aspect, environment, value")
                .arg(aspectText(row), m_columns.at(column - 1).toString(), valueText(row, value));
        if (!freshnessText(value).isEmpty())
            text += QStringLiteral(", ") + freshnessText(value);
        return value.standsOut ? tr("%1, differs").arg(text) : text;
    }
    default:
        return {};
    }
}

int ComparisonModel::oddIn(int column) const
{
    return static_cast<int>(
        std::count_if(m_compared.cbegin(), m_compared.cend(), [column](const ComparedRow &row) {
            return row.values.at(column).standsOut;
        }));
}

Milliseconds ComparisonModel::oldestIn(int column) const
{
    Milliseconds oldest(-1);
    for (const ComparedRow &row : m_compared) {
        if (isObserved(row.values.at(column)))
            oldest = std::max(oldest, row.values.at(column).age);
    }
    return oldest;
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (section == 0)
        return role == Qt::DisplayRole ? QVariant(tr("Fact")) : QVariant();
    const EnvironmentId &id = m_columns.at(section - 1);
    const Environment *environment =
        m_board.workspace() ? m_board.workspace()->environment({m_platform, id}) : nullptr;
    switch (role) {
    case Qt::DisplayRole:
        return id.toString();
    case EnvironmentRole:
        return QVariant::fromValue(id);
    case TierRole:
        return static_cast<int>(environment == nullptr ? Tier::Other : environment->tier);
    case CountRole:
        return oddIn(section - 1);
    case AgeRole:
        return QVariant::fromValue(oldestIn(section - 1));
    default:
        return {};
    }
}

} // namespace opsdeck
