// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/scrapeprobe.h"

#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/freshness.h"
#include "services/probes/probememory.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <utility>

namespace opsdeck {

namespace {

constexpr qint64 kMaxBytes = 8LL * 1024 * 1024;
constexpr int kSampleLimit = 20'000;
constexpr int kFigureShown = 14;
constexpr qsizetype kStartKept = 512;

/// What the check's last page looked like.
struct LastPage
{
    std::shared_ptr<const PageShape> shape;
};

QString numberText(double value)
{
    return QString::number(value, 'g', 6);
}

/// "2026-11-20 19:00 UTC".
QString momentText(qint64 atMs)
{
    return QDateTime::fromMSecsSinceEpoch(atMs, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"));
}

Error datedError(const QString &what, qint64 atMs, qint64 nowMs)
{
    return {
        ErrorKind::Condition,
        ScrapeProbe::tr("%1 is of %2, not of now: it can't be judged.").arg(what, momentText(atMs)),
        atMs > nowMs
            ? ScrapeProbe::tr("The page's times are ahead. Try: the clocks of both machines.")
            : ScrapeProbe::tr("The page is served, what it tells is old: what fills it may "
                              "stand. Try: what the exporter gets its figures from."),
        {}};
}

} // namespace

Result<NetProbe::Question> ScrapeProbe::question()
{
    const Parameters parameters(check());
    Result<HttpRequest> request = httpRequestFrom(parameters, kMaxBytes);
    if (!request)
        return failure(request.error());
    m_request = std::move(*request);
    m_request.headers.prepend(
        {QByteArrayLiteral("Accept"), QByteArrayLiteral("text/plain;version=0.0.4,*/*;q=0.1")});
    for (const QString &glob : parameters.list("metrics"))
        m_globs.append(QRegularExpression(QRegularExpression::wildcardToRegularExpression(glob)));
    if (const std::optional<Error> error = readLimits("limits", CheckStatus::Critical))
        return failure(*error);
    if (const std::optional<Error> error = readLimits("limits_warning", CheckStatus::Warning))
        return failure(*error);
    ExpositionOptions options;
    options.sampleLimit = static_cast<int>(
        std::clamp<qint64>(parameters.integer("sample_limit", kSampleLimit), 1, 1'000'000));
    if (context().clock != nullptr) {
        const Freshness fresh = Freshness::at(context().clock->now().wallMs, check().interval);
        options.oldestMs = fresh.oldestMs;
        options.newestMs = fresh.newestMs + check().timeout.count(); // the page comes later
    }
    if (!m_globs.isEmpty() || !keepsAllByDefault()) {
        options.keep = [this](QByteArrayView name) {
            const QString text = QString::fromLatin1(name);
            return isKept(text) || reads(text);
        };
    }
    if (context().memory != nullptr) {
        options.before = context().memory->of<LastPage>(context().key).shape;
        options.filter = filter();
    }
    m_parser = std::make_unique<ExpositionParser>(std::move(options));
    return Question{endpointOf(m_request.url), parameters.text("address"),
                    CredentialId(parameters.text("credential"))};
}

/// Tells one choice of samples from another: the kind's own, the check's and those of its limits.
QByteArray ScrapeProbe::filter() const
{
    QStringList names{check().kind};
    for (const QRegularExpression &glob : m_globs)
        names.append(glob.pattern());
    for (const Limit &limit : m_limits)
        names.append(limit.selector.metric);
    return names.join(QLatin1Char('\n')).toUtf8();
}

std::optional<Error> ScrapeProbe::readLimits(const char *name, CheckStatus onBreak)
{
    for (const auto &[text, condition] : Parameters(check()).map(name)) {
        const std::optional<SampleSelector> selector = SampleSelector::parse(text);
        if (!selector)
            return Error{ErrorKind::Config,
                         tr("'%1' names no sample.").arg(cleanText(text, 80)),
                         tr("Try: a form like http_requests_total or up{job=\"api\"}."),
                         {}};
        const Result<Expectation> expectation = Expectation::parse(condition);
        if (!expectation)
            return expectation.error();
        m_limits.append({text, *selector, *expectation, onBreak});
    }
    return std::nullopt;
}

bool ScrapeProbe::isKept(const QString &name) const
{
    const auto isLimited = [&name](const Limit &limit) { return limit.selector.metric == name; };
    const auto fits = [&name](const QRegularExpression &glob) {
        return glob.match(name).hasMatch();
    };
    return (m_globs.isEmpty() && keepsAllByDefault())
           || std::any_of(m_limits.cbegin(), m_limits.cend(), isLimited)
           || std::any_of(m_globs.cbegin(), m_globs.cend(), fits);
}

void ScrapeProbe::ask(const Prepared &prepared)
{
    HttpRequest request = m_request;
    request.place = prepared.place;
    request.secret = prepared.secret;
    request.sink = [this](QByteArrayView piece) {
        if (m_start.size() < kStartKept)
            m_start.append(piece.first(std::min(piece.size(), kStartKept)).toByteArray());
        return m_parser->feed(piece);
    };
    m_call = std::make_unique<HttpCall>(*context().http, std::move(request));
    connect(m_call.get(), &HttpCall::finished, this, &ScrapeProbe::answered);
    m_call->start();
}

/// What makes the page worthless as a whole.
std::optional<Error> ScrapeProbe::pageError(const HttpReply &reply)
{
    const QString path = pathText(m_request.url);
    HttpReply shown = reply;
    shown.body = m_start;
    const bool isOpenMetrics = reply.header("Content-Type").contains("openmetrics");
    if (!reply.cut)
        (void)m_parser->finish();
    if (m_parser->errorText().isEmpty() && isOpenMetrics && !m_parser->sawEof())
        return neterror::garbage(tr("%1 ends before # EOF: the page is not whole.").arg(path));
    if (m_parser->errorText().isEmpty() && m_parser->total() > 0)
        return std::nullopt;
    if (m_parser->isTooLarge())
        return Error{ErrorKind::TooLarge,
                     tr("%1 passes a limit: %2.").arg(path, m_parser->errorText()),
                     tr("Reading stopped there. Try: metrics or sample_limit in the check."),
                     {}};
    if (isHtml(shown))
        return neterror::garbage(
            tr("%1 answered %2 with HTML instead of metrics.").arg(path).arg(reply.status),
            m_start);
    if (!m_parser->errorText().isEmpty())
        return neterror::garbage(
            tr("%1 is not in Prometheus' text format, %2.").arg(path, m_parser->errorText()),
            m_start);
    return neterror::garbage(tr("%1 answered without a single sample.").arg(path), m_start);
}

void ScrapeProbe::answered(const Result<HttpReply> &reply)
{
    if (!reply) {
        fail(reply.error());
        return;
    }
    ProbeOutcome outcome = answeredOutcome(elapsed());
    const QString path = pathText(m_request.url);
    if (reply->status != 200) {
        const StatusRule rule = StatusRule::parse({QStringLiteral("200")}).value_or(StatusRule());
        outcome = failedOutcome(statusError(*reply, path, rule, m_request.auth != HttpAuth::None));
        outcome.status = CheckStatus::Critical;
        outcome.figure = QString::number(reply->status);
    } else if (const std::optional<Error> error = pageError(*reply)) {
        outcome = failedOutcome(*error);
    } else {
        outcome.message =
            tr("%1: %n sample(s), %2, in %3", nullptr, static_cast<int>(m_parser->total()))
                .arg(path, byteText(reply->bodySize), outcome.figure);
        m_read = m_parser->samples();
        m_dated = m_parser->dated();
        if (context().memory != nullptr)
            context().memory->of<LastPage>(context().key).shape = m_parser->shape();
        std::copy_if(m_read.cbegin(), m_read.cend(), std::back_inserter(outcome.samples),
                     [this](const Sample &sample) { return isKept(sample.metric); });
        outcome.samples.append({QStringLiteral("scrape_samples_scraped"),
                                {},
                                static_cast<double>(m_parser->total()),
                                MetricType::Gauge});
        if (const qsizetype dated = m_dated.size(); dated > 0) {
            outcome.message +=
                tr(", %n of another time left out", nullptr, static_cast<int>(dated));
            outcome.fields.insert(QStringLiteral("prometheus.samples_not_of_now"), dated);
        }
        judgeLimits(outcome);
        judge(m_read, outcome);
        judgeAge(outcome);
    }
    QVariantMap fields = httpFields(*reply, resolveTime());
    fields.insert(outcome.fields);
    fields.insert(QStringLiteral("prometheus.samples"), m_parser->total());
    outcome.fields = fields;
    outcome.address = reply->address;
    keepForConditions(*reply, outcome);
    outcome.body.reset(); // it went by in pieces
    finish(outcome);
}

void ScrapeProbe::judgeLimits(ProbeOutcome &outcome) const
{
    // Critical before unknown before warning: what is known to be bad is not hidden by what is
    // missing.
    const auto weight = [](CheckStatus status) {
        return status == CheckStatus::Critical  ? 3
               : status == CheckStatus::Unknown ? 2
               : status == CheckStatus::Warning ? 1
                                                : 0;
    };
    const auto take = [&](CheckStatus status, const Error &error, const QString &figure) {
        if (weight(status) <= weight(outcome.status))
            return;
        outcome.status = status;
        outcome.error = error;
        outcome.message = asMessage(error.message);
        outcome.figure = cleanText(figure, kFigureShown);
    };
    for (const Limit &limit : m_limits) {
        bool isFound = false;
        for (const Sample &sample : std::as_const(m_read)) {
            if (!limit.selector.matches(sample))
                continue;
            isFound = true;
            const QString value = numberText(sample.value);
            outcome.fields.insert(QStringLiteral("limit.") + limit.text,
                                  std::isfinite(sample.value) ? QVariant(sample.value)
                                                              : QVariant(value));
            const Expectation::Verdict verdict = limit.expectation.judge(sample.value);
            if (verdict == Expectation::Verdict::NotComparable)
                take(CheckStatus::Unknown,
                     {ErrorKind::Condition,
                      tr("%1 is %2: it can't be judged.").arg(limit.text, value),
                      {},
                      {}},
                     value);
            else if (verdict == Expectation::Verdict::Broken)
                take(limit.onBreak,
                     {ErrorKind::Condition,
                      tr("%1 is %2, expected %3.")
                          .arg(limit.text, value, limit.expectation.toString()),
                      tr("The service answers; what it counts is outside its limit."),
                      {}},
                     value);
        }
        for (const DatedSample &dated : std::as_const(m_dated)) {
            if (!limit.selector.matches(dated.sample))
                continue;
            isFound = true;
            take(CheckStatus::Unknown,
                 datedError(limit.text, dated.atMs,
                            context().clock != nullptr ? context().clock->now().wallMs : 0),
                 tr("old"));
        }
        if (!isFound)
            take(CheckStatus::Unknown,
                 {ErrorKind::NotFound,
                  tr("%1 is not on the page: it can't be judged.").arg(limit.text),
                  tr("The exporter no longer has it, or its name or labels are others."),
                  {}},
                 tr("missing"));
    }
}

/// Nothing is known of now by a page all of whose figures are of another time, nor by a kind whose
/// own figures are.
void ScrapeProbe::judgeAge(ProbeOutcome &outcome) const
{
    if (outcome.status != CheckStatus::Ok && outcome.status != CheckStatus::Warning)
        return;
    const auto judged =
        std::find_if(m_dated.cbegin(), m_dated.cend(), [this](const DatedSample &dated) {
            return m_read.isEmpty() || reads(dated.sample.metric);
        });
    if (judged == m_dated.cend())
        return;
    const Error error = datedError(m_read.isEmpty() ? path() : judged->sample.metric, judged->atMs,
                                   context().clock != nullptr ? context().clock->now().wallMs : 0);
    outcome.status = CheckStatus::Unknown;
    outcome.error = error;
    outcome.message = asMessage(error.message);
    outcome.figure = tr("old");
}

ParameterSchema ScrapeProbe::schema(const QString &metricsHelp)
{
    ParameterSchema all = httpRequestSchema();
    all += {
        maxBytesParameter(kMaxBytes),
        parameter("metrics", ParameterType::StringList, metricsHelp),
        rangeParameter("sample_limit", ParameterType::Integer, 1, 1'000'000,
                       tr("A page with more kept samples is refused."), kSampleLimit),
        parameter(
            "limits", ParameterType::Conditions,
            tr("Sample name, with labels if wanted, and a comparison like "
               "\"< 15\"; anything else is critical. A sample with a time of its own that is older "
               "than 5 minutes, or than 3 intervals where that is longer, or more than a "
               "minute ahead, is not judged: that is unknown.")),
        parameter("limits_warning", ParameterType::Conditions,
                  tr("The same; anything else is a warning.")),
    };
    return all;
}

QList<ParameterFinding> ScrapeProbe::findings(const QVariantMap &values)
{
    QList<ParameterFinding> findings = httpRequestFindings(values);
    for (const QString &name : {QStringLiteral("limits"), QStringLiteral("limits_warning")}) {
        const QStringList samples = values.value(name).toMap().keys();
        for (const QString &sample : samples) {
            if (!SampleSelector::parse(sample))
                findings.append({name, ProblemSeverity::Error,
                                 tr("'%1' of '%2' names no sample; write "
                                    "http_requests_total or up{job=\"api\"}")
                                     .arg(cleanText(sample, 60), name)});
        }
    }
    return findings;
}

} // namespace opsdeck
