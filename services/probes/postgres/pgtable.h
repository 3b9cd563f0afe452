// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/pgconnection.h"

namespace opsdeck {

/// An answer by the names of its columns. What is absent, NULL or of another form is nothing.
class PgTable final
{
public:
    PgTable() = default;

    explicit PgTable(PgAnswer answer)
        : m_answer(std::move(answer))
    {}

    qsizetype size() const { return m_answer.rows.size(); }

    bool has(const char *column) const { return m_answer.columns.contains(QLatin1String(column)); }

    /// Cleaned and cut to `limit`.
    QString text(qsizetype row, const char *column, int limit = 120) const;
    /// Never NaN or infinite.
    std::optional<double> number(qsizetype row, const char *column) const;

    bool flag(qsizetype row, const char *column) const; ///< 't', "1"

    double numberOr(qsizetype row, const char *column, double otherwise = 0) const
    {
        return number(row, column).value_or(otherwise);
    }

private:
    std::optional<QByteArray> value(qsizetype row, const char *column) const;

    PgAnswer m_answer;
};

} // namespace opsdeck
