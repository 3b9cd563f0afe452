// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/sharedaddresses.h"

#include "services/config/configtext.h"
#include "services/domain/variablescan.h"

#include <QSet>
#include <QUrl>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;
constexpr qsizetype kMost = 100; ///< that are told of one platform

/// Where a check asks, the most telling key first.
const QStringList kLeading{QStringLiteral("port"), QStringLiteral("url"), QStringLiteral("address"),
                           QStringLiteral("server"), QStringLiteral("host")};

QString textOf(const Check &check, const char *name)
{
    return check.parameters.value(QLatin1String(name)).toString();
}

/// "127.0.0.1:8000"; empty for one that names no host.
QString addressOf(const Check &check)
{
    const QUrl url(textOf(check, "url"));
    QString host = textOf(check, "address");
    if (host.isEmpty())
        host = textOf(check, "host");
    if (host.isEmpty())
        host = textOf(check, "server");
    if (host.isEmpty() && url.isValid())
        host = url.host();
    int port = check.parameters.value(QStringLiteral("port")).toInt();
    if (port <= 0 && !url.host().isEmpty())
        port = url.port(url.scheme() == QLatin1String("https") ? kHttpsPort : kHttpPort);
    if (host.isEmpty() || host.startsWith(QLatin1Char('/')))
        return {};
    host = host.toLower();
    return port > 0 ? QStringLiteral("%1:%2").arg(host).arg(port) : host;
}

/// What is asked for there: not how it is judged, nor who asks.
bool isAskedFor(const ParameterSpec &spec)
{
    static const QStringList judging{QStringLiteral("username"), QStringLiteral("user"),
                                     QStringLiteral("status"), QStringLiteral("expect")};
    if (judging.contains(spec.name))
        return false;
    switch (spec.type) {
    case ParameterType::String:
    case ParameterType::Enum:
    case ParameterType::Url:
    case ParameterType::Host:
    case ParameterType::Port:
    case ParameterType::StringList:
    case ParameterType::StringMap:
    case ParameterType::Steps:
        return true;
    default:
        return spec.name == QLatin1String("database") || spec.name == QLatin1String("config_file");
    }
}

bool asksTheSame(const Check &a, const Check &b, const QList<KindInfo> &probes)
{
    if (a.kind != b.kind || a.via != b.via || addressOf(a) != addressOf(b))
        return false;
    const auto kind = std::find_if(probes.cbegin(), probes.cend(),
                                   [&](const KindInfo &each) { return each.id == a.kind; });
    return kind != probes.cend()
           && std::all_of(
               kind->parameters.cbegin(), kind->parameters.cend(), [&](const ParameterSpec &spec) {
                   const bool isHost = spec.name == QLatin1String("host");
                   return isHost || !isAskedFor(spec)
                          || a.parameters.value(spec.name) == b.parameters.value(spec.name);
               });
}

QStringList namesIn(const QString &text)
{
    QStringList names;
    variablesReplaced(
        text,
        [&](const QString &name) -> std::optional<QString> {
            names << name;
            return QString();
        },
        [](const QString &) {});
    return names;
}

const YamlNode *withId(const QList<YamlNode> &nodes, const QString &id)
{
    const auto found = std::find_if(nodes.cbegin(), nodes.cend(), [&](const YamlNode &node) {
        return node.textOf(QStringLiteral("id")) == id;
    });
    return found == nodes.cend() ? nullptr : &*found;
}

/// Where a check of an environment is written, what differs there first.
QList<const YamlNode *> nodesOf(const YamlNode &service, const QString &environment,
                                const QString &check)
{
    QList<const YamlNode *> nodes;
    const YamlNode *all = service.find(QStringLiteral("environments"));
    const YamlNode *here = all == nullptr ? nullptr : all->find(environment);
    const YamlNode *over = here == nullptr ? nullptr : here->find(QStringLiteral("checks"));
    if (over != nullptr)
        nodes << over->find(check);
    if (const YamlNode *checks = service.find(QStringLiteral("checks")))
        nodes << withId(checks->children(), check);
    nodes.removeAll(nullptr);
    return nodes;
}

/// The values by which it is led, as they are written.
QList<YamlNode> leadingValues(const QList<const YamlNode *> &nodes)
{
    QList<YamlNode> values;
    for (const QString &key : kLeading) {
        for (const YamlNode *node : nodes) {
            const YamlNode *value = node->find(key);
            if (value == nullptr)
                continue;
            values << *value;
            break;
        }
    }
    return values;
}

class Places
{
public:
    Places(const LoadedPlatform &loaded, const QList<YamlNode> &services,
           const PlatformParameters &parameters, const QString &file)
        : m_loaded(loaded)
        , m_services(services)
        , m_parameters(parameters)
        , m_file(file)
    {}

    SourceLocation of(const CheckKey &key) const
    {
        const QString environment = key.service.environment.environment.toString();
        const YamlNode *service = withId(m_services, key.service.service.toString());
        if (service == nullptr)
            return {m_file, 0, 0};
        const QList<YamlNode> values =
            leadingValues(nodesOf(*service, environment, key.check.toString()));
        QSet<QString> known;
        for (const YamlNode &value : values) {
            const QString origin = originOf(value.text(), environment, known);
            if (!origin.isEmpty())
                return {origin.section(QLatin1Char(':'), 0, -3),
                        origin.section(QLatin1Char(':'), -2, -2).toInt(),
                        origin.section(QLatin1Char(':'), -1).toInt()};
        }
        const YamlPosition at = values.isEmpty() ? service->at() : values.first().at();
        return {m_file, at.line, at.column};
    }

private:
    /// "opsdeck.yaml:6:20" of the first parameter in `text` that the workspace file gives, also by
    /// a default that is made with one. `known`: those that were looked at.
    QString originOf(const QString &text, const QString &environment, QSet<QString> &known) const
    {
        const QStringList names = namesIn(text);
        for (const QString &name : names) {
            if (known.contains(name))
                continue;
            known.insert(name);
            const QString own = m_parameters.origins.value(environment).value(name);
            if (!own.isEmpty())
                return own;
            for (const ParameterDeclaration &declared : m_loaded.platform.parameters) {
                if (declared.name != name)
                    continue;
                const QString behind =
                    originOf(declared.otherwiseIn.value(environment, declared.otherwise),
                             environment, known);
                if (!behind.isEmpty())
                    return behind;
            }
        }
        return {};
    }

    const LoadedPlatform &m_loaded;
    const QList<YamlNode> &m_services;
    const PlatformParameters &m_parameters;
    const QString &m_file;
};

} // namespace

QList<ConfigProblem> sharedAddresses(const LoadedPlatform &loaded, const QList<YamlNode> &services,
                                     const PlatformParameters &parameters,
                                     const QList<KindInfo> &probes, const QString &file)
{
    const Places places(loaded, services, parameters, file);
    QHash<QString, QList<std::pair<QString, const Check *>>> seen; ///< environments and checks
    QSet<QString> told;
    QList<ConfigProblem> found;
    const auto look = [&](const QString &environment, const Service &service, const Check &check) {
        const QString address = addressOf(check);
        if (address.isEmpty())
            return;
        const QString id = service.id.toString();
        auto &others =
            seen[QStringList{id, check.id.toString(), check.kind, address}.join(QLatin1Char(' '))];
        const auto other = std::find_if(others.cbegin(), others.cend(), [&](const auto &each) {
            return asksTheSame(*each.second, check, probes);
        });
        const QString what = QStringList{environment, id, address}.join(QLatin1Char(' '));
        if (other == others.cend()) {
            others.append({environment, &check});
        } else if (!told.contains(what) && found.size() < kMost) {
            told.insert(what);
            found.append(
                {places.of(
                     {{{loaded.platform.id, EnvironmentId(environment)}, service.id}, check.id}),
                 ProblemSeverity::Warning,
                 ConfigText::tr("%1's and %2's %3 are asked at the same address %4: one of them "
                                "shows the other's state, unless they share it")
                     .arg(other->first, environment, id, address)});
        }
    };
    for (const Environment &environment : loaded.platform.environments) {
        for (const Service &service : environment.services) {
            for (const Check &check : service.checks)
                look(environment.id.toString(), service, check);
        }
    }
    return found;
}

} // namespace opsdeck
