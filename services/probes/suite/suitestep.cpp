// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/suite/suitestep.h"

#include "services/probes/kinds.h"
#include "services/probes/parameters.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Suite
{
    Q_DECLARE_TR_FUNCTIONS(Suite)
};

const QString kSecret = QStringLiteral("${secret}");

ParameterSpec takingSaved(ParameterSpec spec)
{
    spec.takesSaved = true;
    return spec;
}

} // namespace

Result<SuiteStep> SuiteStep::from(const QVariantMap &parameters)
{
    SuiteStep step;
    step.request = parameters;
    const auto take = [&step](const char *name) { return step.request.take(QLatin1String(name)); };
    step.id = take("id").toString();
    const QString title = take("title").toString();
    step.title = title.isEmpty() ? step.id : title;
    step.downIf = take("down_if").toStringList();
    step.degradedIf = take("degraded_if").toStringList();
    const auto broken = [&step](const char *name) {
        return failure(
            ErrorKind::Config,
            Suite::tr("Step %1 of the check has no valid %2.").arg(step.id, QLatin1String(name)),
            Suite::tr("Try: the check's definition in the platform file."));
    };
    if (step.id.isEmpty())
        return broken("id");
    const QVariantMap save = take("save").toMap();
    for (auto it = save.cbegin(); it != save.cend(); ++it) {
        const auto place = parseConditionPlace(it->toString());
        if (!place)
            return broken("save");
        step.save.insert(it.key(), *place);
    }
    const QString until = take("retry_until").toString();
    if (!until.isEmpty()) {
        const auto condition = parseCondition(until);
        if (!condition)
            return broken("retry_until");
        step.retryUntil = *condition;
    }
    const auto duration = [&](const char *name, Milliseconds otherwise) {
        const qint64 ms = take(name).toLongLong();
        return ms > 0 ? Milliseconds(ms) : otherwise;
    };
    step.within = duration("within", step.within);
    step.every = duration("every", step.every);
    step.always = take("always").toBool();
    return step;
}

ParameterSchema suiteStepSchema()
{
    const auto text = [](const char *source) { return Suite::tr(source); };
    ParameterSchema all{
        requiredParameter(
            "id", ParameterType::String,
            text(QT_TRANSLATE_NOOP(
                "Suite",
                "Letters, digits, - and _; later steps write ${id.name} for what it saves."))),
        parameter(
            "title", ParameterType::String,
            text(QT_TRANSLATE_NOOP("Suite", "What messages call the step; its id when absent."))),
    };
    const ParameterSchema request = httpProbeKind().info.parameters;
    for (ParameterSpec spec : request) {
        if (spec.name == QLatin1String("method"))
            spec.choices += {QStringLiteral("PATCH"), QStringLiteral("DELETE")};
        if (spec.name == QLatin1String("auth")) {
            spec.choices += QStringLiteral("body");
            spec.help =
                Suite::tr("How the credential is sent; body: where ${secret} stands in it.");
        }
        if (spec.name == QLatin1String("body"))
            spec.help = Suite::tr("Body of the request. A saved value is escaped as JSON when the "
                                  "body is JSON, percent-encoded in a form; JSON is sent as "
                                  "application/json unless headers say otherwise.");
        if (spec.name == QLatin1String("url"))
            spec.help = Suite::tr("Absolute address, http or https; saved values may stand behind "
                                  "the host and are percent-encoded.");
        spec.takesSaved = spec.name == QLatin1String("url") || spec.name == QLatin1String("headers")
                          || spec.name == QLatin1String("body");
        all.append(spec);
    }
    ParameterSpec within = rangeParameter(
        "within", ParameterType::Duration, 1, 600'000,
        text(QT_TRANSLATE_NOOP("Suite", "How long retry_until may take to hold.")), qint64(10'000));
    ParameterSpec every = rangeParameter(
        "every", ParameterType::Duration, 50, 600'000,
        text(QT_TRANSLATE_NOOP("Suite", "Pause between two tries of retry_until.")), qint64(500));
    all += {
        parameter("save", ParameterType::Places,
                  text(QT_TRANSLATE_NOOP(
                      "Suite", "Names and where their values stand in the answer: {token: "
                               "\"[BODY].access_token\"}. They are shown nowhere."))),
        takingSaved(
            parameter("down_if", ParameterType::ConditionList,
                      text(QT_TRANSLATE_NOOP(
                          "Suite", "Conditions; one that holds ends the suite as critical.")))),
        takingSaved(parameter(
            "degraded_if", ParameterType::ConditionList,
            text(QT_TRANSLATE_NOOP("Suite", "Conditions; one that holds is a warning.")))),
        takingSaved(parameter(
            "retry_until", ParameterType::ConditionText,
            text(QT_TRANSLATE_NOOP(
                "Suite",
                "The step is asked again until this condition holds: \"[BODY].state == done\". A "
                "request that fails, or a down_if that holds, ends the waiting at once.")))),
        within,
        every,
        parameter("always", ParameterType::Boolean,
                  text(QT_TRANSLATE_NOOP("Suite", "Asked after a failed step too, to clean up.")),
                  false),
    };
    return all;
}

QList<ParameterFinding> suiteFindings(const QVariantMap &values)
{
    QList<ParameterFinding> findings;
    const QVariantList steps = values.value(QStringLiteral("steps")).toList();
    const auto error = [&findings](const QString &what) {
        findings.append({QStringLiteral("steps"), ProblemSeverity::Error, what});
    };
    for (const QVariant &each : steps) {
        const QVariantMap step = each.toMap();
        const QString id = step.value(QStringLiteral("id")).toString();
        const bool isBody = step.value(QStringLiteral("auth")) == QLatin1String("body");
        const bool hasSecret = step.value(QStringLiteral("body")).toString().contains(kSecret);
        if (isBody && (!hasSecret || !step.contains(QStringLiteral("credential"))))
            error(Suite::tr("step '%1': 'auth: body' needs a credential, and ${secret} in its body")
                      .arg(id));
        if (!isBody && hasSecret)
            error(Suite::tr("step '%1': ${secret} needs 'auth: body' and a credential").arg(id));
        QStringList elsewhere{step.value(QStringLiteral("url")).toString()};
        const QVariantMap headers = step.value(QStringLiteral("headers")).toMap();
        for (const QVariant &header : headers)
            elsewhere << header.toString();
        if (std::any_of(elsewhere.cbegin(), elsewhere.cend(),
                        [](const QString &text) { return text.contains(kSecret); }))
            error(Suite::tr("step '%1': ${secret} may stand in the body only; a header takes the "
                            "credential by 'auth'")
                      .arg(id));
        QVariantMap http = step;
        if (isBody)
            http.remove(QStringLiteral("auth"));
        const KindInfo info = httpProbeKind().info;
        const QList<ParameterFinding> own =
            info.judge == nullptr ? QList<ParameterFinding>() : info.judge(http);
        for (const ParameterFinding &finding : own)
            findings.append({QStringLiteral("steps"), finding.severity,
                             Suite::tr("step '%1': %2").arg(id, finding.text)});
    }
    return findings;
}

Result<QVariantMap> filledRequest(const SuiteStep &step, const SuiteValues &values)
{
    QVariantMap request = step.request;
    const TextForm form = bodyForm(request);
    const Result<QString> url = values.intoUrl(request.value(QStringLiteral("url")).toString());
    if (!url)
        return failure(url.error());
    request.insert(QStringLiteral("url"), *url);
    QVariantMap headers = request.value(QStringLiteral("headers")).toMap();
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        const Result<QString> header = values.intoHeader(it->toString());
        if (!header)
            return failure(header.error());
        *it = *header;
    }
    const QString body = request.value(QStringLiteral("body")).toString();
    if (!body.isEmpty()) {
        const Result<QString> filled = values.intoBody(body, form);
        if (!filled)
            return failure(filled.error());
        request.insert(QStringLiteral("body"), *filled);
        if (form == TextForm::Json && contentTypeOf(request).isEmpty())
            headers.insert(QStringLiteral("Content-Type"), QStringLiteral("application/json"));
    }
    request.insert(QStringLiteral("headers"), headers);
    return request;
}

} // namespace opsdeck
