// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/auditexport.h"

#include "app/common/exitcode.h"
#include "app/ctl/console.h"
#include "services/audit/auditreader.h"
#include "services/base/wholefile.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>

namespace opsdeck {

namespace {

const QStringList kColumns{
    QStringLiteral("sequence"), QStringLiteral("time"),   QStringLiteral("actor"),
    QStringLiteral("action"),   QStringLiteral("target"), QStringLiteral("outcome"),
    QStringLiteral("run"),      QStringLiteral("plan"),   QStringLiteral("body"),
    QStringLiteral("previous"), QStringLiteral("hash"),   QStringLiteral("cbor")};

QString tr(const char *text)
{
    return QCoreApplication::translate("audit", text);
}

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

QJsonObject rowJson(const AuditRow &row)
{
    QJsonObject json = auditJson(entryOf(row));
    json[QStringLiteral("previous")] = hex(row.previous);
    json[QStringLiteral("cbor")] = hex(row.body);
    return json;
}

QByteArray jsonLine(const AuditRow &row)
{
    return QJsonDocument(rowJson(row)).toJson(QJsonDocument::Compact) + '\n';
}

/// Quoted always. What a spreadsheet would take for a formula gets an apostrophe before it; `cbor`
/// holds the text as it was.
QByteArray csvCell(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.at(0)))
        text.prepend(QLatin1Char('\''));
    return '"' + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")).toUtf8() + '"';
}

QByteArray csvLine(const QStringList &cells)
{
    QByteArrayList quoted;
    for (const QString &cell : cells)
        quoted << csvCell(cell);
    return quoted.join(',') + "\r\n";
}

QByteArray csvLine(const AuditRow &row)
{
    const QJsonObject json = rowJson(row);
    QStringList cells;
    for (const QString &column : kColumns) {
        const QJsonValue value = json.value(column);
        cells << (value.isObject()
                      ? QString::fromUtf8(
                            QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
                      : value.toVariant().toString());
    }
    return csvLine(cells);
}

/// A file that is there whole or not at all, or standard output.
class Output final
{
public:
    explicit Output(const QString &path)
        : m_file(path)
    {}

    bool open() { return m_file.path().isEmpty() || m_file.open(); }

    bool write(const QByteArray &bytes)
    {
        return m_file.path().isEmpty() ? console::write(bytes) : m_file.write(bytes);
    }

    bool finish() { return m_file.path().isEmpty() ? std::fflush(stdout) == 0 : m_file.commit(); }

    Error error() const
    {
        const QString where = m_file.path().isEmpty() ? tr("Standard output") : m_file.path();
        return {ErrorKind::Storage, tr("%1 can't be written.").arg(where),
                tr("Try: space and permissions of the folder, or another file by -o."),
                m_file.errorString()};
    }

private:
    WholeFile m_file;
};

} // namespace

QString auditExportHelp()
{
    return tr("An export can be verified by any program. Each row has, in hexadecimal:\n"
              "  cbor      what is recorded, as kept: deterministic CBOR (RFC 8949 section 4.2), a "
              "map of sequence, time (ms since\n"
              "            1970, UTC), actor, action, target, outcome, run, plan and body; the "
              "other columns are read from it\n"
              "  previous  the hash of the row before; 32 zero bytes in the first row\n"
              "  hash      SHA-256 of one zero byte, then previous, then cbor\n"
              "Sequence counts from 1 without a gap. Rows removed from its end, and a removed "
              "record, show by audit.db.head beside\n"
              "it, with the number and hash of the last row. Who replaces both files alike, or "
              "removes the whole folder, is not found out by\n"
              "it: keep the last hash elsewhere, export and verify tell it.");
}

QJsonObject auditJson(const AuditEntry &entry)
{
    return {{QStringLiteral("sequence"), entry.sequence},
            {QStringLiteral("time"),
             QDateTime::fromMSecsSinceEpoch(entry.timeMs, Qt::UTC).toString(Qt::ISODateWithMs)},
            {QStringLiteral("actor"), entry.actor},
            {QStringLiteral("action"), entry.action},
            {QStringLiteral("target"), entry.target},
            {QStringLiteral("outcome"), entry.outcome},
            {QStringLiteral("run"), entry.runId},
            {QStringLiteral("plan"), entry.planHash},
            {QStringLiteral("body"), QJsonObject::fromVariantMap(entry.body)},
            {QStringLiteral("hash"), hex(entry.hash)}};
}

int exportAudit(const QString &record, const QString &format, const QString &path)
{
    const bool isCsv = format == QLatin1String("csv");
    Output output(path);
    bool isWritten = output.open() && (!isCsv || output.write(csvLine(kColumns)));
    Result<AuditVerdict> verdict = ChainCheck(AuditHead(record).read()).verdict(true);
    if (isWritten && QFileInfo::exists(record)) {
        verdict = readAudit(record, [&](const AuditRow &row) {
            isWritten = output.write(isCsv ? csvLine(row) : jsonLine(row));
            return isWritten;
        });
    }
    if (!verdict) {
        console::complain(verdict.error());
        return exitcode::kAuditBroken;
    }
    if (!isWritten || !output.finish()) {
        console::complain(output.error());
        return exitcode::kUsage;
    }
    if (!verdict->isIntact()) {
        console::complain(tr("The record was changed: row %1, %2. All its rows are in the export.")
                              .arg(verdict->firstBroken)
                              .arg(verdict->why));
        return exitcode::kAuditBroken;
    }
    const QString holds = QCoreApplication::translate("audit", "%n row(s), the chain holds.",
                                                      nullptr, static_cast<int>(verdict->rows));
    console::note(verdict->rows == 0
                      ? tr("Nothing was done yet.")
                      : holds + QLatin1Char(' ') + tr("Last hash: %1").arg(hex(verdict->head)));
    return exitcode::kOk;
}

} // namespace opsdeck
