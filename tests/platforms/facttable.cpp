// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/facttable.h"

#include "tests/platforms/wording.h"

#include <QFile>

#include <algorithm>

namespace opsdeck {

bool FactRow::hasValue(const QString &column) const
{
    const QString value = text(column);
    return !value.isEmpty() && value != "NS" && value != "none";
}

QStringList FactRow::list(const QString &column, QChar between) const
{
    QStringList items = text(column).split(between, Qt::SkipEmptyParts);
    for (QString &item : items)
        item = item.trimmed();
    return items;
}

QStringList FactRow::itemsIn(const QString &column, const QString &environment) const
{
    QStringList here;
    const QStringList items = hasValue(column) ? list(column, ';') : QStringList();
    for (const QString &item : items) {
        const QString of = item.section(" @", 1);
        if (of.isEmpty() || of == environment)
            here << item.section(" @", 0, 0).trimmed();
    }
    return here;
}

bool FactRow::isSaidOf(const QString &column, const QString &environment) const
{
    return !itemsIn(column, environment).isEmpty();
}

QSet<int> FactRow::lines() const
{
    return wording::lineNumbers(text("lines"));
}

FactTable FactTable::read(const QString &path)
{
    FactTable table;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return table;
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    const QStringList columns = lines.value(0).split('\t');
    table.m_isRead = columns.size() > 1;
    for (const QString &line : lines.mid(1)) {
        const QStringList cells = line.split('\t');
        table.m_isRead &= cells.size() == columns.size();
        QMap<QString, QString> row;
        for (qsizetype i = 0; i < columns.size(); ++i)
            row.insert(columns.at(i), cells.value(i));
        table.m_rows.append(FactRow(row));
    }
    return table;
}

const FactRow *FactTable::find(const QString &column, const QString &text) const
{
    const auto row = std::find_if(m_rows.cbegin(), m_rows.cend(),
                                  [&](const FactRow &each) { return each.text(column) == text; });
    return row == m_rows.cend() ? nullptr : &*row;
}

} // namespace opsdeck
