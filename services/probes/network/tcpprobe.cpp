// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/parameters.h"

#include <QHostAddress>

#include <algorithm>

namespace opsdeck {

namespace {

class TcpProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

protected:
    Result<Question> question() override
    {
        const Result<Endpoint> endpoint = endpointFrom(Parameters(check()));
        if (!endpoint)
            return failure(endpoint.error());
        return Question{*endpoint, {}, {}};
    }

    void ask(const Prepared &prepared) override
    {
        m_connector = std::make_unique<TcpConnector>(prepared.place);
        connect(m_connector.get(), &TcpConnector::failed, this,
                [this](int systemError) { fail(neterror::fromErrno(systemError, endpoint())); });
        connect(m_connector.get(), &TcpConnector::connected, this, &TcpProbe::accepted);
        m_connector->start();
    }

    QString askStage() const override { return QStringLiteral("connect"); }

private:
    void accepted()
    {
        setAddress(addressText(m_connector->peer(), endpoint().port));
        ProbeOutcome outcome = answeredOutcome(latency());
        outcome.message =
            tr("%1 accepts connections, %2").arg(endpoint().toString(), outcome.figure);
        applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
        finish(outcome);
    }

    /// By the system's own clock where it can tell, so that what else this program does at the
    /// time, as all checks do when it starts, is no delay of the network. Over a way only the near
    /// end could be told.
    std::chrono::microseconds latency() const
    {
        const auto roundTrip = m_connector->roundTrip();
        if (!roundTrip || !check().via.isDirect())
            return elapsed();
        const bool isAddress = !QHostAddress(endpoint().host).isNull();
        return std::min(elapsed(), isAddress ? *roundTrip : resolveTime() + *roundTrip);
    }

    std::unique_ptr<TcpConnector> m_connector;
};

} // namespace

ProbeKind tcpProbeKind()
{
    return {{QStringLiteral("tcp"),
             QT_TRANSLATE_NOOP("ProbeKind", "TCP port"),
             {hostParameter(), portParameter(), latencyLimitParameter()}},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<TcpProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "tcpprobe.moc"
