// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/factsmodel.h"

#include "models/documents/sourcewords.h"

namespace opsdeck {

FactsModel::FactsModel(StatusBoard &board, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &FactsModel::rebuild);
    rebuild();
}

void FactsModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    m_workspace = m_board.workspace();
    for (int i = 0; m_workspace && i < m_workspace->platforms.size(); ++i) {
        const QList<DocumentedFact> facts = documentedFacts(m_workspace->platforms.at(i));
        for (const DocumentedFact &fact : facts)
            m_rows.append({i, fact});
    }
    endResetModel();
}

const Platform &FactsModel::platformOf(const Row &row) const
{
    return m_workspace->platforms.at(row.platform);
}

int FactsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FactsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString FactsModel::cell(const Row &row, int column) const
{
    switch (column) {
    case PlatformColumn:
        return platformOf(row).title;
    case TopicColumn:
        return row.fact.topic;
    case OfColumn:
        return row.fact.of.isEmpty() ? tr("the platform") : row.fact.of;
    case FactColumn:
        return row.fact.title;
    case ValueColumn:
        return valueText(row.fact.value, row.fact.source);
    case SourceColumn:
        return sourceText(row.fact.source, platformOf(row).contradictions);
    default:
        return {};
    }
}

QString FactsModel::detail(const Row &row) const
{
    const QString environments = row.fact.environments.join(QStringLiteral(", "));
    const QString of = cell(row, OfColumn);
    return tr("%1 of %2", "fact, of what")
               .arg(row.fact.title,
                    environments.isEmpty() ? of : tr("%1 in %2").arg(of, environments))
           + QLatin1Char('\n') + cell(row, ValueColumn) + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(row.fact.source, platformOf(row)));
}

QVariant FactsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const Platform &platform = platformOf(row);
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, column);
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "column, text")
            .arg(headerData(column, Qt::Horizontal).toString(), cell(row, column));
    case assurance::PlatformRole:
        return platform.id.toString();
    case assurance::SearchRole: {
        QStringList texts = row.fact.environments;
        for (int each = 0; each < Columns; ++each)
            texts << cell(row, each);
        return (texts << row.fact.source.note).join(QLatin1Char('\n'));
    }
    case assurance::OpenRole:
        return isDoubtful(row.fact.source, platform.contradictions);
    case assurance::DetailRole:
        return detail(row);
    case assurance::CaptionRole:
        return column == OfColumn ? row.fact.environments.join(QStringLiteral(", ")) : QString();
    case assurance::QuietRole:
        return (column == ValueColumn && row.fact.value.isEmpty())
               || (column == OfColumn && row.fact.of.isEmpty());
    case assurance::StrongRole:
        return column == TopicColumn
               || (column == SourceColumn && row.fact.source.basis == FactBasis::Disputed
                   && isDoubtful(row.fact.source, platform.contradictions));
    case assurance::GroupRole:
        return column <= OfColumn;
    default:
        return {};
    }
}

QVariant FactsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlatformColumn:
        return tr("Platform");
    case TopicColumn:
        return tr("Topic");
    case OfColumn:
        return tr("Of");
    case FactColumn:
        return tr("Fact");
    case ValueColumn:
        return tr("Value");
    case SourceColumn:
        return tr("Source");
    default:
        return {};
    }
}

} // namespace opsdeck
