// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

const QByteArray kHealth = QByteArrayLiteral("/_cluster/health");

/// GET /_cluster/health: green, yellow (a replica is missing) or red (data is missing). OpenSearch
/// answers the same.
class ElasticsearchProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{kHealth}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        const Result<QJsonObject> health = object(replies.first(), kHealth);
        if (!health) {
            worsen(outcome, health.error());
            return;
        }
        const QString colour = cleanText(health->value(QLatin1String("status")).toString(), 20);
        const int nodes = health->value(QLatin1String("number_of_nodes")).toInt();
        const int unassigned = health->value(QLatin1String("unassigned_shards")).toInt();
        outcome.message = tr("Cluster is %1 with %n node(s)", nullptr, nodes).arg(colour);
        outcome.fields.insert(QStringLiteral("elasticsearch.status"), colour);
        outcome.fields.insert(QStringLiteral("elasticsearch.nodes"), nodes);
        outcome.fields.insert(QStringLiteral("elasticsearch.unassigned_shards"), unassigned);
        gauge(outcome, "elasticsearch_nodes", nodes);
        gauge(outcome, "elasticsearch_unassigned_shards", unassigned);
        if (colour == QLatin1String("red"))
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("The cluster is red: some data can't be reached."),
                    tr("Try: _cluster/allocation/explain."),
                    {}},
                   CheckStatus::Critical, colour);
        else if (colour == QLatin1String("yellow"))
            worsen(outcome,
                   condition(tr("The cluster is yellow: %n shard(s) without a place.", nullptr,
                                unassigned),
                             tr("Copies are missing. Try: _cluster/allocation/explain.")),
                   CheckStatus::Warning, colour);
        else if (colour != QLatin1String("green"))
            worsen(
                outcome,
                neterror::garbage(
                    tr("%1 tells no status: this is no Elasticsearch.").arg(QLatin1String(kHealth)),
                    replies.first()->body.left(200)));
    }
};

/// GET /api/status of Kibana: status.overall.level "available", "degraded" or "unavailable"; before
/// 8: state "green"…
class KibanaProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{QByteArrayLiteral("/api/status")}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        HttpReply reply = *replies.first();
        if (reply.status == 503)
            reply.status = 200; // its body tells why
        const Result<QJsonObject> answer = object(reply, "/api/status");
        if (!answer) {
            worsen(outcome, replies.first()->status == 503
                                ? *refusal(*replies.first(), "/api/status")
                                : answer.error());
            return;
        }
        const QJsonObject overall = answer->value(QLatin1String("status"))
                                        .toObject()
                                        .value(QLatin1String("overall"))
                                        .toObject();
        const QString level =
            cleanText(overall.value(QLatin1String("level"))
                          .toString(overall.value(QLatin1String("state")).toString()),
                      30);
        const QString version = cleanText(answer->value(QLatin1String("version"))
                                              .toObject()
                                              .value(QLatin1String("number"))
                                              .toString(),
                                          30);
        outcome.message = tr("Kibana %1 is %2").arg(version, level);
        outcome.fields.insert(QStringLiteral("kibana.level"), level);
        outcome.fields.insert(QStringLiteral("kibana.version"), version);
        if (level == QLatin1String("degraded") || level == QLatin1String("yellow"))
            worsen(outcome,
                   condition(tr("Kibana says that it is %1.").arg(level),
                             tr("Try: /api/status tells which part.")),
                   CheckStatus::Warning, level);
        else if (level == QLatin1String("unavailable") || level == QLatin1String("critical")
                 || level == QLatin1String("red"))
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("Kibana says that it is %1.").arg(level),
                    tr("Try: Elasticsearch, and Kibana's log."),
                    {}},
                   CheckStatus::Critical, level);
        else if (level != QLatin1String("available") && level != QLatin1String("green"))
            worsen(outcome, neterror::garbage(tr("/api/status tells no level: this is no Kibana."),
                                              replies.first()->body.left(200)));
    }
};

} // namespace

ProbeKind elasticsearchProbeKind()
{
    return {{QStringLiteral("elasticsearch"), QT_TRANSLATE_NOOP("ProbeKind", "Elasticsearch"),
             HttpServiceProbe::schema(4 * 1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<ElasticsearchProbe>(check, context);
            }};
}

ProbeKind kibanaProbeKind()
{
    return {{QStringLiteral("kibana"), QT_TRANSLATE_NOOP("ProbeKind", "Kibana"),
             HttpServiceProbe::schema(4 * 1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<KibanaProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "elasticsearchprobe.moc"
