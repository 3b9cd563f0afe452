// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/checkfiller.h"

#include "services/base/cleantext.h"
#include "services/config/secretscan.h"
#include "services/importers/importid.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

const QString kHttp = QStringLiteral("http");
const QString kTcp = QStringLiteral("tcp");
const QString kPostgres = QStringLiteral("postgres");
const QString kRedis = QStringLiteral("redis");
const QString kPrometheus = QStringLiteral("prometheus");

/// Of a user or database, and nothing else.
bool isName(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^[^\\s$]{1,63}$"));
    return shape.match(text).hasMatch() && cleanText(text, 64) == text && !looksSecret(text);
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
    if (kind == kPrometheus || kind == QLatin1String("cadvisor")
        || kind.endsWith(QLatin1String("-exporter")))
        return ImportText::tr("Metrics page");
    return ImportText::tr("Health");
}

} // namespace

CheckFiller::CheckFiller(const ComposeStack &stack, const QList<KindInfo> &kinds,
                         ImportedStack &imported, ImportFindings &findings)
    : m_stack(stack)
    , m_kinds(kinds)
    , m_imported(imported)
    , m_findings(findings)
{}

const KindInfo *CheckFiller::kind(const QString &id) const
{
    const auto it = std::find_if(m_kinds.cbegin(), m_kinds.cend(),
                                 [&](const KindInfo &info) { return info.id == id; });
    return it == m_kinds.cend() ? nullptr : &*it;
}

QString CheckFiller::parameter(const QString &wanted, const QString &value)
{
    const QString name = importid::parameterName(wanted, m_parameters);
    m_imported.parameters.append({name, value});
    return QStringLiteral("${%1}").arg(name);
}

QString CheckFiller::credential(const ImportedService &imported, const ImportPlace &at)
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

bool CheckFiller::fillPostgres(const ComposeService &service, const CheckAddress &address,
                               const HealthQuestion &question, ImportedService &imported,
                               ImportedCheck &check)
{
    QString user = valueOf(service, {"POSTGRES_USER", "POSTGRESQL_USERNAME", "POSTGRESQL_USER"});
    QString database =
        valueOf(service, {"POSTGRES_DB", "POSTGRESQL_DATABASE", "POSTGRES_DATABASE"});
    if (user.isEmpty() && isName(question.user))
        user = question.user;
    if (user.isEmpty())
        user = kPostgres;
    if (database.isEmpty() && isName(question.database))
        database = question.database;
    if (database.isEmpty())
        database = user;
    const bool isOpen = valueOf(service, {"POSTGRES_HOST_AUTH_METHOD"}) == QLatin1String("trust")
                        || valueOf(service, {"ALLOW_EMPTY_PASSWORD"}) == QLatin1String("yes");
    ImportPlace at;
    for (const char *key : {"POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRESQL_PASSWORD",
                            "POSTGRESQL_PASSWORD_FILE", "POSTGRES_POSTGRES_PASSWORD"}) {
        const auto it = service.environment.constFind(QLatin1String(key));
        if (it != service.environment.cend())
            at = it.value().at;
    }
    if (!isName(user) || !isName(database) || (!isOpen && at.line == 0)) {
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

void CheckFiller::fillRedis(const ComposeService &service, const CheckAddress &address,
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

void CheckFiller::fillHttp(const CheckWay &way, const ComposeService &service,
                           const CheckAddress &address, const HealthQuestion &question,
                           ImportedCheck &check)
{
    // A page of metrics stays where it is, wherever the health check asks.
    const bool isAsked = way.kind == kHttp && question.form == HealthQuestion::Form::Http
                         && question.port == address.target;
    const QString path = isAsked ? question.path
                         : way.kind == kHttp && question.form == HealthQuestion::Form::Http
                                 && way.path == question.path
                             ? QStringLiteral("/")
                             : way.path;
    const QString scheme = isAsked ? question.scheme : kHttp;
    const QString host =
        address.isV6 ? QLatin1Char('[') + address.host + QLatin1Char(']') : address.host;
    check.parameters = {
        {QStringLiteral("url"),
         QStringLiteral("%1://%2:%3%4").arg(scheme, host, address.port, literal(path))}};
    if (way.kind != kHttp)
        return;
    if (isAsked) {
        check.title = ImportText::tr("Its own health check, from outside");
        check.parameters.append(
            {QStringLiteral("status"), QStringList{QStringLiteral("2xx"), QStringLiteral("3xx")}});
    } else if (path == QLatin1String("/")) {
        // Where its health is told is not known: any answer that is no failure of its own.
        check.parameters.append({QStringLiteral("status"), QStringList{QStringLiteral("200-499")}});
        m_findings.add(FindingLevel::Note, service.at, service.name, {},
                       ImportText::tr("where it tells its health is not known; any answer below "
                                      "500 counts as good"));
    }
}

bool CheckFiller::fillOther(const KindInfo &info, const ComposeService &service,
                            const CheckAddress &address, ImportedCheck &check)
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
        // A default port is that of the container, not the one it is published on.
        const bool isPort = address.target != 0 && spec.name == QLatin1String("port");
        if (!spec.required && !isPort)
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

bool CheckFiller::fill(const CheckWay &way, const ComposeService &service,
                       const CheckAddress &address, const HealthQuestion &question,
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
    else if (way.kind == kHttp || way.path == QLatin1String("/metrics"))
        fillHttp(way, service, address, question, check);
    else if (way.kind == kTcp)
        check.parameters = {{QStringLiteral("host"), address.host},
                            {QStringLiteral("port"), address.port}};
    else
        return fillOther(*info, service, address, check);
    return true;
}

} // namespace opsdeck
