// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QCoreApplication>

namespace opsdeck::expressions {

/// The one translation context of the words of expressions.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Expressions)
};

// What went wrong, as Error::fault:
inline const QString kSyntaxFault = QStringLiteral("syntax"); ///< the text is no expression
inline const QString kTypeFault = QStringLiteral("type");     ///< a part is not of the type wanted
/// An expression that a Prometheus server understands and this does not.
inline const QString kServerFault = QStringLiteral("needs-server");
inline const QString kLimitFault = QStringLiteral("limit"); ///< passes one of Limits
/// Series do not pair one to one, or two results would have the same labels.
inline const QString kMatchingFault = QStringLiteral("matching");
inline const QString kArgumentFault = QStringLiteral("argument"); ///< a value that cannot be worked
                                                                  ///< with

// Columns count characters from 1; 0 where there is none to name.
Error syntaxError(int column, const QString &what, const QString &advice = {});
Error typeError(int column, const QString &what, const QString &advice = {});
Error needsServer(int column, const QString &what);
Error limitError(const QString &what, const QString &advice);
Error matchingError(const QString &what, const QString &advice);
Error argumentError(int column, const QString &what, const QString &advice = {});

/// The column that an error of an expression names, ours or a Prometheus server's of its first
/// line; 0: none.
int columnIn(const Error &error);

} // namespace opsdeck::expressions
