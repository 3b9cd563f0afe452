// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/probeverification.h"

#include "services/domain/absence.h"

namespace opsdeck {

using namespace std::chrono_literals;

ProbeVerification::ProbeVerification(WorkspacePtr workspace, const QList<ServiceKey> &services,
                                     Milliseconds within, const Clock &clock,
                                     const ProbeContext &parts)
    : m_workspace(std::move(workspace))
    , m_within(within)
    , m_runner(builtinProbes(), clock, parts)
{
    for (const ServiceKey &key : services) {
        const Service *service = m_workspace ? m_workspace->service(key) : nullptr;
        if (service == nullptr || service->checks.isEmpty())
            m_unverifiable.append(key.service.toString());
        for (const Check &check : service == nullptr ? QList<Check>() : service->checks)
            m_left.append({key, check.id});
    }
    m_deadline.setSingleShot(true);
    m_again.setSingleShot(true);
    connect(&m_runner, &ProbeRunner::finished, this, &ProbeVerification::take);
    connect(&m_again, &QTimer::timeout, this, &ProbeVerification::ask);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        QStringList reasons;
        for (const CheckKey &key : std::as_const(m_left)) {
            const QString message = m_last.value(key).message;
            reasons << QStringLiteral("%1/%2: %3")
                           .arg(key.service.service.toString(), key.check.toString(),
                                message.isEmpty() ? absenceWord(Absence::NotObserved) : message);
        }
        conclude(Error{ErrorKind::Condition,
                       tr("Not OK within %1: %2")
                           .arg(durationText(m_within), reasons.join(QStringLiteral("; "))),
                       tr("Try: the service's own log."),
                       {}});
    });
}

void ProbeVerification::start()
{
    m_deadline.start(m_within);
    m_again.start(0);
}

void ProbeVerification::ask()
{
    if (!m_unverifiable.isEmpty())
        return conclude(Error{ErrorKind::Config,
                              tr("Can't be verified, having no checks: %1.")
                                  .arg(m_unverifiable.join(QStringLiteral(", "))),
                              tr("Try: give each of them a check."),
                              {}});
    if (m_left.isEmpty())
        return conclude(Error{ErrorKind::Config,
                              tr("There is nothing to verify: no service is named."),
                              tr("Try: name one."),
                              {}});
    for (const CheckKey &key : std::as_const(m_left)) {
        if (const Check *check = m_workspace->check(key))
            m_runner.run(key, *check);
    }
}

void ProbeVerification::take(const CheckResult &result)
{
    if (m_done)
        return;
    m_last.insert(result.key, result);
    if (result.status == CheckStatus::Ok) {
        m_left.removeAll(result.key);
        Q_EMIT said(tr("%1/%2 is OK: %3")
                        .arg(result.key.service.service.toString(), result.key.check.toString(),
                             result.message));
    }
    if (m_left.isEmpty())
        return conclude(std::nullopt);
    if (m_runner.running() == 0 && !m_again.isActive())
        m_again.start(1s);
}

void ProbeVerification::conclude(const std::optional<Error> &error)
{
    if (std::exchange(m_done, true))
        return;
    m_deadline.stop();
    m_again.stop();
    Q_EMIT finished(error);
}

} // namespace opsdeck
