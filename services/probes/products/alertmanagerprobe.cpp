// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

const QByteArray kReady = QByteArrayLiteral("/-/ready");
const QByteArray kStatus = QByteArrayLiteral("/api/v2/status");
const QByteArray kAlerts =
    QByteArrayLiteral("/api/v2/alerts?active=true&silenced=true&inhibited=true");

/// Alertmanager (API v2): readiness, cluster, alerts by their state.
class AlertmanagerProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{kReady}, {kStatus}, {kAlerts, true}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        if (const std::optional<Error> error = refusal(*replies.at(0), kReady)) {
            worsen(outcome, *error);
            return;
        }
        const Result<QJsonObject> status = object(replies.at(1), kStatus);
        if (!status) {
            worsen(outcome, status.error());
            return;
        }
        const QJsonObject cluster = status->value(QLatin1String("cluster")).toObject();
        const QString clusterState =
            cleanText(cluster.value(QLatin1String("status")).toString(), 40);
        const qsizetype peers = cluster.value(QLatin1String("peers")).toArray().size();
        const QString version = cleanText(status->value(QLatin1String("versionInfo"))
                                              .toObject()
                                              .value(QLatin1String("version"))
                                              .toString(),
                                          40);
        if (clusterState.isEmpty()) {
            worsen(outcome,
                   neterror::garbage(tr("%1 says nothing of a cluster: this is no Alertmanager.")
                                         .arg(QLatin1String(kStatus)),
                                     replies.at(1)->body.left(200)));
            return;
        }
        outcome.fields.insert(QStringLiteral("alertmanager.version"), version);
        outcome.fields.insert(QStringLiteral("alertmanager.cluster"), clusterState);
        outcome.fields.insert(QStringLiteral("alertmanager.peers"), peers);
        outcome.message = tr("Alertmanager %1 is ready, %2").arg(version, outcome.figure);
        if (const Result<QJsonArray> alerts = array(replies.at(2), kAlerts)) {
            int active = 0;
            for (const QJsonValue &each : *alerts) {
                if (each.toObject()
                        .value(QLatin1String("status"))
                        .toObject()
                        .value(QLatin1String("state"))
                        .toString()
                    == QLatin1String("active"))
                    ++active;
            }
            const qsizetype suppressed = alerts->size() - active;
            outcome.fields.insert(QStringLiteral("alertmanager.alerts_active"), active);
            outcome.fields.insert(QStringLiteral("alertmanager.alerts_suppressed"), suppressed);
            gauge(outcome, "alertmanager_alerts", active,
                  {{QStringLiteral("state"), QStringLiteral("active")}});
            gauge(outcome, "alertmanager_alerts", static_cast<double>(suppressed),
                  {{QStringLiteral("state"), QStringLiteral("suppressed")}});
            outcome.message =
                tr("Alertmanager %1 is ready, %n alert(s) active, %2 suppressed", nullptr, active)
                    .arg(version)
                    .arg(suppressed);
        }
        // "disabled" is one that stands alone on purpose.
        if (clusterState == QLatin1String("settling"))
            worsen(outcome,
                   condition(
                       tr("Alertmanager's cluster is still settling."),
                       tr("Notifications may be late or doubled. Try: its peers when this lasts.")),
                   CheckStatus::Warning, tr("settling"));
    }
};

} // namespace

ProbeKind alertmanagerProbeKind()
{
    return {{QStringLiteral("alertmanager"), QT_TRANSLATE_NOOP("ProbeKind", "Alertmanager"),
             HttpServiceProbe::schema(16 * 1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<AlertmanagerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "alertmanagerprobe.moc"
