// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/net/dnscall.h"
#include "services/probes/findings.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/network/dnsparameters.h"

#include <algorithm>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kNameShown = 120;
constexpr qsizetype kValuesShown = 20;

/// A name at one server; of a zone, its serial at others too.
class DnsProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : NetProbe::address(); }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override
    {
        return m_answer ? QStringLiteral("wait for answer")
               : m_call ? m_call->stage()
                        : QStringLiteral("connect");
    }

private:
    struct Other
    {
        Endpoint server;
        std::unique_ptr<DnsCall> call;
        std::optional<Result<DnsAnswer>> answer;
    };

    void answered(const Result<DnsAnswer> &answer);
    void askOthers();
    void otherAnswered(std::size_t at, const Result<DnsAnswer> &answer);
    void conclude();
    std::optional<Error> refusal() const;
    QStringList values() const;
    void judgeValues(const QStringList &values, Findings &findings) const;
    void judgeSerials(ProbeOutcome &outcome, Findings &findings) const;
    void addFacts(const QStringList &values, ProbeOutcome &outcome) const;

    QString subject() const
    {
        return m_question.type + QLatin1Char(' ') + cleanText(m_question.name, kNameShown);
    }

    static std::optional<qint64> serialIn(const DnsReply &reply);

    DnsQuestion m_question;
    DnsTransport m_transport = DnsTransport::Udp;
    std::unique_ptr<DnsCall> m_call;
    std::optional<DnsAnswer> m_answer;
    std::chrono::microseconds m_latency{0};
    std::vector<Other> m_others;
};

Result<NetProbe::Question> DnsProbe::question()
{
    const Parameters parameters(check());
    const Endpoint server{parameters.text("server"),
                          static_cast<quint16>(parameters.integer("port", dnsparameters::kPort))};
    if (server.host.isEmpty())
        return failure(missingParameter("server"));
    if (server.port == 0 || parameters.integer("port", dnsparameters::kPort) > 65'535)
        return failure(missingParameter("port"));
    m_question = {parameters.text("name"), parameters.text("type", QStringLiteral("A")),
                  parameters.flag("recursion", true), parameters.flag("dnssec", false)};
    if (m_question.name.isEmpty())
        return failure(missingParameter("name"));
    if (!dnsparameters::types().contains(m_question.type))
        return failure(missingParameter("type"));
    // Ways carry no datagrams.
    const bool isTcp =
        !check().via.isDirect() || parameters.text("transport") == QLatin1String("tcp");
    m_transport = isTcp ? DnsTransport::Tcp : DnsTransport::Udp;
    for (const QString &other :
         parameters.list("same_serial_at").mid(0, dnsparameters::kMostOthers))
        m_others.push_back({dnsparameters::serverFrom(other), nullptr, std::nullopt});
    return Question{server, {}, {}};
}

void DnsProbe::ask(const Prepared &prepared)
{
    m_call = std::make_unique<DnsCall>(prepared.place, endpoint(), m_question, m_transport);
    connect(m_call.get(), &DnsCall::finished, this, &DnsProbe::answered);
    m_call->start();
}

void DnsProbe::answered(const Result<DnsAnswer> &answer)
{
    if (!answer) {
        fail(answer.error());
        return;
    }
    m_answer = *answer;
    m_latency = std::max(elapsed() - resolveTime(), std::chrono::microseconds(1));
    setAddress(answer->address);
    if (m_others.empty() || m_question.type != QLatin1String("SOA") || refusal())
        conclude();
    else
        askOthers();
}

void DnsProbe::askOthers()
{
    for (std::size_t at = 0; at < m_others.size(); ++at) {
        context().ways->reach(
            check().via, m_others[at].server, this, [this, at](const Result<Reached> &reached) {
                if (!reached) {
                    otherAnswered(at, failure(reached.error()));
                    return;
                }
                Other &other = m_others[at];
                other.call = std::make_unique<DnsCall>(reached->place, other.server, m_question,
                                                       m_transport);
                connect(other.call.get(), &DnsCall::finished, this,
                        [this, at](const Result<DnsAnswer> &answer) { otherAnswered(at, answer); });
                other.call->start();
            });
    }
}

void DnsProbe::otherAnswered(std::size_t at, const Result<DnsAnswer> &answer)
{
    m_others[at].answer = answer;
    if (std::all_of(m_others.cbegin(), m_others.cend(),
                    [](const Other &other) { return other.answer.has_value(); }))
        conclude();
}

/// An answer that answers nothing.
std::optional<Error> DnsProbe::refusal() const
{
    const int code = m_answer->reply.code;
    const QString where = endpoint().toString();
    const bool wantsNone = Parameters(check()).flag("nxdomain", false);
    if (code == 3 && !wantsNone)
        return Error{ErrorKind::NotFound,
                     tr("%1 knows no name %2 (NXDOMAIN).")
                         .arg(where, cleanText(m_question.name, kNameShown)),
                     tr("The name is misspelt, or its record is gone. Try: the zone."),
                     {}};
    if (code == 0 || code == 3)
        return std::nullopt;
    QString advice = tr("Try: the name server's log.");
    if (code == 2)
        advice = tr("It could not reach those who know the zone, their signatures are broken, or "
                    "the zone is not loaded. Try: its log.");
    else if (code == 5)
        advice = tr("It does not serve this zone, or not for this machine. Try: its access rules, "
                    "and recursion in the check.");
    return Error{ErrorKind::Status,
                 tr("%1 answers %2 to %3.").arg(where, dnsCodeWord(code), subject()),
                 advice,
                 {}};
}

QStringList DnsProbe::values() const
{
    QStringList values;
    for (const DnsRecord &record : m_answer->reply.answers) {
        if (record.type == m_question.type)
            values << record.value;
    }
    values.sort();
    return values;
}

void DnsProbe::judgeValues(const QStringList &values, Findings &findings) const
{
    const Parameters parameters(check());
    const QString where = endpoint().toString();
    if (parameters.flag("nxdomain", false)) {
        if (m_answer->reply.code != 3)
            findings.add(CheckStatus::Critical, ErrorKind::Condition,
                         tr("%1 knows the name %2, which must not be there.")
                             .arg(where, cleanText(m_question.name, kNameShown)),
                         tr("Try: the zone; or nxdomain in the check."));
        return;
    }
    const qint64 least = parameters.integer("at_least", 1);
    if (values.size() < least) {
        findings.add(CheckStatus::Critical,
                     values.isEmpty() ? ErrorKind::NotFound : ErrorKind::Condition,
                     values.isEmpty() ? tr("%1 has no record %2.").arg(where, subject())
                                      : tr("%1 has %2 of at least %3 records %4.")
                                            .arg(where)
                                            .arg(values.size())
                                            .arg(least)
                                            .arg(subject()),
                     tr("The name is there, but not what is asked for. Try: the zone."));
    }
    QStringList expected;
    for (const QString &each : parameters.list("expect"))
        expected << dnsValue(m_question.type, each);
    for (const QString &each : std::as_const(expected)) {
        if (!values.contains(each))
            findings.add(CheckStatus::Critical, ErrorKind::Condition,
                         tr("%1 has no %2 among its records %3: %4.")
                             .arg(where, cleanText(each, kNameShown), subject(),
                                  cleanText(values.mid(0, 3).join(QStringLiteral(", ")), 200)),
                         tr("Clients go elsewhere. Try: the zone, and what older answers other "
                            "servers keep."));
    }
    if (parameters.flag("exact", false) && !expected.isEmpty()) {
        for (const QString &each : values) {
            if (!expected.contains(each))
                findings.add(CheckStatus::Critical, ErrorKind::Condition,
                             tr("%1 has %2 among its records %3, which is not expected.")
                                 .arg(where, cleanText(each, kNameShown), subject()),
                             tr("Some clients go elsewhere. Try: who changed the zone."));
        }
    }
    if (parameters.flag("authenticated", false) && !m_answer->reply.isAuthentic)
        findings.add(
            CheckStatus::Critical, ErrorKind::Condition,
            tr("%1 does not vouch for %2: the answer has no AD flag.").arg(where, subject()),
            tr("The server does not validate, or the zone is not signed. Try: its DNSSEC settings, "
               "and the DS record above the zone."));
}

std::optional<qint64> DnsProbe::serialIn(const DnsReply &reply)
{
    for (const DnsRecord &record : reply.answers) {
        const QStringList parts = record.value.split(QLatin1Char(' '));
        if (record.type == QLatin1String("SOA") && parts.size() == 7)
            return parts.at(2).toLongLong();
    }
    return std::nullopt;
}

void DnsProbe::judgeSerials(ProbeOutcome &outcome, Findings &findings) const
{
    const std::optional<qint64> own = serialIn(m_answer->reply);
    if (!own)
        return;
    outcome.samples.append({QStringLiteral("dns_soa_serial"),
                            {{QStringLiteral("server"), endpoint().toString()}},
                            static_cast<double>(*own),
                            MetricType::Gauge});
    outcome.fields.insert(QStringLiteral("dns.serial"), *own);
    for (const Other &other : m_others) {
        if (!other.answer)
            continue;
        const QString where = other.server.toString();
        if (!*other.answer) {
            const Error &error = other.answer->error();
            findings.add(statusFor(error.kind) == CheckStatus::Unknown ? CheckStatus::Unknown
                                                                       : CheckStatus::Critical,
                         error.kind, error.message, error.advice);
            continue;
        }
        const std::optional<qint64> serial = serialIn((*other.answer)->reply);
        if (!serial) {
            findings.add(CheckStatus::Critical, ErrorKind::Status,
                         tr("%1 answers %2 without the serial of %3.")
                             .arg(where, dnsCodeWord((*other.answer)->reply.code), m_question.name),
                         tr("It does not serve the zone. Try: its log of zone transfers."));
            continue;
        }
        outcome.samples.append({QStringLiteral("dns_soa_serial"),
                                {{QStringLiteral("server"), where}},
                                static_cast<double>(*serial),
                                MetricType::Gauge});
        outcome.fields.insert(QStringLiteral("dns.serial.") + where, *serial);
        if (*serial != *own)
            findings.add(CheckStatus::Warning, ErrorKind::Condition,
                         tr("%1 has serial %2 of %3, %4 has %5.")
                             .arg(where)
                             .arg(*serial)
                             .arg(m_question.name, endpoint().toString())
                             .arg(*own),
                         tr("They answer differently until they agree. Try: notify and transfer "
                            "between them, and their logs."));
    }
}

void DnsProbe::addFacts(const QStringList &values, ProbeOutcome &outcome) const
{
    const DnsReply &reply = m_answer->reply;
    std::optional<quint32> ttl;
    QStringList chain;
    for (const DnsRecord &record : reply.answers) {
        if (record.type == m_question.type)
            ttl = std::min(ttl.value_or(record.ttl), record.ttl);
        else if (record.type == QLatin1String("CNAME"))
            chain << record.value;
    }
    outcome.fields = {{QStringLiteral("dns.rcode"), dnsCodeWord(reply.code)},
                      {QStringLiteral("dns.answers"), values.size()},
                      {QStringLiteral("dns.values"), values.mid(0, kValuesShown)},
                      {QStringLiteral("dns.authoritative"), reply.isAuthoritative},
                      {QStringLiteral("dns.authenticated"), reply.isAuthentic},
                      {QStringLiteral("dns.truncated"), m_answer->wasTruncated},
                      {QStringLiteral("dns.transport"), m_answer->transport == DnsTransport::Tcp
                                                            ? QStringLiteral("tcp")
                                                            : QStringLiteral("udp")},
                      {QStringLiteral("dns.bytes"), reply.size}};
    if (!chain.isEmpty())
        outcome.fields.insert(QStringLiteral("dns.cname"), chain);
    const auto gauge = [&outcome](const char *metric, double value) {
        outcome.samples.append({QLatin1String(metric), {}, value, MetricType::Gauge});
    };
    gauge("dns_answers", static_cast<double>(values.size()));
    gauge("dns_response_code", reply.code);
    gauge("dns_response_bytes", static_cast<double>(reply.size));
    gauge("dns_authenticated", reply.isAuthentic ? 1 : 0);
    if (ttl) {
        outcome.fields.insert(QStringLiteral("dns.ttl"), *ttl);
        gauge("dns_ttl_seconds", *ttl);
    }
}

void DnsProbe::conclude()
{
    const QStringList values = this->values();
    ProbeOutcome outcome = answeredOutcome(m_latency);
    addFacts(values, outcome);
    if (const std::optional<Error> error = refusal()) {
        const ProbeOutcome failed = failedOutcome(*error);
        outcome.status = failed.status;
        outcome.message = failed.message;
        outcome.figure =
            error->kind == ErrorKind::Status ? dnsCodeWord(m_answer->reply.code) : failed.figure;
        outcome.error = failed.error;
        finish(outcome);
        return;
    }
    outcome.message =
        m_answer->reply.code == 3
            ? tr("no name %1, as expected").arg(cleanText(m_question.name, kNameShown))
            : tr("%1: %2").arg(subject(),
                               cleanText(values.mid(0, 3).join(QStringLiteral(", ")), 200));
    if (values.size() > 3)
        outcome.message += QStringLiteral(", …");
    Findings findings;
    judgeValues(values, findings);
    judgeSerials(outcome, findings);
    findings.apply(outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

} // namespace

ProbeKind dnsProbeKind()
{
    return {{QStringLiteral("dns"), QT_TRANSLATE_NOOP("ProbeKind", "DNS"), dnsparameters::schema(),
             &dnsparameters::findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<DnsProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "dnsprobe.moc"
