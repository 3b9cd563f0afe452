// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgtable.h"

#include "services/base/cleantext.h"

#include <cmath>

namespace opsdeck {

std::optional<QByteArray> PgTable::value(qsizetype row, const char *column) const
{
    const qsizetype index = m_answer.columns.indexOf(QLatin1String(column));
    if (index < 0 || row < 0 || row >= m_answer.rows.size())
        return std::nullopt;
    return m_answer.rows.at(row).value(index);
}

QString PgTable::text(qsizetype row, const char *column, int limit) const
{
    return cleanText(value(row, column).value_or(QByteArray()), limit);
}

std::optional<double> PgTable::number(qsizetype row, const char *column) const
{
    const std::optional<QByteArray> bytes = value(row, column);
    bool isNumber = false;
    const double number = bytes ? bytes->trimmed().toDouble(&isNumber) : 0;
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

bool PgTable::flag(qsizetype row, const char *column) const
{
    const QByteArray bytes = value(row, column).value_or(QByteArray());
    return bytes == "t" || bytes == "1" || bytes == "true" || bytes == "on" || bytes == "yes";
}

} // namespace opsdeck
