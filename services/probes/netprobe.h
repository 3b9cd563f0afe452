// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/net/neterrors.h"
#include "services/net/tcpconnector.h"
#include "services/probes/outcome.h"
#include "services/ways/ways.h"

#include <QElapsedTimer>

namespace opsdeck {

/// What every probe of the network does first: find the way or look up the address, fetch the
/// credential. Without the credential it still connects, so that "refused" is told as the fact it
/// is; only then is it the credential that is missing.
class NetProbe : public Probe
{
    Q_OBJECT
public:
    NetProbe(const Check &check, const ProbeContext &context);

    void start() final;
    QString stage() const final;

    QString target() const final { return m_endpoint.toString(); }

    QString address() const override { return m_address; }

    QStringList resolved() const final;

protected:
    struct Question
    {
        Endpoint endpoint;
        QString connectTo; ///< host to connect to instead of the endpoint's; empty: the endpoint's
        CredentialId credential;
    };

    struct Prepared
    {
        Place place;
        Secret secret;
    };

    /// Reads the parameters; an error ends the probe with it.
    virtual Result<Question> question() = 0;
    virtual void ask(const Prepared &prepared) = 0;
    virtual QString askStage() const = 0;

    const Check &check() const { return m_check; }

    const ProbeContext &context() const { return m_context; }

    const Endpoint &endpoint() const { return m_endpoint; }

    void setAddress(const QString &address) { m_address = address; }

    std::chrono::microseconds resolveTime() const { return m_resolveTime; }

    /// Since start(), without the wait for the keychain.
    std::chrono::microseconds elapsed() const;
    /// The last act of a probe; latency and address are filled in when they are not set.
    void finish(ProbeOutcome outcome);

    void fail(const Error &error) { finish(failedOutcome(error)); }

private:
    void reached(const Result<Reached> &result);
    void begin();
    void connectWithout(const Error &credentialError);
    /// What the way knows better: over it, a refused connection shows as one that was cut.
    void explain(ProbeOutcome &outcome) const;

    Check m_check;
    ProbeContext m_context;
    Endpoint m_endpoint;
    CredentialId m_credential;
    Prepared m_prepared;
    std::unique_ptr<TcpConnector> m_connector;
    QString m_address;
    QString m_stage;
    QElapsedTimer m_clock;
    std::chrono::microseconds m_resolveTime{0};
    std::chrono::microseconds m_earlier{0}; ///< spent before m_clock was started anew
    Reached m_reached;
    bool m_finished = false;
};

} // namespace opsdeck
