// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/conditions/checkconditions.h"
#include "services/probes/conditions/jsonconditions.h"
#include "services/probes/http/bodytext.h"
#include "services/probes/http/httprequestparameters.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"

namespace opsdeck {

namespace {

constexpr qint64 kMaxBytes = 1024 * 1024;
constexpr int kFigureShown = 14;
constexpr int kSampleShown = 200;

struct JsonCondition
{
    QString path;
    Expectation expectation;
    CheckStatus onBreak = CheckStatus::Critical;
};

class HttpProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : QString(); }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override { return m_call ? m_call->stage() : QString(); }

private:
    std::optional<Error> readConditions(const char *name, CheckStatus onBreak);
    void answered(const Result<HttpReply> &reply);
    /// Judges the body; changes an outcome that is Ok.
    void judge(const HttpReply &reply, ProbeOutcome &outcome);
    void judgeJsonBody(const HttpReply &reply, ProbeOutcome &outcome);
    static void take(ProbeOutcome &outcome, const ProbeOutcome &failed);

    HttpRequest m_request;
    StatusRule m_rule;
    bool m_statusByCondition = false;
    QList<JsonCondition> m_conditions;
    QByteArray m_contains;
    std::unique_ptr<HttpCall> m_call;
};

Result<NetProbe::Question> HttpProbe::question()
{
    const Parameters parameters(check());
    Result<HttpRequest> request = httpRequestFrom(parameters, kMaxBytes);
    if (!request)
        return failure(request.error());
    m_request = std::move(*request);
    m_request.method = parameters.text("method", QStringLiteral("GET")).toUpper().toUtf8();
    m_request.body = parameters.text("body").toUtf8();
    m_contains = parameters.text("body_contains").toUtf8();
    const QStringList statuses = parameters.list("status");
    const Result<StatusRule> rule = StatusRule::parse(statuses);
    if (!rule)
        return failure(rule.error());
    m_rule = *rule;
    const bool isDefault = statuses.isEmpty() || statuses == QStringList{QStringLiteral("2xx")};
    m_statusByCondition = isDefault && hasConditionOn(check(), ConditionPlace::Status);
    if (const std::optional<Error> error = readConditions("json", CheckStatus::Critical))
        return failure(*error);
    if (const std::optional<Error> error = readConditions("json_warning", CheckStatus::Warning))
        return failure(*error);
    return Question{endpointOf(m_request.url), parameters.text("address"),
                    CredentialId(parameters.text("credential"))};
}

std::optional<Error> HttpProbe::readConditions(const char *name, CheckStatus onBreak)
{
    for (const auto &[path, text] : Parameters(check()).map(name)) {
        const Result<Expectation> expectation = Expectation::parse(text);
        if (!expectation)
            return expectation.error();
        m_conditions.append({path, *expectation, onBreak});
    }
    return std::nullopt;
}

void HttpProbe::ask(const Prepared &prepared)
{
    HttpRequest request = m_request;
    request.place = prepared.place;
    request.secret = prepared.secret;
    if (Parameters(check()).text("auth") == QLatin1String("body")) {
        request.body = withSecret(m_request.body, prepared.secret.data(), prepared.secret.size(),
                                  bodyForm(check().parameters));
        request.bodyHoldsSecret = true;
    }
    m_call = std::make_unique<HttpCall>(*context().http, std::move(request));
    connect(m_call.get(), &HttpCall::finished, this, &HttpProbe::answered);
    m_call->start();
}

void HttpProbe::answered(const Result<HttpReply> &reply)
{
    if (!reply) {
        fail(reply.error());
        return;
    }
    ProbeOutcome outcome = answeredOutcome(elapsed());
    const QString path = pathText(m_request.url);
    outcome.message = tr("HTTP %1 on %2 in %3").arg(reply->status).arg(path, outcome.figure);
    if (!m_statusByCondition && !m_rule.accepts(reply->status)) {
        ProbeOutcome failed =
            failedOutcome(statusError(*reply, path, m_rule, m_request.auth != HttpAuth::None));
        failed.status = CheckStatus::Critical;
        failed.figure = QString::number(reply->status);
        take(outcome, failed);
    } else {
        judge(*reply, outcome);
    }
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    const QVariantMap judged = outcome.fields;
    outcome.fields = httpFields(*reply, resolveTime());
    outcome.fields.insert(judged);
    outcome.address = reply->address;
    outcome.samples.append({QStringLiteral("probe_http_status_code"),
                            {},
                            static_cast<double>(reply->status),
                            MetricType::Gauge});
    keepForConditions(*reply, outcome);
    finish(outcome);
}

void HttpProbe::take(ProbeOutcome &outcome, const ProbeOutcome &failed)
{
    outcome.status = failed.status;
    outcome.message = failed.message;
    outcome.figure = failed.figure;
    outcome.error = failed.error;
}

void HttpProbe::judge(const HttpReply &reply, ProbeOutcome &outcome)
{
    if (m_conditions.isEmpty() && m_contains.isEmpty())
        return;
    const QString path = pathText(m_request.url);
    const QByteArray coding = reply.header("Content-Encoding");
    if (!coding.isEmpty() && coding.compare("identity", Qt::CaseInsensitive) != 0) {
        take(outcome, failedOutcome(neterror::garbage(
                          tr("%1 answered with a body coded as %2, which was not asked for.")
                              .arg(path, cleanText(coding, kFigureShown)))));
        return;
    }
    if (!m_conditions.isEmpty())
        judgeJsonBody(reply, outcome);
    if (outcome.status == CheckStatus::Ok && !m_contains.isEmpty()
        && !reply.body.contains(m_contains)) {
        Error error{ErrorKind::Condition,
                    tr("%1 answered %2 without the text '%3'.")
                        .arg(path)
                        .arg(reply.status)
                        .arg(cleanText(m_contains, kSampleShown)),
                    tr("The server answers, but not with what the check looks for."),
                    cleanText(reply.body, kSampleShown)};
        if (isHtml(reply))
            error.advice +=
                QLatin1Char(' ') + tr("The answer is HTML: a proxy's error page, perhaps.");
        take(outcome, failedOutcome(error));
    }
}

void HttpProbe::judgeJsonBody(const HttpReply &reply, ProbeOutcome &outcome)
{
    const Result<QJsonValue> document = parseStrictJson(reply.body);
    if (!document) {
        Error error = document.error();
        error.detail = cleanText(reply.body, kSampleShown);
        if (isHtml(reply)) {
            error.message = tr("%1 answered %2 with HTML instead of JSON, %3.")
                                .arg(pathText(m_request.url))
                                .arg(reply.status)
                                .arg(byteText(reply.bodySize));
            error.advice = tr("The url may lead to a page for people, or a proxy answers in the "
                              "server's place. Try: the path "
                              "in the check's url.");
        }
        take(outcome, failedOutcome(error));
        return;
    }
    for (const JsonCondition &condition : m_conditions) {
        const JsonVerdict verdict = judgeJson(*document, condition.path, condition.expectation);
        outcome.fields.insert(QStringLiteral("json.") + condition.path, verdict.value);
        const bool isWorse = condition.onBreak == CheckStatus::Critical
                                 ? outcome.status != CheckStatus::Critical
                                 : outcome.status == CheckStatus::Ok;
        if (verdict.isMet || !isWorse)
            continue;
        ProbeOutcome failed = failedOutcome(
            {ErrorKind::Condition, verdict.message + QLatin1Char('.'),
             verdict.advice.isEmpty()
                 ? tr("The server answers and says that it is not well. Try: what it says of its "
                      "parts.")
                 : verdict.advice,
             cleanText(reply.body, kSampleShown)});
        failed.status = condition.onBreak;
        failed.figure =
            verdict.value.isEmpty() ? tr("missing") : cleanText(verdict.value, kFigureShown);
        take(outcome, failed);
    }
}

ParameterSchema schema()
{
    const auto text = [](const char *source) { return HttpProbe::tr(source); };
    ParameterSchema all = httpRequestSchema();
    all += {
        choiceParameter("method",
                        {QStringLiteral("GET"), QStringLiteral("HEAD"), QStringLiteral("POST"),
                         QStringLiteral("PUT"), QStringLiteral("OPTIONS")},
                        text(QT_TRANSLATE_NOOP("HttpProbe", "Method of the request.")),
                        QStringLiteral("GET")),
        parameter("body", ParameterType::String,
                  text(QT_TRANSLATE_NOOP("HttpProbe", "Body of the request."))),
        parameter("status", ParameterType::StringList,
                  text(QT_TRANSLATE_NOOP(
                      "HttpProbe",
                      "Accepted status codes: 200, 2xx or 200-299; another one is critical. A "
                      "condition on [STATUS] takes the default's place.")),
                  QStringList{QStringLiteral("2xx")}),
        parameter(
            "json", ParameterType::Conditions,
            text(QT_TRANSLATE_NOOP(
                "HttpProbe",
                "Dotted path in the JSON answer and the value expected there, or a comparison "
                "like \"< 15\"; anything else is critical."))),
        parameter("json_warning", ParameterType::Conditions,
                  text(QT_TRANSLATE_NOOP("HttpProbe", "The same; anything else is a warning."))),
        parameter("body_contains", ParameterType::String,
                  text(QT_TRANSLATE_NOOP("HttpProbe", "Text that the answer must contain."))),
        latencyLimitParameter(),
        maxBytesParameter(kMaxBytes),
    };
    return all;
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> findings = httpRequestFindings(values);
    const Result<StatusRule> rule =
        StatusRule::parse(values.value(QStringLiteral("status")).toStringList());
    if (!rule)
        findings.append({QStringLiteral("status"), ProblemSeverity::Error,
                         HttpProbe::tr("'status' must be codes such as 200, 2xx or 200-299. %1")
                             .arg(rule.error().message)});
    return findings;
}

} // namespace

ProbeKind httpProbeKind()
{
    return {{QStringLiteral("http"), QT_TRANSLATE_NOOP("ProbeKind", "HTTP"), schema(), judge},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<HttpProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "httpprobe.moc"
