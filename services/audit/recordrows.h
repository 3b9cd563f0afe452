// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"
#include "services/domain/operatormarks.h"

namespace opsdeck {

/// Rows of a record, oldest first.
struct RecordRows
{
    QList<AuditEntry> entries;
    QString remark; ///< what of the record could not be read; empty: all could
};

/// What operators had said until a moment.
struct RecordedMarks
{
    MarkBook marks;
    QString remark; ///< of rows that may have said something until then; empty: all could be read
};

} // namespace opsdeck
