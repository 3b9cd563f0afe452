// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace opsdeck {

/// One thing in which a definition and a table of its document differ.
struct Difference
{
    QString table; ///< "services"
    QString row;   ///< what names the row: "redis", "OC-C1", "api -> redis"
    QString what;  ///< column, or "missing"
    QString text;

    QString toString() const { return QString("%1: %2: %3: %4").arg(table, row, what, text); }

    bool operator==(const Difference &) const = default;
};

class Differences final
{
public:
    /// Once each: what several environments share is told once.
    void add(const QString &table, const QString &row, const QString &what, const QString &text)
    {
        const Difference difference{table, row, what, text};
        if (!m_list.contains(difference))
            m_list.append(difference);
    }

    const QList<Difference> &list() const { return m_list; }

    QStringList texts() const
    {
        QStringList texts;
        for (const Difference &difference : m_list)
            texts << difference.toString();
        return texts;
    }

private:
    QList<Difference> m_list;
};

/// Adds to one row of one table.
class RowDifferences final
{
public:
    RowDifferences(Differences &all, QString table, QString row)
        : m_all(all)
        , m_table(std::move(table))
        , m_row(std::move(row))
    {}

    void add(const QString &what, const QString &text) const
    {
        m_all.add(m_table, m_row, what, text);
    }

    void missing(const QString &text) const { add("missing", text); }

private:
    Differences &m_all;
    QString m_table;
    QString m_row;
};

} // namespace opsdeck
