// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composechecks.h"

#include "services/importers/importlimits.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

using namespace std::chrono_literals;

namespace {

const QString kHttp = QStringLiteral("http");
const QString kTcp = QStringLiteral("tcp");

constexpr Milliseconds kShortestInterval = 1s;
constexpr Milliseconds kLongestTimeout = 10min;

/// Where a kind is asked when nothing is known of the program.
QString pathOf(const QString &kind)
{
    if (kind == QLatin1String("prometheus"))
        return QStringLiteral("/metrics");
    return kind == kHttp ? QStringLiteral("/") : QString();
}

bool isLocal(const QString &address)
{
    return address.isEmpty() || address == QLatin1String("0.0.0.0")
           || address == QLatin1String("::") || address == QLatin1String("127.0.0.1")
           || address == QLatin1String("localhost");
}

} // namespace

ComposeChecks::ComposeChecks(const ComposeStack &stack, const QList<KindInfo> &kinds,
                             const QMap<QString, QString> &chosen, bool hasEngine,
                             ImportedStack &imported, ImportFindings &findings)
    : m_stack(stack)
    , m_kinds(kinds)
    , m_chosen(chosen)
    , m_findings(findings)
    , m_filler(stack, kinds, imported, findings)
    , m_hasEngine(hasEngine)
{
    for (const ComposeService &service : stack.services) {
        for (const ComposeNeed &need : service.needs) {
            if (need.condition == QLatin1String("service_completed_successfully"))
                m_jobs.insert(need.service);
        }
    }
}

QList<ComposePort> ComposeChecks::reachablePorts(const ComposeService &service,
                                                 const KindGuess &guess,
                                                 const HealthQuestion &question) const
{
    QList<ComposePort> ports;
    const ComposeService *owner = &service;
    if (service.networkMode.startsWith(QLatin1String("service:")))
        owner = m_stack.service(service.networkMode.mid(8));
    if (owner == nullptr)
        return ports;
    for (const ComposePort &port : owner->ports) {
        if (port.isTcp() && port.published != 0)
            ports.append(port);
    }
    if (!service.sharesHost())
        return ports;
    // Its ports are the host's own, whether they are named or not.
    QList<quint16> own;
    if (question.port != 0)
        own << question.port;
    for (const ComposePort &port : service.exposed) {
        if (port.isTcp())
            own << port.target;
    }
    if (own.isEmpty() && !guess.ports.isEmpty())
        own << guess.ports.constFirst();
    for (const quint16 port : std::as_const(own)) {
        if (std::none_of(ports.cbegin(), ports.cend(),
                         [&](const ComposePort &known) { return known.published == port; }))
            ports.append({port, port, {}, kTcp, {}, service.at});
    }
    return ports;
}

const ComposePort *ComposeChecks::primaryPort(const QList<ComposePort> &ports,
                                              const KindGuess &guess,
                                              const HealthQuestion &question)
{
    QList<quint16> wanted;
    if (question.port != 0)
        wanted << question.port;
    wanted += guess.ports;
    for (const quint16 target : std::as_const(wanted)) {
        for (const ComposePort &port : ports) {
            if (port.target == target)
                return &port;
        }
    }
    for (const ComposePort &port : ports) {
        if (port.application == kHttp)
            return &port;
    }
    return ports.isEmpty() ? nullptr : &ports.constFirst();
}

CheckAddress ComposeChecks::addressOf(const ImportedService &imported, const ComposePort &port,
                                      bool isPrimary)
{
    CheckAddress address;
    address.target = port.target;
    address.isV6 = port.hostAddress.contains(QLatin1Char(':')) && !isLocal(port.hostAddress);
    address.host = isLocal(port.hostAddress)
                       ? QStringLiteral("${host}")
                       : m_filler.parameter(imported.id + QLatin1String("_host"), port.hostAddress);
    address.port = m_filler.parameter(
        isPrimary ? imported.id + QLatin1String("_port")
                  : QStringLiteral("%1_port_%2").arg(imported.id).arg(port.target),
        QString::number(port.published));
    return address;
}

QStringList ComposeChecks::possibleKinds(const QList<CheckWay> &ways, const ComposeService &service,
                                         const CheckAddress &address,
                                         const HealthQuestion &question) const
{
    QList<CheckWay> candidates = ways;
    for (const char *kind : {"http", "prometheus", "postgres", "redis", "tls"})
        candidates.append({QLatin1String(kind), pathOf(QLatin1String(kind))});
    QStringList ids;
    for (const CheckWay &way : std::as_const(candidates)) {
        // Tried on the side: what it would say and need is not of this import.
        ImportedStack stack;
        ImportFindings findings;
        CheckFiller filler(m_stack, m_kinds, stack, findings);
        ImportedService imported;
        ImportedCheck check;
        if (!ids.contains(way.kind)
            && filler.fill(way, service, address, question, imported, check))
            ids << way.kind;
    }
    return ids;
}

void ComposeChecks::setTimes(const ComposeService &service, ImportedCheck &check)
{
    const ComposeHealthcheck &health = service.health;
    if (health.form != ComposeHealthcheck::Form::Command)
        return;
    const auto say = [&](const QString &text) {
        m_findings.add(FindingLevel::Note, health.at, service.name, QStringLiteral("healthcheck"),
                       text);
    };
    check.interval = std::max(health.interval, kShortestInterval);
    check.timeout = std::clamp(health.timeout, Milliseconds(10ms), Milliseconds(kLongestTimeout));
    check.startPeriod = health.startPeriod;
    check.retries = std::clamp(health.retries, 1, 100);
    if (check.interval != health.interval)
        say(ImportText::tr("checked every second, which is as often as can be"));
    if (check.timeout != health.timeout)
        say(ImportText::tr("the time limit is set to %1").arg(durationText(check.timeout)));
    if (check.retries != health.retries)
        say(ImportText::tr("retries are set to %1").arg(check.retries));
    if (check.timeout > check.interval) {
        check.timeout = check.interval;
        say(ImportText::tr("the time limit is longer than the interval and is set to it, %1")
                .arg(durationText(check.interval)));
    }
}

void ComposeChecks::sayQuestion(const ComposeService &service, const HealthQuestion &question,
                                const ImportedCheck &check, const CheckAddress &address)
{
    const auto say = [&](FindingLevel level, const QString &text) {
        m_findings.add(level, service.health.at, service.name, QStringLiteral("healthcheck.test"),
                       text);
    };
    const QString kind = check.kind;
    switch (question.form) {
    case HealthQuestion::Form::None:
        if (service.health.form == ComposeHealthcheck::Form::Disabled)
            say(FindingLevel::Note,
                ImportText::tr("its own check is off; %1 asks from outside all the same")
                    .arg(kind));
        return;
    case HealthQuestion::Form::Http:
        if (question.port != address.target)
            say(FindingLevel::NotMapped,
                ImportText::tr("its own check asks port %1, which is not published; %2 asks port "
                               "%3 instead")
                    .arg(QString::number(question.port), kind, QString::number(address.target)));
        else if (kind != kHttp)
            say(FindingLevel::Note,
                ImportText::tr("%1 asks port %2 instead of its own check, which tells less")
                    .arg(kind, QString::number(address.target)));
        else if (question.hasHeaders)
            say(FindingLevel::NotMapped,
                ImportText::tr("method, headers, body and login of the question were not copied"));
        if (question.hasSecret)
            say(FindingLevel::Secret, ImportText::tr("a password or token in it was not copied; "
                                                     "give the check a credential"));
        return;
    case HealthQuestion::Form::Tcp:
    case HealthQuestion::Form::Postgres:
    case HealthQuestion::Form::Redis:
        return;
    case HealthQuestion::Form::Other:
        say(FindingLevel::NotMapped,
            ImportText::tr("the command runs inside of the container and has no counterpart; %1 "
                           "asks from outside")
                .arg(kind));
        return;
    }
}

void ComposeChecks::addFurtherPorts(const ComposeService &service, const QList<ComposePort> &ports,
                                    const ComposePort &primary, ImportedService &imported)
{
    if (service.networkMode.startsWith(QLatin1String("service:")) || m_filler.kind(kTcp) == nullptr)
        return;
    int left = 0;
    QSet<quint16> known{primary.published};
    for (const ComposePort &port : ports) {
        if (known.contains(port.published))
            continue;
        known.insert(port.published);
        if (imported.checks.size() >= importlimits::kPortsOfService) {
            ++left;
            continue;
        }
        const CheckAddress address = addressOf(imported, port, false);
        ImportedCheck check;
        check.id = QStringLiteral("port-%1").arg(port.published);
        check.title = ImportText::tr("Port %1 answers").arg(port.published);
        check.kind = kTcp;
        check.parameters = {{QStringLiteral("host"), address.host},
                            {QStringLiteral("port"), address.port}};
        imported.checks.append(check);
    }
    if (left > 0)
        m_findings.add(FindingLevel::NotMapped, primary.at, service.name, QStringLiteral("ports"),
                       ImportText::tr("%1 further ports have no check of their own").arg(left));
}

bool ComposeChecks::askEngine(const ComposeService &service, bool isJob, ImportedService &imported)
{
    const QString kind = QStringLiteral("docker");
    if (!m_hasEngine || m_filler.kind(kind) == nullptr)
        return false;
    if (m_project.isEmpty())
        m_project = m_filler.parameter(QStringLiteral("compose_project"), m_stack.name);
    ImportedCheck check;
    check.id = QStringLiteral("container");
    check.title = ImportText::tr("Container");
    check.kind = kind;
    check.parameters = {{QStringLiteral("project"), m_project},
                        {QStringLiteral("service"), service.name}};
    if (isJob)
        check.parameters.append({QStringLiteral("expect_state"), QStringLiteral("completed")});
    else if (service.replicas > 1 && service.replicas <= 100)
        check.parameters.append({QStringLiteral("expect_replicas"), service.replicas});
    imported.checks.append(check);
    return true;
}

void ComposeChecks::withoutAddress(const ComposeService &service, ImportedService &imported)
{
    if (askEngine(service, false, imported)) {
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       ImportText::tr("it publishes no fixed TCP port: Docker is asked whether its "
                                      "container runs and is healthy"));
        return;
    }
    imported.presence = Presence::NotConfigured;
    m_findings.add(FindingLevel::NotMapped, service.at, service.name, {},
                   ImportText::tr("it publishes no fixed TCP port, so nothing outside of the stack "
                                  "can ask it; it is drawn and not checked"));
    if (service.health.form == ComposeHealthcheck::Form::Command)
        m_findings.add(FindingLevel::NotMapped, service.health.at, service.name,
                       QStringLiteral("healthcheck"),
                       ImportText::tr("the command runs inside of the container and has no "
                                      "counterpart"));
}

void ComposeChecks::fill(const ComposeService &service, ImportedService &imported)
{
    const KindGuess guess = guessKind(service);
    const HealthQuestion question = healthQuestion(service.health);
    imported.technology = guess.technology;
    imported.layer = guess.layer;
    imported.confidence = guess.confidence;
    imported.reason = guess.reason;
    QStringList numbers;
    for (const auto *list : {&service.ports, &service.exposed}) {
        for (const ComposePort &port : *list) {
            const QString number = QString::number(port.target)
                                   + (port.isTcp() ? QString() : QLatin1Char('/') + port.protocol);
            if (!numbers.contains(number))
                numbers << number;
        }
    }
    imported.port = numbers.mid(0, 4).join(QStringLiteral(", "))
                    + (numbers.size() > 4 ? QStringLiteral(", …") : QString());
    for (const ComposePort &port : service.ports) {
        if (!port.isTcp())
            m_findings.add(FindingLevel::NotMapped, port.at, service.name, QStringLiteral("ports"),
                           ImportText::tr("port %1 is %2, which no check asks")
                               .arg(QString::number(port.target), port.protocol.toUpper()));
    }
    if (m_jobs.contains(service.name) || runsOnce(service)) {
        imported.presence = Presence::Optional;
        const bool isAsked = askEngine(service, true, imported);
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       isAsked ? ImportText::tr("it runs once and ends: it is well when its "
                                                "container ended with exit code 0")
                               : ImportText::tr("it runs once and ends; it is drawn and not "
                                                "checked"));
        return;
    }
    if (service.replicas == 0) {
        imported.presence = Presence::NotConfigured;
        m_findings.add(FindingLevel::Note, service.at, service.name, QStringLiteral("replicas"),
                       ImportText::tr("no replica of it runs; it is drawn and not checked"));
        return;
    }
    const QList<ComposePort> ports = reachablePorts(service, guess, question);
    const ComposePort *primary = primaryPort(ports, guess, question);
    if (primary == nullptr)
        return withoutAddress(service, imported);
    if (question.form == HealthQuestion::Form::Http && question.port != primary->target
        && guess.confidence == Confidence::Medium) {
        imported.confidence = Confidence::Low;
        imported.reason = ImportText::tr("its own health check asks HTTP of another port");
    }
    const CheckAddress address = addressOf(imported, *primary, true);
    QList<CheckWay> ways = guess.ways;
    if (question.isInsecure && question.form == HealthQuestion::Form::Http
        && question.scheme == QLatin1String("https")) {
        ways.clear();
        m_findings.add(FindingLevel::NotMapped, service.health.at, service.name,
                       QStringLiteral("healthcheck.test"),
                       ImportText::tr("it does not verify the certificate; no check does without, "
                                      "so the port alone is asked"));
    }
    // 443 of a server that was not asked about: which certificate it has is not known.
    const bool isTls =
        (primary->target == 443 || primary->target == 8443)
        && (question.form != HealthQuestion::Form::Http || question.port != primary->target);
    if (isTls)
        ways.clear();
    ways.append({kTcp, {}});
    imported.kinds = possibleKinds(ways, service, address, question);
    if (const QString chosen = m_chosen.value(imported.id); imported.kinds.contains(chosen)) {
        const auto known = std::find_if(ways.cbegin(), ways.cend(),
                                        [&](const CheckWay &way) { return way.kind == chosen; });
        ways.prepend(known == ways.cend() ? CheckWay{chosen, pathOf(chosen)} : CheckWay(*known));
        imported.confidence = Confidence::High;
        imported.reason = ImportText::tr("its check was chosen by hand");
    }
    ImportedCheck check;
    check.id = QStringLiteral("health");
    for (const CheckWay &way : std::as_const(ways)) {
        if (!m_filler.fill(way, service, address, question, imported, check))
            continue;
        setTimes(service, check);
        imported.checks.append(check);
        sayQuestion(service, question, check, address);
        break;
    }
    addFurtherPorts(service, ports, *primary, imported);
}

} // namespace opsdeck
