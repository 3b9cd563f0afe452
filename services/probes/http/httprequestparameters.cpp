// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/http/httprequestparameters.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kPathShown = 80;
constexpr int kSampleShown = 200;
constexpr int kLongestTarget = 4096;
constexpr int kRetryShown = 40;

class HttpParameter
{
    Q_DECLARE_TR_FUNCTIONS(HttpParameter)
};

double milliseconds(std::chrono::microseconds time)
{
    return static_cast<double>(time.count()) / 1000.0;
}

/// Where a redirect leads, without what is often secret in it: who asks, and what is handed on.
QString shownTarget(QString target)
{
    static const QRegularExpression kUser(QStringLiteral("^([a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*@"));
    const qsizetype tail = target.indexOf(QRegularExpression(QStringLiteral("[?#;]")));
    if (tail >= 0)
        target.truncate(tail);
    target.replace(kUser, QStringLiteral("\\1//"));
    if (target.size() > kPathShown)
        return target.left(kPathShown) + QChar(0x2026);
    return tail >= 0 ? target + QStringLiteral("?") + QChar(0x2026) : target;
}

} // namespace

ParameterSchema httpRequestSchema()
{
    ParameterSpec url = requiredParameter("url", ParameterType::Url,
                                          HttpParameter::tr("Absolute address, http or https."));
    url.choices = {QStringLiteral("http"), QStringLiteral("https")};
    return {
        url,
        parameter("headers", ParameterType::StringMap, HttpParameter::tr("Header fields to send.")),
        credentialParameter(),
        choiceParameter("auth", {QStringLiteral("bearer"), QStringLiteral("basic")},
                        HttpParameter::tr("How the credential is sent."), QStringLiteral("bearer")),
        parameter("username", ParameterType::String,
                  HttpParameter::tr("User name for basic authentication.")),
        parameter("address", ParameterType::Host,
                  HttpParameter::tr(
                      "Host to connect to, while name and certificate check stay the URL's.")),
        caFileParameter(),
    };
}

QList<ParameterFinding> httpRequestFindings(const QVariantMap &values)
{
    const bool isBasic = values.value(QStringLiteral("auth")) == QLatin1String("basic");
    if (values.contains(QStringLiteral("username")) && !isBasic)
        return {{QStringLiteral("username"), ProblemSeverity::Warning,
                 HttpParameter::tr("'username' is sent with 'auth: basic' only")}};
    if (isBasic && !values.contains(QStringLiteral("credential")))
        return {{QStringLiteral("auth"), ProblemSeverity::Warning,
                 HttpParameter::tr("'auth' has nothing to send without 'credential'")}};
    return {};
}

ParameterSpec maxBytesParameter(qint64 defaultBytes)
{
    return rangeParameter("max_bytes", ParameterType::ByteSize, 1, 256.0 * 1024 * 1024,
                          HttpParameter::tr("A larger answer is refused."), defaultBytes);
}

Result<HttpRequest> httpRequestFrom(const Parameters &parameters, qint64 defaultMaxBytes)
{
    HttpRequest request;
    request.url = QUrl(parameters.text("url"), QUrl::StrictMode);
    const QString scheme = request.url.scheme();
    if (!request.url.isValid() || request.url.host().isEmpty()
        || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return failure(missingParameter("url"));
    for (const auto &[name, value] : parameters.map("headers"))
        request.headers.append({name.toUtf8(), value.toUtf8()});
    request.caFile = parameters.text("ca_file");
    request.maxBytes = parameters.integer("max_bytes", defaultMaxBytes);
    request.username = parameters.text("username");
    // "body": the secret stands in the body, see withSecret().
    if (parameters.has("credential") && !parameters.text("credential").isEmpty()
        && parameters.text("auth") != QLatin1String("body"))
        request.auth =
            parameters.text("auth") == QLatin1String("basic") ? HttpAuth::Basic : HttpAuth::Bearer;
    return request;
}

Endpoint endpointOf(const QUrl &url)
{
    return {url.host(),
            static_cast<quint16>(url.port(url.scheme() == QLatin1String("https") ? 443 : 80))};
}

QString pathText(const QUrl &url)
{
    const QString path = url.path();
    return path.isEmpty() ? QStringLiteral("/") : cleanText(path, kPathShown);
}

Result<StatusRule> StatusRule::parse(const QStringList &patterns)
{
    static const QRegularExpression form(
        QStringLiteral("^(?:([1-5])[xX]{2}|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?)$"));
    StatusRule rule;
    const QStringList all = patterns.isEmpty() ? QStringList{QStringLiteral("2xx")} : patterns;
    for (const QString &pattern : all) {
        const QRegularExpressionMatch match = form.match(pattern.trimmed());
        if (!match.hasMatch())
            return failure(
                ErrorKind::Config,
                HttpParameter::tr("'%1' is no HTTP status.").arg(cleanText(pattern, kPathShown)),
                HttpParameter::tr("Try: 200, 2xx or 200-299."));
        const int hundreds = match.captured(1).toInt() * 100;
        const int from = match.captured(2).toInt();
        if (hundreds > 0)
            rule.m_ranges.append({hundreds, hundreds + 99});
        else
            rule.m_ranges.append(
                {from, match.captured(3).isEmpty() ? from : match.captured(3).toInt()});
    }
    rule.m_text = all.join(QLatin1String(", "));
    return rule;
}

bool StatusRule::accepts(int status) const
{
    return std::any_of(m_ranges.cbegin(), m_ranges.cend(), [status](const auto &range) {
        return status >= range.first && status <= range.second;
    });
}

Error statusError(const HttpReply &reply, const QString &path, const StatusRule &rule,
                  bool hadCredential)
{
    Error error;
    error.kind = ErrorKind::Status;
    error.message = HttpParameter::tr("HTTP %1 on %2.").arg(reply.status).arg(path);
    error.detail = cleanText(reply.body, kSampleShown);
    if (reply.status == 401 || reply.status == 403 || reply.status == 407) {
        error.kind = ErrorKind::Auth;
        error.advice =
            hadCredential
                ? HttpParameter::tr(
                      "The server refuses the credential. Try: replace it in the keychain.")
                : HttpParameter::tr("The server asks for a credential and the check has none. Try: "
                                    "credential in the check.");
    } else if (reply.status / 100 == 3) {
        const QString target = shownTarget(cleanText(reply.header("Location"), kLongestTarget));
        error.message = target.isEmpty()
                            ? HttpParameter::tr("HTTP %1 on %2: a redirect that names no address.")
                                  .arg(reply.status)
                                  .arg(path)
                            : HttpParameter::tr("HTTP %1 on %2: a redirect to %3.")
                                  .arg(reply.status)
                                  .arg(path, target);
        error.advice =
            target.isEmpty()
                ? HttpParameter::tr("The server is broken there. Try: its log.")
                : HttpParameter::tr("Redirects are not followed. Try: the final address as url.");
    } else if (reply.status == 404 || reply.status == 410) {
        error.advice = HttpParameter::tr("The server answers and knows no such path; expected %1. "
                                         "Try: the path in the check's url.")
                           .arg(rule.toString());
    } else {
        error.advice =
            HttpParameter::tr(
                "The server answers and says that it is not well; expected %1. Try: its log.")
                .arg(rule.toString());
    }
    if (const QString wait = cleanText(reply.header("Retry-After"), kRetryShown); !wait.isEmpty())
        error.advice +=
            QLatin1Char(' ')
            + (std::all_of(wait.cbegin(), wait.cend(),
                           [](QChar c) { return c >= u'0' && c <= u'9'; })
                   ? HttpParameter::tr("It asks to wait %1 s (Retry-After).").arg(wait)
                   : HttpParameter::tr("It asks to wait until %1 (Retry-After).").arg(wait));
    if (error.kind == ErrorKind::Status)
        error.fault = QString::number(reply.status);
    return error;
}

QVariantMap httpFields(const HttpReply &reply, std::chrono::microseconds resolveTime)
{
    QVariantMap fields{
        {QStringLiteral("http.status"), reply.status},
        {QStringLiteral("http.bytes"), reply.bodySize},
        {QStringLiteral("time.resolve_ms"), milliseconds(resolveTime)},
        {QStringLiteral("time.connect_ms"), milliseconds(reply.timings.connect)},
        {QStringLiteral("time.tls_ms"), milliseconds(reply.timings.tls)},
        {QStringLiteral("time.first_byte_ms"), milliseconds(reply.timings.firstByte)},
    };
    const QByteArray type = reply.header("Content-Type");
    if (!type.isEmpty())
        fields.insert(QStringLiteral("http.content_type"), cleanText(type, kPathShown));
    const QByteArray retryAfter = reply.header("Retry-After");
    if (!retryAfter.isEmpty())
        fields.insert(QStringLiteral("http.retry_after"), cleanText(retryAfter, kPathShown));
    return fields;
}

void keepForConditions(const HttpReply &reply, ProbeOutcome &outcome)
{
    QList<std::pair<QByteArray, QByteArray>> headers;
    for (const HttpHeader &header : reply.headers)
        headers.append({header.name, header.value});
    outcome.headers = headers;
    const QByteArray coding = reply.header("Content-Encoding");
    if (coding.isEmpty() || coding.compare("identity", Qt::CaseInsensitive) == 0)
        outcome.body = reply.body;
    if (reply.certificateEndMs)
        outcome.samples.append({QStringLiteral("probe_ssl_earliest_cert_expiry"),
                                {},
                                static_cast<double>(*reply.certificateEndMs / 1000),
                                MetricType::Gauge});
}

bool isHtml(const HttpReply &reply)
{
    const QByteArray start = reply.body.left(512).trimmed().toLower();
    return reply.header("Content-Type").toLower().contains("text/html")
           || start.startsWith("<!doctype html") || start.startsWith("<html");
}

} // namespace opsdeck
