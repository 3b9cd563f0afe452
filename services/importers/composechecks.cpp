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
const QString kPostgres = QStringLiteral("postgres");
const QString kRedis = QStringLiteral("redis");
const QString kPrometheus = QStringLiteral("prometheus");

constexpr Milliseconds kShortestInterval = 1s;
constexpr Milliseconds kLongestTimeout = 10min;

bool isLocal(const QString &address)
{
    return address.isEmpty() || address == QLatin1String("0.0.0.0")
           || address == QLatin1String("::") || address == QLatin1String("127.0.0.1")
           || address == QLatin1String("localhost");
}

/// A dollar begins a variable in our files.
QString literal(QString text)
{
    return text.replace(QLatin1Char('$'), QLatin1String("$$"));
}

QString valueOf(const ComposeService &service, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const auto it = service.environment.constFind(QLatin1String(name));
        if (it != service.environment.cend() && !it.value().value.isEmpty())
            return it.value().value;
    }
    return {};
}

QString titleOf(const QString &kind)
{
    if (kind == kHttp)
        return ImportText::tr("Answers HTTP");
    if (kind == kTcp)
        return ImportText::tr("Port answers");
    if (kind == kPostgres)
        return ImportText::tr("SELECT 1");
    if (kind == kRedis)
        return ImportText::tr("PING");
    if (kind == kPrometheus)
        return ImportText::tr("Metrics page");
    return ImportText::tr("Health");
}

} // namespace

ComposeChecks::ComposeChecks(const ComposeStack &stack, const QList<KindInfo> &kinds,
                             ImportedStack &imported, ImportFindings &findings)
    : m_stack(stack)
    , m_kinds(kinds)
    , m_imported(imported)
    , m_findings(findings)
{
    for (const ComposeService &service : stack.services) {
        for (const ComposeNeed &need : service.needs) {
            if (need.condition == QLatin1String("service_completed_successfully"))
                m_jobs.insert(need.service);
        }
    }
}

const KindInfo *ComposeChecks::kind(const QString &id) const
{
    const auto it = std::find_if(m_kinds.cbegin(), m_kinds.cend(),
                                 [&](const KindInfo &info) { return info.id == id; });
    return it == m_kinds.cend() ? nullptr : &*it;
}

QString ComposeChecks::parameter(const QString &wanted, const QString &value)
{
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9_]"));
    QString base = QString(wanted).replace(others, QStringLiteral("_")).right(56);
    if (base.isEmpty() || base.front().isDigit())
        base.prepend(QLatin1Char('s'));
    QString name = base;
    for (int number = 2; m_parameters.contains(name); ++number)
        name = QStringLiteral("%1_%2").arg(base).arg(number);
    m_parameters.insert(name);
    m_imported.parameters.append({name, value});
    return QStringLiteral("${%1}").arg(name);
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

ComposeChecks::Address ComposeChecks::addressOf(const ImportedService &imported,
                                                const ComposePort &port, bool isPrimary)
{
    Address address;
    address.target = port.target;
    address.isV6 = port.hostAddress.contains(QLatin1Char(':')) && !isLocal(port.hostAddress);
    address.host = isLocal(port.hostAddress)
                       ? QStringLiteral("${host}")
                       : parameter(imported.id + QLatin1String("_host"), port.hostAddress);
    address.port = parameter(isPrimary ? imported.id + QLatin1String("_port")
                                       : QStringLiteral("%1_port_%2").arg(imported.id).arg(port.target),
                             QString::number(port.published));
    return address;
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

QString ComposeChecks::credential(const ImportedService &imported, const ImportPlace &at)
{
    const QString name =
        QStringLiteral("%1/%2/%3").arg(m_imported.id, m_imported.environment, imported.id);
    m_imported.secrets.append({name, imported.title});
    m_findings.add(FindingLevel::Secret, at, imported.title, {},
                   ImportText::tr("its password was not copied; put it in the keychain under %1 "
                                  "(opsdeckctl credential set %1)")
                       .arg(name));
    return parameter(imported.id + QLatin1String("_credential"), name);
}

bool ComposeChecks::fillPostgres(const ComposeService &service, const Address &address,
                                 const HealthQuestion &question, ImportedService &imported,
                                 ImportedCheck &check)
{
    static const QRegularExpression name(QStringLiteral("^[^\\s$]{1,63}$"));
    QString user = valueOf(service, {"POSTGRES_USER", "POSTGRESQL_USERNAME", "POSTGRESQL_USER"});
    QString database = valueOf(service, {"POSTGRES_DB", "POSTGRESQL_DATABASE", "POSTGRES_DATABASE"});
    if (user.isEmpty() && name.match(question.user).hasMatch())
        user = question.user;
    if (user.isEmpty())
        user = kPostgres;
    if (database.isEmpty() && name.match(question.database).hasMatch())
        database = question.database;
    if (database.isEmpty())
        database = user;
    const bool isOpen =
        valueOf(service, {"POSTGRES_HOST_AUTH_METHOD"}) == QLatin1String("trust")
        || valueOf(service, {"ALLOW_EMPTY_PASSWORD"}) == QLatin1String("yes");
    ImportPlace at;
    for (const char *key : {"POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRESQL_PASSWORD",
                            "POSTGRESQL_PASSWORD_FILE", "POSTGRES_POSTGRES_PASSWORD"}) {
        const auto it = service.environment.constFind(QLatin1String(key));
        if (it != service.environment.cend())
            at = it.value().at;
    }
    if (!isOpen && at.line == 0) {
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       ImportText::tr("who may log in to the database is not told; its port alone "
                                      "is checked"));
        return false;
    }
    check.parameters = {{QStringLiteral("host"), address.host},
                        {QStringLiteral("port"), address.port},
                        {QStringLiteral("database"), literal(database)},
                        {QStringLiteral("user"), literal(user)}};
    if (!isOpen)
        check.parameters.append({QStringLiteral("credential"), credential(imported, at)});
    return true;
}

void ComposeChecks::fillRedis(const ComposeService &service, const Address &address,
                              const HealthQuestion &question, ImportedService &imported,
                              ImportedCheck &check)
{
    check.parameters = {{QStringLiteral("host"), address.host},
                        {QStringLiteral("port"), address.port}};
    ImportPlace at;
    for (const char *key : {"REDIS_PASSWORD", "REDIS_PASSWORD_FILE", "VALKEY_PASSWORD",
                            "VALKEY_PASSWORD_FILE", "REDIS_ARGS"}) {
        const auto it = service.environment.constFind(QLatin1String(key));
        if (it != service.environment.cend() && !it.value().value.isEmpty()
            && (QLatin1String(key) != QLatin1String("REDIS_ARGS")
                || it.value().value.contains(QLatin1String("requirepass"))))
            at = it.value().at;
    }
    const QString line = service.words.join(QLatin1Char(' '));
    static const QRegularExpression required(QStringLiteral(R"(--requirepass[\s=]+[^\s-])"));
    if (required.match(line).hasMatch())
        at = service.wordsAt;
    if (at.line == 0 && question.form == HealthQuestion::Form::Redis && question.hasSecret)
        at = service.health.at;
    if (at.line != 0)
        check.parameters.append({QStringLiteral("credential"), credential(imported, at)});
    else if (line.contains(QLatin1String(".conf")))
        m_findings.add(FindingLevel::Note, service.wordsAt, service.name, QStringLiteral("command"),
                       ImportText::tr("whether its configuration file asks for a password is not "
                                      "known; add a credential to the check when it does"));
}

void ComposeChecks::fillHttp(const CheckWay &way, const ComposeService &service,
                             const Address &address, const HealthQuestion &question,
                             ImportedCheck &check)
{
    const bool isAsked =
        question.form == HealthQuestion::Form::Http && question.port == address.target;
    const QString path = isAsked ? question.path
                         : question.form == HealthQuestion::Form::Http && way.path == question.path
                             ? QStringLiteral("/")
                             : way.path;
    const QString scheme = isAsked ? question.scheme : kHttp;
    const QString host =
        address.isV6 ? QLatin1Char('[') + address.host + QLatin1Char(']') : address.host;
    check.parameters = {{QStringLiteral("url"), QStringLiteral("%1://%2:%3%4").arg(
                                                    scheme, host, address.port, literal(path))}};
    if (way.kind != kHttp)
        return;
    if (isAsked) {
        check.title = ImportText::tr("Its own health check, from outside");
        check.parameters.append({QStringLiteral("status"),
                                 QStringList{QStringLiteral("2xx"), QStringLiteral("3xx")}});
    } else if (path == QLatin1String("/")) {
        // Where its health is told is not known: any answer that is no failure of its own.
        check.parameters.append({QStringLiteral("status"), QStringList{QStringLiteral("200-499")}});
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       ImportText::tr("where it tells its health is not known; any answer below "
                                      "500 counts as good"));
    }
}

bool ComposeChecks::fillOther(const KindInfo &info, const ComposeService &service,
                              const Address &address, ImportedCheck &check)
{
    QList<std::pair<QString, QString>> facts;
    if (address.target != 0) {
        const QString host =
            address.isV6 ? QLatin1Char('[') + address.host + QLatin1Char(']') : address.host;
        facts = {{QStringLiteral("host"), address.host},
                 {QStringLiteral("port"), address.port},
                 {QStringLiteral("url"), QStringLiteral("http://%1:%2").arg(host, address.port)}};
    }
    facts.append({QStringLiteral("container"),
                  service.containerName.isEmpty()
                      ? QStringLiteral("%1-%2-1").arg(m_stack.name, service.name)
                      : literal(service.containerName)});
    facts.append({QStringLiteral("project"), m_stack.name});
    facts.append({QStringLiteral("service"), service.name});
    check.parameters.clear();
    for (const ParameterSpec &spec : info.parameters) {
        if (!spec.required)
            continue;
        const auto fact = std::find_if(facts.cbegin(), facts.cend(),
                                       [&](const auto &each) { return each.first == spec.name; });
        if (fact == facts.cend())
            return false;
        check.parameters.append({fact->first, fact->second});
    }
    // A kind that needs nothing would ask the same of every service.
    return !check.parameters.isEmpty();
}

bool ComposeChecks::makeCheck(const CheckWay &way, const ComposeService &service,
                              const Address &address, const HealthQuestion &question,
                              ImportedService &imported, ImportedCheck &check)
{
    const KindInfo *info = kind(way.kind);
    if (info == nullptr)
        return false;
    check.kind = way.kind;
    check.title = titleOf(way.kind);
    if (way.kind == kPostgres)
        return fillPostgres(service, address, question, imported, check);
    if (way.kind == kRedis)
        fillRedis(service, address, question, imported, check);
    else if (way.kind == kHttp || way.kind == kPrometheus)
        fillHttp(way, service, address, question, check);
    else if (way.kind == kTcp)
        check.parameters = {{QStringLiteral("host"), address.host},
                            {QStringLiteral("port"), address.port}};
    else
        return fillOther(*info, service, address, check);
    return true;
}

void ComposeChecks::sayQuestion(const ComposeService &service, const HealthQuestion &question,
                                const ImportedCheck &check, const Address &address)
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
                ImportText::tr("its own check is off; %1 asks from outside all the same").arg(kind));
        return;
    case HealthQuestion::Form::Http:
        if (kind != kHttp || question.port != address.target)
            say(FindingLevel::NotMapped,
                ImportText::tr("its own check asks port %1, which is not published; %2 asks port "
                               "%3 instead")
                    .arg(QString::number(question.port), kind, QString::number(address.target)));
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
    if (service.networkMode.startsWith(QLatin1String("service:")) || kind(kTcp) == nullptr)
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
        const Address address = addressOf(imported, port, false);
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

void ComposeChecks::withoutAddress(const ComposeService &service, ImportedService &imported)
{
    // The container's state tells something where no port does.
    ImportedCheck check;
    check.id = QStringLiteral("container");
    if (const KindInfo *docker = kind(QStringLiteral("docker"));
        docker != nullptr && fillOther(*docker, service, {}, check)) {
        check.kind = docker->id;
        check.title = ImportText::tr("Container");
        setTimes(service, check);
        imported.checks.append(check);
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
    if (m_jobs.contains(service.name)) {
        imported.presence = Presence::Optional;
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       ImportText::tr("it runs once and ends, others wait for that; it is drawn and "
                                      "not checked"));
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
    const Address address = addressOf(imported, *primary, true);
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
    const bool isTls = (primary->target == 443 || primary->target == 8443)
                       && question.form != HealthQuestion::Form::Http;
    if (isTls)
        ways.clear();
    ways.append({kTcp, {}});
    ImportedCheck check;
    check.id = QStringLiteral("health");
    for (const CheckWay &way : std::as_const(ways)) {
        if (!makeCheck(way, service, address, question, imported, check))
            continue;
        setTimes(service, check);
        imported.checks.append(check);
        sayQuestion(service, question, check, address);
        break;
    }
    addFurtherPorts(service, ports, *primary, imported);
}

} // namespace opsdeck
