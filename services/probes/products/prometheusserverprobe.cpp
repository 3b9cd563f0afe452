// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/conditions/jsonconditions.h"
#include "services/probes/freshness.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

#include <QDateTime>
#include <QRegularExpression>

namespace opsdeck {

namespace {

const QByteArray kReady = QByteArrayLiteral("/-/ready");
const QByteArray kTargets = QByteArrayLiteral("/api/v1/targets?state=active");
const QByteArray kRules = QByteArrayLiteral("/api/v1/rules");
const QByteArray kRuntime = QByteArrayLiteral("/api/v1/status/runtimeinfo");
constexpr int kNamesShown = 3;

/// A time as Go writes it, ms since 1970; nothing for none, its zero time among it.
std::optional<qint64> momentOf(const QJsonObject &object, const char *key)
{
    static const QRegularExpression fraction(QStringLiteral(R"(\.(\d{1,3})\d*)"));
    QString text = object.value(QLatin1String(key)).toString();
    text.replace(fraction, QStringLiteral(".\\1"));
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!moment.isValid() || moment.date().year() < 1970)
        return std::nullopt;
    return moment.toMSecsSinceEpoch();
}

/// "1m30s", and seconds as a number.
Milliseconds intervalOf(const QJsonValue &value)
{
    if (value.isDouble())
        return Milliseconds(static_cast<qint64>(std::clamp(value.toDouble(), 0.0, 1e9) * 1000));
    static const QRegularExpression part(QStringLiteral("(\\d{1,9})(ms|s|m|h|d|w|y)"));
    static const QMap<QString, qint64> units{{QStringLiteral("ms"), 1},
                                             {QStringLiteral("s"), 1000},
                                             {QStringLiteral("m"), 60'000},
                                             {QStringLiteral("h"), 3'600'000},
                                             {QStringLiteral("d"), 86'400'000},
                                             {QStringLiteral("w"), 604'800'000},
                                             {QStringLiteral("y"), 31'536'000'000}};
    qint64 total = 0;
    for (auto each = part.globalMatch(value.toString().left(40)); each.hasNext();) {
        const QRegularExpressionMatch match = each.next();
        total += match.captured(1).toLongLong() * units.value(match.captured(2));
    }
    return Milliseconds(total);
}

QString momentText(qint64 atMs)
{
    return QDateTime::fromMSecsSinceEpoch(atMs, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

/// What of a list is of now.
struct Ages
{
    qsizetype late = 0;
    qsizetype ahead = 0;
    qint64 latestLateMs = 0; ///< of the late ones

    void add(std::optional<qint64> atMs, Milliseconds interval, qint64 nowMs)
    {
        if (!atMs)
            return;
        const Freshness fresh = Freshness::at(nowMs, interval);
        if (*atMs < fresh.oldestMs) {
            ++late;
            latestLateMs = std::max(latestLateMs, *atMs);
        } else if (*atMs > fresh.newestMs) {
            ++ahead;
        }
    }
};

/// A Prometheus server (HTTP API v1): readiness, active targets, rules with their health, when both
/// were last asked, firing alerts, the last reload of its configuration. Thanos, Mimir and
/// VictoriaMetrics lack the last.
class PrometheusServerProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override
    {
        QList<Ask> all{{kReady}, {kTargets}, {kRuntime, true}};
        if (asksRules())
            all.append({kRules, true});
        return all;
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
        if (asksRules())
            judgeRules(replies.at(3), outcome);
        const Result<QJsonObject> runtime = data(replies.at(2), kRuntime);
        judgeWarnings(replies, outcome);
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
    bool asksRules() const { return Parameters(check()).flag("rules", true); }

    qint64 nowMs() const { return context().clock != nullptr ? context().clock->now().wallMs : 0; }

    /// Stores behind Thanos and the like that did not answer.
    void judgeWarnings(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) const
    {
        QStringList words;
        for (const Result<HttpReply> &reply : replies) {
            const Result<QJsonValue> value =
                reply ? parseStrictJson(reply->body) : Result<QJsonValue>(QJsonValue());
            if (!value)
                continue;
            for (const QJsonValue &each :
                 value->toObject().value(QLatin1String("warnings")).toArray())
                words.append(cleanText(each.toString(), 120));
        }
        if (words.isEmpty())
            return;
        Error error = condition(tr("Prometheus answers in part only: %1.").arg(words.first()),
                                tr("What it tells lacks something. Try: what it warns of."));
        error.detail = words.mid(0, kNamesShown).join(QLatin1Char('\n'));
        worsen(outcome, error, CheckStatus::Warning, tr("partial"));
    }

    void judgeAges(const Ages &ages, qsizetype up, ProbeOutcome &outcome) const
    {
        if (ages.late > 0) {
            outcome.fields.insert(QStringLiteral("prometheus.targets_late"), ages.late);
            worsen(outcome,
                   condition(tr("%1 of %2 targets that are up were not asked since %3.")
                                 .arg(ages.late)
                                 .arg(up)
                                 .arg(momentText(ages.latestLateMs)),
                             tr("What Prometheus says of them is old. Try: its load and its log.")),
                   ages.late == up ? CheckStatus::Critical : CheckStatus::Warning, tr("late"));
        }
        if (ages.ahead > 0)
            worsen(outcome,
                   condition(tr("Prometheus' times are ahead of this machine's."),
                             tr("How old its figures are can't be told. Try: the clocks of both "
                                "machines.")),
                   CheckStatus::Warning, tr("clock"));
    }

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
        Ages ages;
        for (const QJsonValue &each : active) {
            const QJsonObject target = each.toObject();
            const QString health = target.value(QLatin1String("health")).toString();
            if (health == QLatin1String("unknown"))
                ++notAsked;
            else if (health == QLatin1String("up"))
                ages.add(momentOf(target, "lastScrape"),
                         intervalOf(target.value(QLatin1String("scrapeInterval"))), nowMs());
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
        judgeAges(ages, up, outcome);
        if (active.isEmpty())
            worsen(outcome,
                   condition(tr("Prometheus has no target: it watches nothing."),
                             tr("Try: its scrape_configs, and what finds the targets.")),
                   CheckStatus::Warning, outcome.figure);
        else if (notAsked == active.size())
            worsen(outcome,
                   condition(tr("None of %1 targets was asked yet.").arg(active.size()),
                             tr("It has just started, or it does not ask. Try: its log.")),
                   CheckStatus::Warning, outcome.figure);
        return std::nullopt;
    }

    void judgeRules(const Result<HttpReply> &reply, ProbeOutcome &outcome)
    {
        const Result<QJsonObject> rules = data(reply, kRules);
        if (!rules) {
            Error error = condition(
                tr("Prometheus does not tell its rules: %1.").arg(asMessage(rules.error().message)),
                tr("Whether its alerts would fire is not known. Try: 'rules: false' "
                   "where it has none, as vmagent and a Thanos sidecar."));
            error.detail = rules.error().detail;
            worsen(outcome, error, CheckStatus::Warning, tr("no rules"));
            return;
        }
        Ages ages;
        int all = 0;
        int firing = 0;
        QStringList broken;
        for (const QJsonValue &group : rules->value(QLatin1String("groups")).toArray()) {
            ages.add(momentOf(group.toObject(), "lastEvaluation"),
                     intervalOf(group.toObject().value(QLatin1String("interval"))), nowMs());
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
        if (ages.late > 0)
            worsen(outcome,
                   condition(tr("%n group(s) of rules without an evaluation since %1.", nullptr,
                                static_cast<int>(ages.late))
                                 .arg(momentText(ages.latestLateMs)),
                             tr("Their alerts would not fire. Try: its load and its log.")),
                   CheckStatus::Warning, tr("late"));
    }
};

} // namespace

ProbeKind prometheusServerProbeKind()
{
    return {{QStringLiteral("prometheus-server"),
             QT_TRANSLATE_NOOP("ProbeKind", "Prometheus server"),
             HttpServiceProbe::schema(16 * 1024 * 1024)
                 + ParameterSchema{parameter(
                     "rules", ParameterType::Boolean,
                     PrometheusServerProbe::tr("Also ask for the rules; false for a server that "
                                               "has none, such as vmagent."),
                     true)},
             httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<PrometheusServerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "prometheusserverprobe.moc"
