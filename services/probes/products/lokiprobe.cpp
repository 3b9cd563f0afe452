// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

/// GET /ready: 200 "ready", or 503 with the reason as text (Loki's HTTP API).
class LokiProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{QByteArrayLiteral("/ready")}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        const HttpReply &reply = *replies.first();
        const QString text = cleanText(reply.body.trimmed(), 120);
        outcome.message = tr("Loki is ready, %1").arg(outcome.figure);
        outcome.fields.insert(QStringLiteral("loki.ready"),
                              reply.status == 200 && text == QLatin1String("ready"));
        if (reply.status == 503) {
            worsen(outcome,
                   {ErrorKind::Status, tr("Loki is not ready: %1.").arg(asMessage(text)),
                    tr("It may be starting. Try: its log when this lasts."), text},
                   {}, tr("not ready"));
        } else if (const std::optional<Error> error = refusal(reply, "/ready")) {
            worsen(outcome, *error);
        } else if (text != QLatin1String("ready")) {
            worsen(outcome, neterror::garbage(
                                tr("/ready answered something else than 'ready': this is no Loki."),
                                reply.body));
        }
    }
};

} // namespace

ProbeKind lokiProbeKind()
{
    return {{QStringLiteral("loki"), QT_TRANSLATE_NOOP("ProbeKind", "Loki"),
             HttpServiceProbe::schema(1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<LokiProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "lokiprobe.moc"
