// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"

namespace opsdeck::expressions {

namespace {

Error atColumn(int column, const QString &what, const QString &advice, const QString &fault)
{
    const QString message =
        column > 0 ? Words::tr("Column %1: %2").arg(QString::number(column), what) : what;
    return Error{ErrorKind::Config, message, advice, {}, fault};
}

} // namespace

Error syntaxError(int column, const QString &what, const QString &advice)
{
    return atColumn(column, what, advice, kSyntaxFault);
}

Error typeError(int column, const QString &what, const QString &advice)
{
    return atColumn(column, what, advice, kTypeFault);
}

Error needsServer(int column, const QString &what)
{
    QString message = Words::tr("needs a Prometheus server: %1").arg(what);
    if (column > 0)
        message = Words::tr("%1 (column %2)").arg(message, QString::number(column));
    return Error{ErrorKind::Config,
                 message,
                 Words::tr("Ask a Prometheus server, or write it without that part."),
                 {},
                 kServerFault};
}

Error limitError(const QString &what, const QString &advice)
{
    return Error{ErrorKind::TooLarge, what, advice, {}, kLimitFault};
}

Error matchingError(const QString &what, const QString &advice)
{
    return Error{ErrorKind::Config, what, advice, {}, kMatchingFault};
}

Error argumentError(int column, const QString &what, const QString &advice)
{
    return atColumn(column, what, advice, kArgumentFault);
}

} // namespace opsdeck::expressions
