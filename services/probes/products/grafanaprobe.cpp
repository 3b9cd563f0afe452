// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

/// GET /api/health: {"database": "ok", "version", "commit"}; 503 with "failing" when the database
/// is away (Grafana's HTTP API).
class GrafanaProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{QByteArrayLiteral("/api/health")}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        HttpReply reply = *replies.first();
        const bool isUnwell = reply.status == 503;
        if (isUnwell)
            reply.status = 200; // its body tells why
        const Result<QJsonObject> health = object(reply, "/api/health");
        if (!health) {
            worsen(outcome, isUnwell ? *refusal(*replies.first(), "/api/health") : health.error());
            return;
        }
        const QString database = cleanText(health->value(QLatin1String("database")).toString(), 40);
        const QString version = cleanText(health->value(QLatin1String("version")).toString(), 40);
        outcome.fields.insert(QStringLiteral("grafana.version"), version);
        outcome.fields.insert(QStringLiteral("grafana.database"), database);
        outcome.message = tr("Grafana %1, database %2").arg(version, database);
        if (database.isEmpty())
            worsen(outcome, neterror::garbage(
                                tr("/api/health says nothing of the database: this is no Grafana."),
                                replies.first()->body));
        else if (isUnwell || database != QLatin1String("ok"))
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("Grafana says that its database is '%1'.").arg(database),
                    tr("Dashboards and log-ins need it. Try: Grafana's log and its database."),
                    {}});
    }
};

} // namespace

ProbeKind grafanaProbeKind()
{
    return {{QStringLiteral("grafana"), QT_TRANSLATE_NOOP("ProbeKind", "Grafana"),
             HttpServiceProbe::schema(1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<GrafanaProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "grafanaprobe.moc"
