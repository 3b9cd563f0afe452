// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

/// GET /api/services of the query service: {"data": [...] or null, "total": n, "errors": null}; 500
/// with `errors` when its storage is away.
class JaegerProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{QByteArrayLiteral("/api/services")}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        HttpReply reply = *replies.first();
        const bool isBroken = reply.status == 500;
        if (isBroken)
            reply.status = 200;
        const Result<QJsonObject> answer = object(reply, "/api/services");
        if (!answer) {
            worsen(outcome,
                   isBroken ? *refusal(*replies.first(), "/api/services") : answer.error());
            return;
        }
        const QJsonValue data = answer->value(QLatin1String("data"));
        const QJsonArray errors = answer->value(QLatin1String("errors")).toArray();
        if (!data.isArray() && !data.isNull()) {
            worsen(outcome, neterror::garbage(
                                tr("/api/services has no list of services: this is no Jaeger."),
                                reply.body));
            return;
        }
        const qsizetype services = data.toArray().size();
        outcome.message = tr("Jaeger knows %n service(s), %1", nullptr, static_cast<int>(services))
                              .arg(outcome.figure);
        outcome.fields.insert(QStringLiteral("jaeger.services"), services);
        gauge(outcome, "jaeger_services", static_cast<double>(services));
        if (isBroken || !errors.isEmpty()) {
            const QString reason =
                errors.first().toObject().value(QLatin1String("msg")).toString().left(120);
            worsen(outcome, {ErrorKind::Status,
                             reason.isEmpty()
                                 ? tr("Jaeger can't list its services.")
                                 : tr("Jaeger can't list its services: %1.").arg(asMessage(reason)),
                             tr("Try: its storage, and its log."),
                             {}});
        }
    }
};

} // namespace

ProbeKind jaegerProbeKind()
{
    return {{QStringLiteral("jaeger"), QT_TRANSLATE_NOOP("ProbeKind", "Jaeger"),
             HttpServiceProbe::schema(4 * 1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<JaegerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "jaegerprobe.moc"
