// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/functions.h"

#include <QDateTime>

namespace opsdeck::expressions {

namespace {

double year(const QDateTime &utc)
{
    return utc.date().year();
}

double month(const QDateTime &utc)
{
    return utc.date().month();
}

double dayOfMonth(const QDateTime &utc)
{
    return utc.date().day();
}

double dayOfYear(const QDateTime &utc)
{
    return utc.date().dayOfYear();
}

/// Sunday is 0.
double dayOfWeek(const QDateTime &utc)
{
    return utc.date().dayOfWeek() % 7;
}

double daysInMonth(const QDateTime &utc)
{
    return utc.date().daysInMonth();
}

double hour(const QDateTime &utc)
{
    return utc.time().hour();
}

double minute(const QDateTime &utc)
{
    return utc.time().minute();
}

Function row(const char *name, DateFunction date)
{
    Function function;
    function.name = name;
    function.arguments = {ValueType::Vector};
    function.optional = 1;
    function.date = date;
    return function;
}

} // namespace

std::vector<Function> dateFunctions()
{
    return {row("year", year),
            row("month", month),
            row("day_of_month", dayOfMonth),
            row("day_of_year", dayOfYear),
            row("day_of_week", dayOfWeek),
            row("days_in_month", daysInMonth),
            row("hour", hour),
            row("minute", minute)};
}

} // namespace opsdeck::expressions
