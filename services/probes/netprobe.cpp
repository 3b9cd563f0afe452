// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/netprobe.h"

#include "services/credentials/credentialstore.h"

namespace opsdeck {

namespace {

std::chrono::microseconds since(const QElapsedTimer &timer)
{
    return std::chrono::microseconds(timer.nsecsElapsed() / 1000);
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
    m_stage = QStringLiteral("resolve");
    const QString host = question->connectTo.isEmpty() ? m_endpoint.host : question->connectTo;
    m_context.resolver->resolve(host, this,
                                [this](const Result<Resolution> &result) { resolved(result); });
}

QString NetProbe::stage() const
{
    return m_stage.isEmpty() ? askStage() : m_stage;
}

std::chrono::microseconds NetProbe::elapsed() const
{
    return m_earlier + since(m_clock);
}

void NetProbe::resolved(const Result<Resolution> &result)
{
    m_resolveTime = since(m_clock);
    if (!result) {
        fail(result.error());
        return;
    }
    m_prepared.addresses = result->addresses;
    m_lastGoodAddress = result->lastGood;
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
    m_connector = std::make_unique<TcpConnector>(m_prepared.addresses, m_endpoint.port);
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
    if (m_lastGoodAddress)
        outcome.fields.insert(QStringLiteral("resolve.last_good"), true);
    Q_EMIT finished(outcome);
}

} // namespace opsdeck
