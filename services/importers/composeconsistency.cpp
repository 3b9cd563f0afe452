// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composeconsistency.h"

#include "services/config/configtext.h"
#include "services/importers/composemerge.h"

#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

QStringList keysOf(const ComposeNode &root, const char *section)
{
    QStringList names;
    if (const ComposeNode *found = root.find(QLatin1String(section))) {
        for (const ComposeKey &key : found->keys)
            names << key.name;
    }
    return names;
}

/// A number of bytes as Compose writes it: 512m, 1.5GB, 64k; negative: none.
double bytesOf(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^([0-9.]+) ?([kmgtp]?)i?b?$"),
                                          QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return -1;
    const QString units = QStringLiteral("kmgtp");
    const QString unit = match.captured(2).toLower();
    return match.captured(1).toDouble()
           * std::pow(1024.0, unit.isEmpty() ? 0 : static_cast<double>(units.indexOf(unit) + 1));
}

class ConsistencyCheck final
{
public:
    ConsistencyCheck(const ComposeNode &root, bool isWhole, ImportFindings &findings)
        : m_root(root)
        , m_findings(findings)
        , m_isWhole(isWhole)
    {}

    void service(const QString &name, const ComposeNode &node)
    {
        m_name = ImportText::quoted(name);
        if (m_isWhole)
            references(node);
        mounts(node);
        limits(node);
        build(node);
        devices(node);
        watches(node);
    }

    void secrets()
    {
        const ComposeNode *all = m_root.find(QStringLiteral("secrets"));
        for (qsizetype i = 0; all != nullptr && i < all->keys.size(); ++i) {
            const ComposeNode &secret = all->children.at(i);
            bool hasSource = !secret.isMap();
            for (const char *key : {"file", "environment", "external", "driver"})
                hasSource = hasSource || secret.find(QLatin1String(key)) != nullptr;
            if (!hasSource)
                say(all->keys.at(i).at,
                    ImportText::tr("secret %1 names neither 'file' nor 'environment'")
                        .arg(ImportText::quoted(all->keys.at(i).name)));
        }
    }

private:
    void say(const ImportPlace &at, const QString &text) { m_findings.error(at, text); }

    static ComposeNode inLongForm(const ComposeNode &node, const char *key)
    {
        const ComposeNode *value = node.find(QLatin1String(key));
        return value == nullptr
                   ? ComposeNode()
                   : canonical(*value, QLatin1String("services.*.") + QLatin1String(key));
    }

    void need(const QString &name, const ImportPlace &at, const QStringList &known,
              const QString &what)
    {
        if (!name.isEmpty() && !known.contains(name))
            say(at, ImportText::tr("service %1 names the %2 %3, which is defined nowhere.%4")
                        .arg(m_name, what, ImportText::quoted(name),
                             ConfigText::didYouMean(name, known)));
    }

    void needKeys(const ComposeNode &node, const char *key, const QStringList &known,
                  const QString &what)
    {
        const ComposeNode names = inLongForm(node, key);
        for (const ComposeKey &each : names.keys)
            need(each.name, each.at, known, what);
    }

    void needItems(const ComposeNode *list, const char *section, const QString &what)
    {
        const QStringList known = keysOf(m_root, section);
        for (qsizetype i = 0; list != nullptr && i < list->children.size(); ++i) {
            const ComposeNode &item = list->children.at(i);
            need(item.isScalar() ? item.text : item.textOf(QStringLiteral("source")), item.at,
                 known, what);
        }
    }

    void references(const ComposeNode &node)
    {
        needKeys(node, "networks", keysOf(m_root, "networks") << QStringLiteral("default"),
                 ImportText::tr("network"));
        needKeys(node, "models", keysOf(m_root, "models"), ImportText::tr("model"));
        needItems(node.find(QStringLiteral("secrets")), "secrets", ImportText::tr("secret"));
        needItems(node.find(QStringLiteral("configs")), "configs", ImportText::tr("config"));
        if (const ComposeNode *made = node.find(QStringLiteral("build")))
            needItems(made->find(QStringLiteral("secrets")), "secrets", ImportText::tr("secret"));
        const QStringList known = keysOf(m_root, "volumes");
        const ComposeNode *volumes = node.find(QStringLiteral("volumes"));
        for (qsizetype i = 0; volumes != nullptr && i < volumes->children.size(); ++i) {
            const ComposeNode &entry = volumes->children.at(i);
            static const QRegularExpression named(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]+$"));
            const QString type = entry.textOf(QStringLiteral("type"));
            const QString source = entry.isScalar() ? mountOf(entry.text).source
                                   : type == QLatin1String("volume")
                                       ? entry.textOf(QStringLiteral("source"))
                                       : QString();
            if (entry.isMap() || named.match(source).hasMatch())
                need(source, entry.at, known, ImportText::tr("volume"));
        }
    }

    void mounts(const ComposeNode &node)
    {
        QHash<QString, int> lines;
        const auto add = [&](const QString &target, const ImportPlace &at) {
            if (target.isEmpty())
                return;
            if (lines.contains(target))
                say(at, ImportText::tr("service %1: %2 is mounted already, on line %3")
                            .arg(m_name, ImportText::quoted(target))
                            .arg(lines.value(target)));
            lines.insert(target, at.line);
        };
        const ComposeNode tmpfs = inLongForm(node, "tmpfs");
        for (const ComposeNode &entry : tmpfs.children)
            add(entry.text.section(QLatin1Char(':'), 0, 0), entry.at);
        const ComposeNode *volumes = node.find(QStringLiteral("volumes"));
        for (qsizetype i = 0; volumes != nullptr && i < volumes->children.size(); ++i) {
            const ComposeNode &entry = volumes->children.at(i);
            add(entry.isScalar() ? mountOf(entry.text).target
                                 : entry.textOf(QStringLiteral("target")),
                entry.at);
            if (entry.textOf(QStringLiteral("type")) == QLatin1String("bind")
                && entry.textOf(QStringLiteral("source")).isEmpty())
                say(entry.at,
                    ImportText::tr("service %1: a bind mount without 'source'").arg(m_name));
        }
    }

    void limits(const ComposeNode &node)
    {
        const ComposeNode *deploy = node.find(QStringLiteral("deploy"));
        const ComposeNode *resources =
            deploy == nullptr ? nullptr : deploy->find(QStringLiteral("resources"));

        struct Pair
        {
            const char *own;
            const char *group;
            const char *key;
            bool isSize;
        };

        static const Pair pairs[] = {{"cpus", "limits", "cpus", false},
                                     {"pids_limit", "limits", "pids", false},
                                     {"mem_limit", "limits", "memory", true},
                                     {"mem_reservation", "reservations", "memory", true}};
        for (const Pair &pair : pairs) {
            const ComposeNode *own = node.find(QLatin1String(pair.own));
            const ComposeNode *group =
                resources == nullptr ? nullptr : resources->find(QLatin1String(pair.group));
            const ComposeNode *other =
                group == nullptr ? nullptr : group->find(QLatin1String(pair.key));
            if (own == nullptr || other == nullptr)
                continue;
            const double left = pair.isSize ? bytesOf(own->text) : own->text.toDouble();
            const double right = pair.isSize ? bytesOf(other->text) : other->text.toDouble();
            if (std::abs(left - right) > 1e-9)
                say(own->at, ImportText::tr("service %1: '%2' and 'deploy.resources.%3.%4' differ")
                                 .arg(m_name, QLatin1String(pair.own), QLatin1String(pair.group),
                                      QLatin1String(pair.key)));
        }
        const ComposeNode *scale = node.find(QStringLiteral("scale"));
        if (scale == nullptr && deploy != nullptr)
            scale = deploy->find(QStringLiteral("replicas"));
        const ComposeNode *name = node.find(QStringLiteral("container_name"));
        if (scale != nullptr && name != nullptr && !name->text.isEmpty()
            && scale->text.toDouble() > 1)
            say(name->at, ImportText::tr("service %1: %2 containers can't all have the name %3")
                              .arg(m_name, scale->text, ImportText::quoted(name->text)));
    }

    void build(const ComposeNode &node)
    {
        const ComposeNode made = inLongForm(node, "build");
        if (!made.textOf(QStringLiteral("dockerfile")).isEmpty()
            && !made.textOf(QStringLiteral("dockerfile_inline")).isEmpty())
            say(made.at, ImportText::tr("service %1: 'dockerfile' and 'dockerfile_inline' exclude "
                                        "each other")
                             .arg(m_name));
        const ComposeNode *platforms = made.find(QStringLiteral("platforms"));
        const QString platform = node.textOf(QStringLiteral("platform"));
        if (platforms == nullptr || platform.isEmpty() || platforms->children.isEmpty())
            return;
        for (const ComposeNode &each : platforms->children) {
            if (each.text == platform)
                return;
        }
        say(platforms->at, ImportText::tr("service %1: 'build.platforms' lacks its 'platform', %2")
                               .arg(m_name, ImportText::quoted(platform)));
    }

    void devices(const ComposeNode &node)
    {
        const ComposeNode *each = &node;
        for (const char *key : {"deploy", "resources", "reservations", "devices"}) {
            each = each->find(QLatin1String(key));
            if (each == nullptr)
                return;
        }
        for (const ComposeNode &device : each->children) {
            const ComposeNode *count = device.find(QStringLiteral("count"));
            if (count != nullptr && device.find(QStringLiteral("device_ids")) != nullptr)
                say(count->at,
                    ImportText::tr("service %1: 'count' and 'device_ids' exclude each other")
                        .arg(m_name));
            bool isNumber = false;
            if (count != nullptr)
                count->text.toInt(&isNumber);
            if (count != nullptr && !isNumber && count->text != QLatin1String("all"))
                say(count->at,
                    ImportText::tr("service %1: 'count' of devices is a number or 'all', not %2")
                        .arg(m_name, ImportText::quoted(count->text)));
        }
    }

    void watches(const ComposeNode &node)
    {
        const ComposeNode *develop = node.find(QStringLiteral("develop"));
        const ComposeNode *list =
            develop == nullptr ? nullptr : develop->find(QStringLiteral("watch"));
        for (qsizetype i = 0; list != nullptr && i < list->children.size(); ++i) {
            const ComposeNode &watch = list->children.at(i);
            const QString action = watch.textOf(QStringLiteral("action"));
            if (action.startsWith(QLatin1String("sync"))
                && watch.textOf(QStringLiteral("target")).isEmpty())
                say(watch.at, ImportText::tr("service %1: 'develop.watch' with the action %2 needs "
                                             "'target'")
                                  .arg(m_name, ImportText::quoted(action)));
        }
    }

    const ComposeNode &m_root;
    ImportFindings &m_findings;
    bool m_isWhole;
    QString m_name; ///< of the service, quoted
};

} // namespace

void checkComposeConsistency(const ComposeNode &root, const ComposeStack &stack, bool isWhole,
                             ImportFindings &findings)
{
    ConsistencyCheck check(root, isWhole, findings);
    const ComposeNode *services = root.find(QStringLiteral("services"));
    for (qsizetype i = 0; services != nullptr && i < services->keys.size(); ++i) {
        const QString &name = services->keys.at(i).name;
        if (stack.service(name) != nullptr)
            check.service(name, services->children.at(i));
    }
    check.secrets();
}

} // namespace opsdeck
