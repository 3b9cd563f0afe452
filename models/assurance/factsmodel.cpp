// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/factsmodel.h"

#include "models/documents/sourcewords.h"

namespace opsdeck {

FactsModel::FactsModel(StatusBoard &board, QObject *parent)
    : DocumentedRows(board,
                     {tr("Platform"), tr("Topic"), tr("Of"), tr("Fact"), tr("Value"), tr("Source")},
                     parent)
{
    rebuild();
}

void FactsModel::addRowsOf(int platform)
{
    const QList<DocumentedFact> facts = documentedFacts(workspace().platforms.at(platform));
    for (const DocumentedFact &fact : facts)
        add({platform, fact});
}

QString FactsModel::cell(int row, int column) const
{
    const DocumentedFact &fact = at(row).fact;
    switch (column) {
    case PlatformColumn:
        return platformOf(row).title;
    case TopicColumn:
        return fact.topic;
    case OfColumn:
        return fact.of.isEmpty() ? tr("the platform") : fact.of;
    case FactColumn:
        return fact.title;
    case ValueColumn:
        return valueText(fact.value, fact.source);
    case SourceColumn:
        return sourceText(fact.source, platformOf(row).contradictions);
    default:
        return {};
    }
}

DocumentedModel::Look FactsModel::look(int row, int column) const
{
    const DocumentedFact &fact = at(row).fact;
    Look look;
    if (column == OfColumn)
        look.caption = fact.environments.join(QStringLiteral(", "));
    look.isQuiet = (column == ValueColumn && fact.value.isEmpty())
                   || (column == OfColumn && fact.of.isEmpty());
    look.isStrong =
        column == TopicColumn
        || (column == SourceColumn && fact.source.basis == FactBasis::Disputed && isOpen(row));
    look.isGroup = column <= OfColumn;
    return look;
}

QString FactsModel::search(int row) const
{
    QStringList texts = at(row).fact.environments;
    for (int column = 0; column < Columns; ++column)
        texts << cell(row, column);
    return (texts << at(row).fact.source.note).join(QLatin1Char('\n'));
}

bool FactsModel::isOpen(int row) const
{
    return isDoubtful(at(row).fact.source, platformOf(row).contradictions);
}

QString FactsModel::detail(int row) const
{
    const DocumentedFact &fact = at(row).fact;
    const QString environments = fact.environments.join(QStringLiteral(", "));
    const QString of = cell(row, OfColumn);
    return tr("%1 of %2", "fact, of what")
               .arg(fact.title, environments.isEmpty() ? of : tr("%1 in %2").arg(of, environments))
           + QLatin1Char('\n') + cell(row, ValueColumn) + QLatin1Char('\n')
           + tr("Source: %1").arg(sourceSentence(fact.source, platformOf(row)));
}

} // namespace opsdeck
