// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMap>
#include <QSet>
#include <QString>

namespace opsdeck {

/// One row of a table. A cell is a value, "NS" (the document does not say) or "none" (it says that
/// there is none).
class FactRow final
{
public:
    explicit FactRow(QMap<QString, QString> cells)
        : m_cells(std::move(cells))
    {}

    QString text(const QString &column) const { return m_cells.value(column); }

    /// The document does not say.
    bool isOpen(const QString &column) const { return text(column) == "NS"; }

    /// It says something, and not that there is none.
    bool hasValue(const QString &column) const;

    /// Follows from the document without being said in it.
    bool isImplied(const QString &column) const { return list("implied", ',').contains(column); }

    bool isDisputed(const QString &column) const { return list("disputed", ',').contains(column); }

    QStringList list(const QString &column, QChar between) const;
    /// The items of a list, without those of other environments: "a @dev; b" is "a", "b" in dev.
    QStringList itemsIn(const QString &column, const QString &environment) const;
    /// Whether some item is of this environment alone or of all.
    bool isSaidOf(const QString &column, const QString &environment) const;
    QSet<int> lines() const;

private:
    QMap<QString, QString> m_cells;
};

/// A table of facts/<platform>/: tab separated, the first line names the columns.
class FactTable final
{
public:
    static FactTable read(const QString &path);

    const QList<FactRow> &rows() const { return m_rows; }

    bool isRead() const { return m_isRead; } ///< it is there, and every row has all columns

    /// The first row with this text in the column, or null.
    const FactRow *find(const QString &column, const QString &text) const;

private:
    QList<FactRow> m_rows;
    bool m_isRead = false;
};

} // namespace opsdeck
