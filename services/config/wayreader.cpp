// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/wayreader.h"

#include "services/config/configtext.h"
#include "services/config/mapreader.h"
#include "services/config/parameterreader.h"

#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qsizetype kLongestChain = 5;

/// What ssh can't take for an option or a command: "[user@]name[:port]".
bool isHostName(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        R"(^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?(?:[A-Za-z0-9_][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.%a-z0-9]+\])(?::\d{1,5})?$)"));
    return text.size() <= 255 && form.match(text).hasMatch();
}

KindInfo wayKind(const ParameterSchema &parameters)
{
    return {QStringLiteral("way"), "", parameters};
}

ParameterSpec spec(const char *name, ParameterType type)
{
    ParameterSpec made;
    made.name = QLatin1String(name);
    made.type = type;
    return made;
}

} // namespace

WayBook::WayBook(const QList<YamlNode> &nodes, const Variables &variables,
                 const QString &environment, const QString &directory, const Reporter &reporter,
                 const QStringList &unset)
    : m_reporter(reporter)
    , m_unset(unset)
{
    qint64 added = 0;
    for (const YamlNode &node : nodes)
        read(substituted(node, variables, environment, reporter, added), directory);
}

void WayBook::read(const YamlNode &node, const QString &directory)
{
    const QString name = node.textOf(QStringLiteral("id"));
    MapReader reader(node, m_reporter,
                     name.isEmpty() ? ConfigText::tr("a way")
                                    : ConfigText::tr("way '%1'").arg(name.left(63)));
    if (!reader.isMap())
        return;
    Way way;
    way.id = reader.requiredId(QStringLiteral("id"));
    way.title = reader.text(QStringLiteral("title"), way.id);
    if (way.id == toWord(WayKind::Direct))
        m_reporter.error(reader.at(QStringLiteral("id")),
                         ConfigText::tr("'direct' names the way that is none; choose another id"));
    way.kind = static_cast<WayKind>(
        reader.choice(QStringLiteral("kind"),
                      {toWord(WayKind::Direct), toWord(WayKind::Ssh), toWord(WayKind::HttpProxy),
                       toWord(WayKind::SocksProxy)},
                      static_cast<int>(WayKind::Ssh)));
    if (way.kind == WayKind::Ssh) {
        const QList<YamlNode> hosts = reader.texts(QStringLiteral("hosts"));
        if (hosts.isEmpty())
            m_reporter.error(node.at(), ConfigText::tr("a way of kind ssh needs 'hosts': the chain "
                                                       "of hosts, the first reached first"));
        if (hosts.size() > kLongestChain)
            m_reporter.error(reader.at(QStringLiteral("hosts")),
                             ConfigText::tr("more than %1 hosts in one chain").arg(kLongestChain));
        const int before = m_reporter.errorReports();
        for (const YamlNode &host : hosts) {
            if (isHostName(host.text()))
                way.hosts << host.text();
            else
                m_reporter.error(
                    host.at(),
                    ConfigText::tr(
                        "%1 is no host: write [user@]name[:port], a name as ssh knows it")
                        .arg(ConfigText::quoted(host.text())));
        }
        // A chain that lacks a link would lead elsewhere.
        if (m_reporter.errorReports() != before)
            way.hosts.clear();
        way.configFile = readParameters(wayKind({spec("config_file", ParameterType::File)}), reader,
                                        directory, false, m_reporter)
                             .value(QStringLiteral("config_file"))
                             .toString();
    } else if (way.kind != WayKind::Direct) {
        way.proxyHost = reader.requiredText(QStringLiteral("host"));
        const QVariantMap values = readParameters(
            wayKind({spec("port", ParameterType::Port), spec("username", ParameterType::String),
                     spec("credential", ParameterType::Credential)}),
            reader, directory, false, m_reporter);
        if (!values.contains(QStringLiteral("port")))
            m_reporter.error(node.at(), ConfigText::tr("way '%1' needs 'port'").arg(way.id));
        way.proxyPort = static_cast<quint16>(values.value(QStringLiteral("port")).toUInt());
        way.username = values.value(QStringLiteral("username")).toString();
        way.credential = CredentialId(values.value(QStringLiteral("credential")).toString());
        if (!way.credential.isEmpty() && way.username.isEmpty())
            m_reporter.error(reader.at(QStringLiteral("credential")),
                             ConfigText::tr("a proxy's credential needs 'username' beside it"));
    }
    reader.refuseOthers();
    const bool isTaken = std::any_of(m_ways.cbegin(), m_ways.cend(),
                                     [&](const Way &other) { return other.id == way.id; });
    if (isTaken)
        m_reporter.error(node.at(), ConfigText::tr("way '%1' is there twice").arg(way.id));
    else if (!way.id.isEmpty())
        m_ways.append(way);
}

Way WayBook::named(const QString &id, YamlPosition at) const
{
    if (id.isEmpty() || id == toWord(WayKind::Direct))
        return {};
    QStringList ids{toWord(WayKind::Direct)};
    for (const Way &way : m_ways) {
        if (way.id == id)
            return way;
        ids << way.id;
    }
    if (m_unset.contains(id))
        return leadingNowhere(id);
    ids += m_unset;
    m_reporter.error(at, ConfigText::tr("there is no way %1.%2")
                             .arg(ConfigText::quoted(id), ConfigText::didYouMean(id, ids)));
    return leadingNowhere(id);
}

Way WayBook::leadingNowhere(const QString &id)
{
    Way nowhere;
    nowhere.id = id;
    nowhere.title = id;
    nowhere.kind = WayKind::Ssh;
    return nowhere;
}

} // namespace opsdeck
