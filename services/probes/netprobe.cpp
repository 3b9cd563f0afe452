// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/netprobe.h"

#include "services/credentials/credentialstore.h"
#include "services/probes/asksanother.h"

namespace opsdeck {

namespace {

std::chrono::microseconds since(const QElapsedTimer &timer)
{
    return std::chrono::microseconds(timer.nsecsElapsed() / 1000);
}

/// How a connection over a way that never reached the far end may look from here, by what was about
/// to be said over it.
bool isCut(ErrorKind kind)
{
    return kind == ErrorKind::Unreachable || kind == ErrorKind::Refused || kind == ErrorKind::Tls
           || kind == ErrorKind::Garbage || kind == ErrorKind::Timeout
           || kind == ErrorKind::Permission;
}

} // namespace

NetProbe::NetProbe(const Check &check, const ProbeContext &context)
    : m_check(check)
    , m_context(context)
{}

void NetProbe::start()
{
    m_clock.start();
    const Result<Question> question = this->question();
    if (!question) {
        QMetaObject::invokeMethod(
            this, [this, error = question.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    m_endpoint = question->endpoint;
    m_credential = question->credential;
    m_stage = m_check.via.isDirect() ? QStringLiteral("resolve") : QStringLiteral("way");
    const QString host = question->connectTo.isEmpty() ? m_endpoint.host : question->connectTo;
    m_context.ways->reach(m_check.via, {host, m_endpoint.port}, this,
                          [this](const Result<Reached> &result) { reached(result); });
}

QString NetProbe::stage() const
{
    if (m_stage.isEmpty())
        return askStage();
    return m_stage == QLatin1String("credential") && m_context.credentials->isBusy()
               ? QStringLiteral("busy")
               : m_stage;
}

QStringList NetProbe::resolved() const
{
    QStringList all;
    if (!m_check.via.isDirect())
        return all; // the near end of the way
    for (const QHostAddress &each : m_reached.place.addresses)
        all << each.toString();
    return all;
}

std::chrono::microseconds NetProbe::elapsed() const
{
    return m_earlier + since(m_clock);
}

void NetProbe::reached(const Result<Reached> &result)
{
    m_resolveTime = since(m_clock);
    if (!result) {
        fail(result.error());
        return;
    }
    m_reached = *result;
    m_prepared.place = result->place;
    if (!m_check.via.isDirect()) {
        // How long the way took to open says nothing of the service.
        m_resolveTime = {};
        m_clock.start();
    }
    if (m_credential.isEmpty()) {
        begin();
        return;
    }
    m_stage = QStringLiteral("credential");
    m_context.credentials->read(m_credential, this, [this](Result<Secret> secret) {
        if (!secret) {
            connectWithout(secret.error());
            return;
        }
        m_prepared.secret = std::move(*secret);
        m_earlier = m_resolveTime;
        m_clock.start();
        begin();
    });
}

void NetProbe::begin()
{
    m_stage.clear();
    ask(m_prepared);
    m_prepared.secret = {};
}

void NetProbe::connectWithout(const Error &credentialError)
{
    m_stage = QStringLiteral("connect");
    m_connector = std::make_unique<TcpConnector>(m_prepared.place);
    connect(m_connector.get(), &TcpConnector::failed, this,
            [this](int systemError) { fail(neterror::fromErrno(systemError, m_endpoint)); });
    connect(m_connector.get(), &TcpConnector::connected, this, [this, credentialError] {
        m_address = addressText(m_connector->peer(), m_endpoint.port);
        Error error = credentialError;
        error.kind = ErrorKind::Credential;
        ProbeOutcome outcome = failedOutcome(error);
        outcome.fields.insert(QStringLiteral("credential"), m_credential.toString());
        finish(outcome);
    });
    m_connector->start();
}

void NetProbe::finish(ProbeOutcome outcome)
{
    if (m_finished)
        return;
    m_finished = true;
    if (outcome.latency.count() == 0)
        outcome.latency = elapsed();
    if (outcome.address.isEmpty())
        outcome.address = address();
    if (outcome.error && outcome.error->kind == ErrorKind::Auth && !m_credential.isEmpty())
        m_context.credentials->forget(m_credential);
    explain(outcome);
    judgeFailureOf(*this, outcome);
    if (m_reached.lastGood)
        outcome.fields.insert(QStringLiteral("resolve.last_good"), true);
    Q_EMIT finished(outcome);
}

void NetProbe::explain(ProbeOutcome &outcome) const
{
    if (m_check.via.isDirect())
        return;
    outcome.fields.insert(QStringLiteral("via"), m_check.via.id);
    if (!m_reached.through.isEmpty())
        outcome.address = tr("%1 by '%2'").arg(m_endpoint.toString(), m_reached.through);
    if (!outcome.error || !isCut(outcome.error->kind) || !m_reached.explain)
        return;
    const std::optional<Error> better = m_reached.explain(
        std::chrono::duration_cast<Milliseconds>(since(m_clock)) + Milliseconds(1));
    if (!better)
        return;
    const ProbeOutcome failed = failedOutcome(*better);
    outcome.status = failed.status;
    outcome.message = failed.message;
    outcome.figure = failed.figure;
    outcome.error = failed.error;
}

} // namespace opsdeck
