// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/net/tlsinspector.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/parameters.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr Milliseconds kWarnBefore{21 * kDayMs};
constexpr Milliseconds kCriticalBefore{7 * kDayMs};
constexpr qsizetype kNamesShown = 3;

class TlsProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override
    {
        return m_inspector ? m_inspector->address() : NetProbe::address();
    }

protected:
    Result<Question> question() override
    {
        const Parameters parameters(check());
        const Result<Endpoint> endpoint = endpointFrom(parameters);
        if (!endpoint)
            return failure(endpoint.error());
        m_serverName = parameters.text("server_name", endpoint->host);
        m_warnBefore = parameters.duration("warn_before", kWarnBefore);
        m_criticalBefore = parameters.duration("critical_before", kCriticalBefore);
        return Question{*endpoint, {}, {}};
    }

    void ask(const Prepared &prepared) override
    {
        m_inspector = std::make_unique<TlsInspector>(prepared.place, endpoint(), m_serverName,
                                                     Parameters(check()).text("ca_file"));
        connect(m_inspector.get(), &TlsInspector::finished, this, &TlsProbe::inspected);
        m_inspector->start();
    }

    QString askStage() const override { return m_inspector ? m_inspector->stage() : QString(); }

private:
    void inspected(const Result<TlsReport> &report);
    /// The worst that is wrong with the certificate, by its dates on our clock too.
    std::optional<TlsFault> worstFault(const TlsReport &report, qint64 nowMs) const;
    Error faultError(TlsFault fault, const TlsReport &report) const;

    std::unique_ptr<TlsInspector> m_inspector;
    QString m_serverName;
    Milliseconds m_warnBefore = kWarnBefore;
    Milliseconds m_criticalBefore = kCriticalBefore;
};

/// Whole days, rounded towards the past: -1 from the first moment after the end.
qint64 daysUntil(const QDateTime &end, qint64 nowMs)
{
    const qint64 left = end.toMSecsSinceEpoch() - nowMs;
    return left >= 0 ? left / kDayMs : -((-left + kDayMs - 1) / kDayMs);
}

std::optional<TlsFault> TlsProbe::worstFault(const TlsReport &report, qint64 nowMs) const
{
    QList<TlsFault> faults = report.faults;
    for (const TlsCertificate &certificate : report.chain) {
        if (certificate.notAfter.toMSecsSinceEpoch() < nowMs)
            faults.append(TlsFault::Expired);
        if (certificate.notBefore.toMSecsSinceEpoch() > nowMs)
            faults.append(TlsFault::NotYetValid);
    }
    for (const TlsFault fault :
         {TlsFault::Expired, TlsFault::NotYetValid, TlsFault::WrongName, TlsFault::SelfSigned,
          TlsFault::UnknownIssuer, TlsFault::Handshake}) {
        if (faults.contains(fault))
            return fault;
    }
    return std::nullopt;
}

Error TlsProbe::faultError(TlsFault fault, const TlsReport &report) const
{
    CertificateDates dates; // of the one in the chain that is the reason
    for (const TlsCertificate &certificate : report.chain) {
        if (!dates.to.isValid() || certificate.notAfter < dates.to)
            dates.to = certificate.notAfter;
        if (!dates.from.isValid() || certificate.notBefore > dates.from)
            dates.from = certificate.notBefore;
    }
    Error error = neterror::tls(fault, endpoint(), m_serverName, report.faultText, dates);
    const TlsCertificate &own = report.chain.first();
    const QString where = endpoint().toString();
    if (fault == TlsFault::WrongName) {
        const QStringList names =
            own.names.isEmpty() ? QStringList{own.subject} : own.names.mid(0, kNamesShown);
        error.message = tr("%1 shows a certificate for %2; %3 was asked for.")
                            .arg(where, names.join(QLatin1String(", ")), m_serverName);
    } else if (const auto old =
                   std::min_element(report.chain.cbegin(), report.chain.cend(),
                                    [](const TlsCertificate &one, const TlsCertificate &other) {
                                        return one.notAfter < other.notAfter;
                                    });
               fault == TlsFault::Expired && old != report.chain.cbegin()) {
        error.message =
            tr("%1 shows a certificate by '%2', which has expired on %3.")
                .arg(where, old->subject, old->notAfter.toString(QStringLiteral("yyyy-MM-dd")));
        error.advice = tr("Try: the certificate of the issuer that is in force now, in the "
                          "server's chain.");
    } else if (fault == TlsFault::UnknownIssuer) {
        error.message = tr("%1 shows a certificate of %2, an issuer that is not trusted here.")
                            .arg(where, own.issuer);
    } else if (fault == TlsFault::Handshake) {
        error.message = tr("%1 shows a certificate that must not be trusted.").arg(where);
    }
    error.advice = tr("Clients refuse it.") + QLatin1Char(' ')
                   + error.advice.mid(error.advice.indexOf(QLatin1String("Try:")));
    return error;
}

void TlsProbe::inspected(const Result<TlsReport> &report)
{
    if (!report) {
        fail(report.error());
        return;
    }
    const qint64 nowMs = context().clock->now().wallMs;
    const TlsCertificate &own = report->chain.first();
    const auto earliest = std::min_element(
        report->chain.cbegin(), report->chain.cend(),
        [](const TlsCertificate &a, const TlsCertificate &b) { return a.notAfter < b.notAfter; });
    const qint64 days = daysUntil(earliest->notAfter, nowMs);
    const Milliseconds left(earliest->notAfter.toMSecsSinceEpoch() - nowMs);
    ProbeOutcome outcome;
    outcome.latency = elapsed();
    if (const std::optional<TlsFault> fault = worstFault(*report, nowMs)) {
        outcome = failedOutcome(faultError(*fault, *report));
        outcome.latency = elapsed();
    } else {
        outcome.status = left < m_criticalBefore ? CheckStatus::Critical
                         : left < m_warnBefore   ? CheckStatus::Warning
                                                 : CheckStatus::Ok;
        outcome.message = tr("certificate of %1 valid for %2 d, to %3")
                              .arg(own.subject)
                              .arg(days)
                              .arg(earliest->notAfter.toString(QStringLiteral("yyyy-MM-dd")));
        outcome.figure = tr("cert %1 d")
                             .arg(days)
                             .replace(QLatin1String(" d"), QChar(QChar::Nbsp) + QLatin1String("d"));
        if (outcome.status != CheckStatus::Ok) {
            outcome.error = Error{ErrorKind::Condition,
                                  tr("The certificate of %1 on %2 ends in %n day(s).", nullptr,
                                     static_cast<int>(days))
                                      .arg(own.subject, endpoint().toString()),
                                  tr("Clients will refuse the service then. Try: renew it."),
                                  {},
                                  QStringLiteral("expiring")};
        }
    }
    outcome.fields = {
        {QStringLiteral("tls.subject"), own.subject},
        {QStringLiteral("tls.issuer"), own.issuer},
        {QStringLiteral("tls.names"), own.names},
        {QStringLiteral("tls.not_before"), own.notBefore.toString(Qt::ISODate)},
        {QStringLiteral("tls.not_after"), own.notAfter.toString(Qt::ISODate)},
        {QStringLiteral("tls.days_left"), days},
        {QStringLiteral("tls.fingerprint_sha256"), QString::fromLatin1(own.fingerprint)},
        {QStringLiteral("tls.chain_length"), report->chain.size()},
        {QStringLiteral("tls.protocol"), report->protocol},
        {QStringLiteral("tls.cipher"), report->cipher},
    };
    outcome.samples = {
        {QStringLiteral("probe_ssl_earliest_cert_expiry"),
         {},
         static_cast<double>(earliest->notAfter.toSecsSinceEpoch()),
         MetricType::Gauge},
        {QStringLiteral("tls_certificate_days_left"),
         {},
         static_cast<double>(days),
         MetricType::Gauge},
    };
    outcome.address = report->address;
    finish(outcome);
}

ParameterSchema schema()
{
    ParameterSpec warn = parameter("warn_before", ParameterType::Duration,
                                   TlsProbe::tr("A certificate that ends sooner is a warning."),
                                   QVariant::fromValue<qint64>(kWarnBefore.count()));
    warn.minimum = 0;
    ParameterSpec critical = parameter("critical_before", ParameterType::Duration,
                                       TlsProbe::tr("A certificate that ends sooner is critical."),
                                       QVariant::fromValue<qint64>(kCriticalBefore.count()));
    critical.minimum = 0;
    return {
        hostParameter(),
        portParameter(),
        parameter(
            "server_name", ParameterType::String,
            TlsProbe::tr("Name to ask for and to find in the certificate; the host when absent.")),
        caFileParameter(),
        warn,
        critical,
    };
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    const Milliseconds warn(values.value(QStringLiteral("warn_before")).toLongLong());
    const Milliseconds critical(values.value(QStringLiteral("critical_before")).toLongLong());
    if (warn >= critical)
        return {};
    return {{QStringLiteral("critical_before"), ProblemSeverity::Warning,
             TlsProbe::tr(
                 "a certificate is critical %1 before its end and so never a warning %2 before; "
                 "make 'warn_before' the longer one")
                 .arg(durationText(critical), durationText(warn))}};
}

} // namespace

ProbeKind tlsProbeKind()
{
    return {
        {QStringLiteral("tls"), QT_TRANSLATE_NOOP("ProbeKind", "TLS certificate"), schema(), judge},
        [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
            return std::make_unique<TlsProbe>(check, context);
        }};
}

} // namespace opsdeck

#include "tlsprobe.moc"
