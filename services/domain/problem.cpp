// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/problem.h"

namespace opsdeck {

QString ConfigProblem::toString() const
{
    const QString word =
        severity == ProblemSeverity::Error ? QStringLiteral("error") : QStringLiteral("warning");
    return QStringLiteral("%1:%2:%3: %4: %5")
        .arg(where.file, QString::number(where.line), QString::number(where.column), word, text);
}

} // namespace opsdeck
