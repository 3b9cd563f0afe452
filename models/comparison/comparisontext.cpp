// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisontext.h"

#include "models/comparison/comparisonmodel.h"
#include "models/comparison/comparisonwords.h"
#include "services/domain/csv.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Comparison)
};

QString oneLine(const QModelIndex &index)
{
    const QString caption = index.data(ComparisonModel::CaptionRole).toString();
    const QString text = index.data().toString().simplified();
    return caption.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, caption);
}

QString markdownCell(const QModelIndex &index)
{
    QString text = oneLine(index);
    for (const QChar special : QStringLiteral("\\|`*_<>[]"))
        text.replace(special, QLatin1Char('\\') + QString(special));
    return index.data(ComparisonModel::StandsOutRole).toBool()
               ? QChar(0x2260) + QStringLiteral(" **%1**").arg(text)
               : text;
}

QStringList columnTexts(const QAbstractItemModel &model)
{
    QStringList texts;
    for (int column = 1; column < model.columnCount(); ++column)
        texts << model.headerData(column, Qt::Horizontal).toString();
    return texts;
}

} // namespace

QString comparisonMarkdown(const QAbstractItemModel &model, const QString &title)
{
    QString text = QStringLiteral("# %1\n").arg(title);
    const QStringList environments = columnTexts(model);
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex first = model.index(row, 0);
        if (first.data(ComparisonModel::IsSectionRole).toBool()) {
            text += QStringLiteral("\n## %1 (%2)\n")
                        .arg(first.data().toString(),
                             first.data(ComparisonModel::CaptionRole).toString());
            continue;
        }
        if (first.data(ComparisonModel::IsHeadRole).toBool()) {
            text += QStringLiteral("\n### %1\n\n| %2 | %3 |\n|%4\n")
                        .arg(first.data().toString(), Words::tr("Fact"),
                             environments.join(QStringLiteral(" | ")),
                             QStringLiteral(" --- |").repeated(environments.size() + 1));
            continue;
        }
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << markdownCell(model.index(row, column));
        text += QStringLiteral("| %1 |\n").arg(cells.join(QStringLiteral(" | ")));
    }
    return text;
}

QString comparisonCsv(const QAbstractItemModel &model)
{
    const auto line = [](const QStringList &cells) {
        QStringList quoted;
        for (const QString &cell : cells)
            quoted << csvCell(cell);
        return quoted.join(QLatin1Char(',')) + QStringLiteral("\r\n");
    };
    QString text = line(QStringList{QStringLiteral("service"), QStringLiteral("fact"),
                                    QStringLiteral("difference"), QStringLiteral("reason")}
                        + columnTexts(model));
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex first = model.index(row, 0);
        if (first.data(ComparisonModel::IsHeadRole).toBool())
            continue;
        const auto service = first.data(ComparisonModel::ServiceRole).value<ServiceKey>();
        QStringList cells{
            service.service.toString(), first.data().toString(),
            toWord(static_cast<Difference>(first.data(ComparisonModel::DifferenceRole).toInt())),
            first.data(ComparisonModel::ReasonRole).toString()};
        for (int column = 1; column < model.columnCount(); ++column)
            cells << oneLine(model.index(row, column));
        text += line(cells);
    }
    return text;
}

} // namespace opsdeck
