// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/audit/auditchain.h"

#include <QJsonObject>
#include <QString>

namespace opsdeck {

/// How an export can be verified by another program; for `audit --help`.
QString auditExportHelp();
/// Writes every row of the record, oldest first, as JSON lines (`json`) or RFC 4180 (`csv`), to
/// `output`, or to standard output when it is empty. A record that is not there has no rows. Gives
/// the exit code: Ok, AuditBroken when the chain is (all rows are written all the same), Usage when
/// the output can't be written.
int exportAudit(const QString &record, const QString &format, const QString &output);
/// As in `audit list` and in an export.
QJsonObject auditJson(const AuditEntry &entry);

} // namespace opsdeck
