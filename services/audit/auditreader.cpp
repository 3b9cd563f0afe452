// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/auditreader.h"

#include "services/storage/sqlitefile.h"

#include <QCoreApplication>
#include <QSqlError>

namespace opsdeck {

Result<AuditVerdict> readAudit(const QString &path,
                               const std::function<bool(const AuditRow &)> &each)
{
    SqliteFile file;
    if (auto ready = file.open(path, SqliteFile::Durability::Full); !ready)
        return failure(ready.error());
    ChainCheck chain(AuditHead(path).read());
    if (file.value(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'audit'"))
            .toInt()
        == 0)
        return chain.verdict(true);
    QSqlQuery rows = file.query();
    rows.setForwardOnly(true);
    if (rows.exec(
            QStringLiteral("SELECT sequence, cbor, previous, hash FROM audit ORDER BY sequence"))) {
        while (rows.next()) {
            const AuditRow row{rows.value(0).toLongLong(), rows.value(1).toByteArray(),
                               rows.value(2).toByteArray(), rows.value(3).toByteArray()};
            chain.add(row);
            if (!each(row))
                return chain.verdict(false);
        }
    }
    if (rows.lastError().type() != QSqlError::NoError)
        return failure(
            file.errorOf(rows.lastError(), QCoreApplication::translate("AuditReader", "reading")));
    return chain.verdict(true);
}

} // namespace opsdeck
