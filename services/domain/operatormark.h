// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace opsdeck {

/// What an operator may say of a service; stands beside its health and is never mixed in.
enum class OperatorMarkKind {
    Acknowledged, ///< somebody knows of the trouble and works on it; ends when it is well again
    Maintenance,  ///< it is being worked on, whatever it says now is expected
    Shelved,      ///< put aside until a time
};

struct OperatorMark
{
    OperatorMarkKind kind = OperatorMarkKind::Acknowledged;
    QString by;         ///< who said it
    qint64 sinceMs = 0; ///< UTC
    qint64 untilMs = 0; ///< UTC; 0: until the service is well again
    QString note;

    bool operator==(const OperatorMark &) const = default;
};

/// At most one of a kind.
using OperatorMarks = QList<OperatorMark>;

/// Null: none of that kind.
const OperatorMark *markOf(const OperatorMarks &marks, OperatorMarkKind kind);

/// Stable word of the audit log.
QString toWord(OperatorMarkKind kind);

} // namespace opsdeck
