// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

const QByteArray kReady = QByteArrayLiteral("/-/ready");
const QByteArray kTargets = QByteArrayLiteral("/api/v1/targets?state=active");
const QByteArray kRules = QByteArrayLiteral("/api/v1/rules");
const QByteArray kRuntime = QByteArrayLiteral("/api/v1/status/runtimeinfo");
constexpr int kNamesShown = 3;

/// A Prometheus server (HTTP API v1): readiness, active targets, rules with their health, firing
/// alerts, the last reload of its configuration. Thanos, Mimir and VictoriaMetrics lack the last.
class PrometheusServerProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override
    {
        return {{kReady}, {kTargets}, {kRules, true}, {kRuntime, true}};
    }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        if (const std::optional<Error> error = refusal(*replies.at(0), kReady)) {
            worsen(outcome, *error, {}, replies.at(0)->status == 503 ? tr("not ready") : QString());
            return;
        }
        if (const std::optional<Error> error = judgeTargets(replies.at(1), outcome)) {
            worsen(outcome, *error);
            return;
        }
        judgeRules(replies.at(2), outcome);
        const Result<QJsonObject> runtime = data(replies.at(3), kRuntime);
        if (runtime && runtime->contains(QLatin1String("reloadConfigSuccess"))) {
            const bool isReloaded = runtime->value(QLatin1String("reloadConfigSuccess")).toBool();
            outcome.fields.insert(QStringLiteral("prometheus.config_reloaded"), isReloaded);
            if (!isReloaded)
                worsen(outcome,
                       condition(
                           tr("Prometheus runs on an older configuration: the last reload failed."),
                           tr("Try: promtool check config, and its log.")),
                       CheckStatus::Warning, tr("old config"));
        }
    }

private:
    Result<QJsonObject> data(const Result<HttpReply> &reply, const QByteArray &path) const
    {
        const Result<QJsonObject> answer =
            object(reply, path.left(path.indexOf('?') < 0 ? path.size() : path.indexOf('?')));
        if (!answer)
            return answer;
        if (answer->value(QLatin1String("status")).toString() != QLatin1String("success")
            || !answer->value(QLatin1String("data")).isObject())
            return failure(neterror::garbage(
                tr("%1 answered with JSON of another form.").arg(QString::fromLatin1(path)),
                reply->body.left(200)));
        return answer->value(QLatin1String("data")).toObject();
    }

    std::optional<Error> judgeTargets(const Result<HttpReply> &reply, ProbeOutcome &outcome)
    {
        const Result<QJsonObject> targets = data(reply, kTargets);
        if (!targets)
            return targets.error();
        const QJsonArray active = targets->value(QLatin1String("activeTargets")).toArray();
        QStringList down;
        qsizetype notAsked = 0; // of a server that has just started
        for (const QJsonValue &each : active) {
            const QJsonObject target = each.toObject();
            const QString health = target.value(QLatin1String("health")).toString();
            if (health == QLatin1String("unknown"))
                ++notAsked;
            if (health == QLatin1String("up") || health == QLatin1String("unknown"))
                continue;
            const QJsonObject labels = target.value(QLatin1String("labels")).toObject();
            const QString error =
                cleanText(target.value(QLatin1String("lastError")).toString(), 80);
            const QString name =
                cleanText(labels.value(QLatin1String("job")).toString() + QLatin1Char(' ')
                              + labels.value(QLatin1String("instance")).toString(),
                          80);
            down.append(error.isEmpty() ? name : tr("%1: %2").arg(name, error));
        }
        const qsizetype up = active.size() - down.size() - notAsked;
        outcome.message = tr("Prometheus is ready, %1 of %2 targets up").arg(up).arg(active.size());
        if (notAsked > 0)
            outcome.message += tr(", %n not asked yet", nullptr, static_cast<int>(notAsked));
        outcome.figure = QStringLiteral("%1/%2").arg(up).arg(active.size());
        outcome.fields.insert(QStringLiteral("prometheus.targets"), active.size());
        outcome.fields.insert(QStringLiteral("prometheus.targets_up"), up);
        gauge(outcome, "prometheus_targets", static_cast<double>(up),
              {{QStringLiteral("health"), QStringLiteral("up")}});
        gauge(outcome, "prometheus_targets", static_cast<double>(down.size()),
              {{QStringLiteral("health"), QStringLiteral("down")}});
        if (!down.isEmpty()) {
            Error error =
                condition(tr("%1 of %2 targets are not up.").arg(down.size()).arg(active.size()),
                          tr("Prometheus works, but does not see them. Try: the targets, and "
                             "whether it reaches them."));
            error.detail = down.mid(0, kNamesShown).join(QLatin1Char('\n'));
            worsen(outcome, error, CheckStatus::Warning, outcome.figure);
        }
        return std::nullopt;
    }

    void judgeRules(const Result<HttpReply> &reply, ProbeOutcome &outcome)
    {
        const Result<QJsonObject> rules = data(reply, kRules);
        if (!rules)
            return;
        int all = 0;
        int firing = 0;
        QStringList broken;
        for (const QJsonValue &group : rules->value(QLatin1String("groups")).toArray()) {
            for (const QJsonValue &each :
                 group.toObject().value(QLatin1String("rules")).toArray()) {
                const QJsonObject rule = each.toObject();
                ++all;
                if (rule.value(QLatin1String("state")).toString() == QLatin1String("firing"))
                    ++firing;
                if (rule.value(QLatin1String("health")).toString() == QLatin1String("err"))
                    broken.append(cleanText(rule.value(QLatin1String("name")).toString()
                                                + QLatin1String(": ")
                                                + rule.value(QLatin1String("lastError")).toString(),
                                            120));
            }
        }
        outcome.fields.insert(QStringLiteral("prometheus.rules"), all);
        outcome.fields.insert(QStringLiteral("prometheus.alerts_firing"), firing);
        gauge(outcome, "prometheus_rules", all);
        gauge(outcome, "prometheus_alerts_firing", firing);
        if (!broken.isEmpty()) {
            Error error = condition(
                tr("%n rule(s) can't be evaluated.", nullptr, static_cast<int>(broken.size())),
                tr("Their alerts would not fire. Try: promtool check rules."));
            error.detail = broken.mid(0, kNamesShown).join(QLatin1Char('\n'));
            worsen(outcome, error, CheckStatus::Warning);
        }
    }
};

} // namespace

ProbeKind prometheusServerProbeKind()
{
    return {{QStringLiteral("prometheus-server"),
             QT_TRANSLATE_NOOP("ProbeKind", "Prometheus server"),
             HttpServiceProbe::schema(16 * 1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<PrometheusServerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "prometheusserverprobe.moc"
