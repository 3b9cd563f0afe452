// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/comparison.h"
#include "tests/platforms/wording.h"

namespace opsdeck {

namespace {

/// "for=525; recovery=implied; action=305-309 implied": name → where it comes from.
QMap<QString, QString> fieldsOf(const FactRow &row)
{
    QMap<QString, QString> fields;
    const QStringList items = row.list("fields", ';');
    for (const QString &item : items)
        fields.insert(item.section('=', 0, 0), item.section('=', 1));
    return fields;
}

QString textOf(const Source &source)
{
    QStringList parts{source.lines};
    if (source.basis != FactBasis::Stated)
        parts << toWord(source.basis);
    parts.removeAll(QString());
    return parts.join(' ');
}

} // namespace

void compareFields(const FactRow &row, const FieldSources &own, const RowDifferences &found)
{
    const QMap<QString, QString> fields = fieldsOf(row);
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        const QString said = own.contains(it.key()) ? textOf(own.value(it.key())) : QString();
        if (said.isEmpty())
            found.add("fields",
                      QString("'%1' has no source of its own, the row has %2").arg(it.key(), *it));
        else if (said != *it)
            found.add("fields", QString("'%1' comes from %2, not %3").arg(it.key(), said, *it));
    }
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        if (!fields.contains(it.key()) && it->basis != FactBasis::Ours)
            found.add("fields", QString("'%1' is said to come from %2, the row has nothing of it")
                                    .arg(it.key(), textOf(*it)));
    }
}

} // namespace opsdeck
