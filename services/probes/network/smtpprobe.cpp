// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/net/smtpcall.h"
#include "services/probes/findings.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"

#include <QRegularExpression>

namespace opsdeck {

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kWarnBefore = 21 * kDayMs;
constexpr qint64 kCriticalBefore = 7 * kDayMs;
constexpr quint16 kPort = 25;

const QStringList kTls{QStringLiteral("none"), QStringLiteral("auto"), QStringLiteral("starttls"),
                       QStringLiteral("implicit")};

/// A mail server, as far as it goes without a mail.
class SmtpProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : NetProbe::address(); }

    QVariantMap fieldsSoFar() const override
    {
        return m_call ? fieldsOf(m_call->session()) : QVariantMap();
    }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override
    {
        return m_call ? m_call->stage() : QStringLiteral("connect");
    }

private:
    static QVariantMap fieldsOf(const SmtpSession &session);
    void answered(const Result<SmtpSession> &session);
    void judge(const SmtpSession &session, Findings &findings) const;

    SmtpRequest m_request;
    std::unique_ptr<SmtpCall> m_call;
};

Result<NetProbe::Question> SmtpProbe::question()
{
    const Parameters parameters(check());
    const qint64 port = parameters.integer("port", kPort);
    m_request.asked = {parameters.text("host"), static_cast<quint16>(port)};
    if (m_request.asked.host.isEmpty())
        return failure(missingParameter("host"));
    if (port < 1 || port > 65'535 || !parameters.has("port"))
        return failure(missingParameter("port"));
    m_request.tls = static_cast<SmtpTls>(
        std::max<qsizetype>(0, kTls.indexOf(parameters.text("tls", kTls.at(1)))));
    m_request.serverName = parameters.text("server_name", m_request.asked.host);
    m_request.caFile = parameters.text("ca_file");
    m_request.greetAs = parameters.text("helo");
    m_request.username = parameters.text("username");
    m_request.noop = parameters.flag("noop", true);
    return Question{m_request.asked, {}, CredentialId(parameters.text("credential"))};
}

void SmtpProbe::ask(const Prepared &prepared)
{
    m_request.place = prepared.place;
    m_request.secret = prepared.secret;
    m_call = std::make_unique<SmtpCall>(std::move(m_request));
    connect(m_call.get(), &SmtpCall::finished, this, &SmtpProbe::answered);
    m_call->start();
}

QVariantMap SmtpProbe::fieldsOf(const SmtpSession &session)
{
    QVariantMap fields{{QStringLiteral("smtp.encrypted"), session.isEncrypted},
                       {QStringLiteral("smtp.authenticated"), session.isAuthenticated}};
    if (!session.greeting.isEmpty())
        fields.insert(QStringLiteral("smtp.greeting"), session.greeting);
    if (!session.capabilities.isEmpty())
        fields.insert(QStringLiteral("smtp.capabilities"), session.capabilities);
    if (!session.protocol.isEmpty())
        fields.insert(QStringLiteral("tls.protocol"), session.protocol);
    return fields;
}

void SmtpProbe::answered(const Result<SmtpSession> &session)
{
    if (!session) {
        ProbeOutcome outcome = failedOutcome(session.error());
        outcome.fields = fieldsOf(m_call->session());
        finish(outcome);
        return;
    }
    ProbeOutcome outcome = answeredOutcome(std::max(session->total, std::chrono::microseconds(1)));
    outcome.message = (session->isAuthenticated ? tr("greets, encrypts, logs in, %1")
                       : session->isEncrypted   ? tr("greets and encrypts, %1")
                                                : tr("greets, %1"))
                          .arg(outcome.figure);
    outcome.fields = fieldsOf(*session);
    const auto gauge = [&outcome](const char *metric, double value) {
        outcome.samples.append({QLatin1String(metric), {}, value, MetricType::Gauge});
    };
    const auto seconds = [](std::chrono::microseconds time) {
        return std::chrono::duration<double>(time).count();
    };
    gauge("smtp_connect_seconds", seconds(session->connect));
    gauge("smtp_greeting_seconds", seconds(session->greet));
    gauge("smtp_encrypted", session->isEncrypted ? 1 : 0);
    if (session->isEncrypted)
        gauge("smtp_tls_seconds", seconds(session->tls));
    for (const QString &each : session->capabilities) {
        bool isNumber = false;
        const qint64 size = each.startsWith(QLatin1String("SIZE "), Qt::CaseInsensitive)
                                ? each.mid(5).toLongLong(&isNumber)
                                : 0;
        if (isNumber && size > 0)
            gauge("smtp_size_limit_bytes", static_cast<double>(size));
    }
    if (session->certificateEndMs) {
        const qint64 left = *session->certificateEndMs - context().clock->now().wallMs;
        gauge("probe_ssl_earliest_cert_expiry",
              static_cast<double>(*session->certificateEndMs / 1000));
        gauge("tls_certificate_days_left", static_cast<double>(left / kDayMs));
        outcome.fields.insert(QStringLiteral("tls.days_left"), left / kDayMs);
    }
    Findings findings;
    judge(*session, findings);
    findings.apply(outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

void SmtpProbe::judge(const SmtpSession &session, Findings &findings) const
{
    const Parameters parameters(check());
    const QString where = endpoint().toString();
    for (const QString &wanted : parameters.list("expect")) {
        const bool isThere = std::any_of(session.capabilities.cbegin(), session.capabilities.cend(),
                                         [&wanted](const QString &each) {
                                             return each.compare(wanted, Qt::CaseInsensitive) == 0
                                                    || each.startsWith(wanted + QLatin1Char(' '),
                                                                       Qt::CaseInsensitive);
                                         });
        if (!isThere)
            findings.add(CheckStatus::Critical, ErrorKind::Condition,
                         tr("%1 does not offer %2.").arg(where, cleanText(wanted, 80)),
                         tr("It offers: %1.")
                             .arg(cleanText(session.capabilities.join(QStringLiteral(", ")), 300)));
    }
    if (!session.certificateEndMs)
        return;
    const qint64 left = *session.certificateEndMs - context().clock->now().wallMs;
    const bool isCritical =
        left < parameters.duration("critical_before", Milliseconds(kCriticalBefore)).count();
    if (isCritical || left < parameters.duration("warn_before", Milliseconds(kWarnBefore)).count())
        findings.add(
            isCritical ? CheckStatus::Critical : CheckStatus::Warning, ErrorKind::Condition,
            tr("The certificate of %1 ends in %n day(s).", nullptr, static_cast<int>(left / kDayMs))
                .arg(where),
            tr("Other servers may refuse it then. Try: renew it."));
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    QList<ParameterFinding> all;
    const auto text = [&values](const char *name) {
        return values.value(QLatin1String(name)).toString();
    };
    const auto error = [&all](const char *name, const QString &words) {
        all.append({QLatin1String(name), ProblemSeverity::Error, words});
    };
    static const QRegularExpression name(
        QStringLiteral(R"(^(\[[A-Za-z0-9:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)$)"));
    if (!text("helo").isEmpty() && !name.match(text("helo")).hasMatch())
        error("helo", SmtpProbe::tr("'helo' must be a host name, or an address in brackets"));
    if (!text("credential").isEmpty() && text("username").isEmpty())
        error("credential", SmtpProbe::tr("a credential needs 'username' beside it"));
    if (!text("credential").isEmpty() && text("tls") == QLatin1String("none"))
        error("tls",
              SmtpProbe::tr(
                  "a password is sent over TLS only; 'tls' must not be none beside 'credential'"));
    if (values.value(QStringLiteral("warn_before")).toLongLong()
        < values.value(QStringLiteral("critical_before")).toLongLong())
        all.append({QStringLiteral("critical_before"), ProblemSeverity::Warning,
                    SmtpProbe::tr("a certificate is critical before it is a warning; make "
                                  "'warn_before' the longer one")});
    return all;
}

ParameterSchema schema()
{
    return {
        hostParameter(),
        parameter("port", ParameterType::Port, SmtpProbe::tr("TCP port."), kPort),
        choiceParameter(
            "tls", kTls,
            SmtpProbe::tr("Encryption: never, when the server offers STARTTLS, STARTTLS in any "
                          "case, or from the first byte (465). The certificate is always checked."),
            kTls.at(1)),
        parameter(
            "server_name", ParameterType::String,
            SmtpProbe::tr("Name to ask for and to find in the certificate; the host when absent.")),
        caFileParameter(),
        parameter("helo", ParameterType::String,
                  SmtpProbe::tr("Name to greet with; this machine's address when absent.")),
        parameter("username", ParameterType::String,
                  SmtpProbe::tr("User to log in as, with the credential.")),
        credentialParameter(),
        parameter("noop", ParameterType::Boolean,
                  SmtpProbe::tr("Also send NOOP. Mail is never sent."), true),
        parameter(
            "expect", ParameterType::StringList,
            SmtpProbe::tr("What the server must offer: STARTTLS, SIZE, SMTPUTF8 and the like.")),
        rangeParameter("warn_before", ParameterType::Duration, 0, 3650.0 * kDayMs,
                       SmtpProbe::tr("A certificate that ends sooner is a warning."), kWarnBefore),
        rangeParameter("critical_before", ParameterType::Duration, 0, 3650.0 * kDayMs,
                       SmtpProbe::tr("A certificate that ends sooner is critical."),
                       kCriticalBefore),
        latencyLimitParameter(),
    };
}

} // namespace

ProbeKind smtpProbeKind()
{
    return {{QStringLiteral("smtp"), QT_TRANSLATE_NOOP("ProbeKind", "SMTP"), schema(), &findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<SmtpProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "smtpprobe.moc"
