// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/recordwatch.h"

#include "app/gui/banners.h"
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"

namespace opsdeck {

BannerText problemText(const QString &id, const Error &error)
{
    return {id,
            Health::Degraded,
            error.advice.isEmpty() ? error.message
                                   : error.message + QLatin1Char(' ') + error.advice,
            {},
            error.detail};
}

RecordWatch::RecordWatch(Session &session, Arming &arming, RunbookController &runbooks,
                         Banner &banner, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_arming(arming)
    , m_runbooks(runbooks)
    , m_banner(banner)
{
    connect(&m_session.history(), &HistoryFeed::auditProblem, this,
            [this](const Error &error) { m_banner.put(problemText(banner::kRecordRead, error)); });
    connect(
        &m_session.history(), &HistoryFeed::auditRepaired, this, [this](const QString &sentence) {
            m_banner.put(
                problemText(banner::kRecordRepaired,
                            {ErrorKind::Permission,
                             sentence,
                             tr("Others may have read it, or changed it where they could write."),
                             {}}));
        });
    connect(&m_session.history(), &HistoryFeed::auditRead, this,
            [this] { m_banner.remove(banner::kRecordRead); });
}

void RecordWatch::recordArming(const EnvironmentKey &armed)
{
    const EnvironmentKey before = std::exchange(m_wasArmed, armed);
    AuditLog *log = m_session.history().auditLog();
    if (log == nullptr)
        return;
    AuditEntry entry;
    entry.actor = userName();
    entry.action = armed.environment.isEmpty() ? QStringLiteral("environment.disarm")
                                               : QStringLiteral("environment.arm");
    entry.target = (armed.environment.isEmpty() ? before : armed).toString();
    entry.outcome = QStringLiteral("succeeded");
    log->append(entry, this, [this](const Result<AuditEntry> &written) {
        if (written) {
            m_banner.remove(banner::kRecordWrite);
            return;
        }
        // No record, no action.
        m_arming.disarm();
        Error error = written.error();
        error.message = tr("Not armed, for it could not be recorded: %1").arg(error.message);
        // Said anew, so that it stands before the others.
        m_banner.remove(banner::kRecordWrite);
        m_banner.put(problemText(banner::kRecordWrite, error));
    });
}

void RecordWatch::verify()
{
    SqliteAuditLog *log = m_session.history().auditLog();
    if (log == nullptr)
        return;
    log->verify(this, [this](const Result<AuditVerdict> &verdict) {
        if (!verdict)
            m_banner.put(problemText(banner::kRecordRead, verdict.error()));
        else if (!verdict->isIntact())
            tellOfBroken(*verdict);
    });
}

void RecordWatch::tellOfBroken(const AuditVerdict &verdict)
{
    const QString what = tr("row %1, %2.").arg(verdict.firstBroken).arg(verdict.why);
    const QString sentence = tr("The record of actions was changed: %1 Keep the file as evidence. "
                                "opsdeckctl audit verify says more.")
                                 .arg(what);
    m_banner.put({banner::kRecordBroken, Health::Degraded, sentence, tr("Go on all the same"),
                  tr("%1 Nothing runs in protected environments until you choose to go on with it.")
                      .arg(sentence)});
    m_runbooks.setRecordDoubt(tr("the record of actions was changed: %1").arg(what));
}

void RecordWatch::acceptBroken()
{
    AuditEntry entry;
    entry.actor = userName();
    entry.action = QStringLiteral("record.accept-broken");
    entry.outcome = QStringLiteral("succeeded");
    m_session.history().auditLog()->append(entry, this, [this](const Result<AuditEntry> &written) {
        if (!written)
            return m_banner.put(problemText(banner::kRecordWrite, written.error()));
        m_runbooks.acceptBrokenRecord();
        m_banner.put({banner::kRecordBroken,
                      Health::Degraded,
                      tr("The record of actions was changed, and you go on with it."),
                      {},
                      {}});
        m_session.history().refreshAudit();
    });
}

} // namespace opsdeck
