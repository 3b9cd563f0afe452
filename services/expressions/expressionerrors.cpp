// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expressionerrors.h"

#include <QRegularExpression>

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

int columnIn(const Error &error)
{
    static const QRegularExpression served(QStringLiteral("\\b1:(\\d+): parse error"));
    const auto column = [&error](const QRegularExpression &pattern) {
        return pattern.match(error.message).captured(1).toInt();
    };
    if (const int told = column(served); told > 0)
        return told;
    // As the words above put it, in whatever language.
    for (const QString &form :
         {Words::tr("Column %1: %2").arg(QStringLiteral("\x01"), QStringLiteral("\x02")),
          Words::tr("%1 (column %2)").arg(QStringLiteral("\x02"), QStringLiteral("\x01"))}) {
        QString pattern = QRegularExpression::escape(form);
        pattern.replace(QRegularExpression::escape(QStringLiteral("\x01")),
                        QStringLiteral("(\\d+)"));
        pattern.replace(QRegularExpression::escape(QStringLiteral("\x02")), QStringLiteral(".*"));
        if (const int told = column(QRegularExpression(pattern)); told > 0)
            return told;
    }
    return 0;
}

} // namespace opsdeck::expressions
