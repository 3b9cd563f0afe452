// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/documentedkeys.h"

#include "services/config/configtext.h"
#include "services/config/schemavalues.h"

#include <array>

namespace opsdeck {

namespace {

constexpr std::array kLimits{
    std::pair{"cpus", QT_TRANSLATE_NOOP("Config", "CPUs at most")},
    std::pair{"cpus_reserved", QT_TRANSLATE_NOOP("Config", "CPUs reserved")},
    std::pair{"memory", QT_TRANSLATE_NOOP("Config", "Memory at most")},
    std::pair{"memory_reserved", QT_TRANSLATE_NOOP("Config", "Memory reserved")},
    std::pair{"memory_minimum", QT_TRANSLATE_NOOP("Config", "Memory at least")},
    std::pair{"disk", QT_TRANSLATE_NOOP("Config", "Disk")}};

const QStringList kExposures{QStringLiteral("yes"), QStringLiteral("no"),
                             QStringLiteral("disputed")};

QString exposureText(const Service &service)
{
    switch (service.deployment.exposed) {
    case Exposure::NotStated:
        return {};
    case Exposure::Yes:
        return ConfigText::tr("yes");
    case Exposure::No:
        return ConfigText::tr("no");
    case Exposure::Disputed:
        break;
    }
    return ConfigText::tr("disputed");
}

QJsonObject exposureSchema()
{
    return schemavalues::choice(schemavalues::VariableRule::Refused, kExposures);
}

void readExposure(MapReader &service, const QString &name, Deployment &made, const Reporter &)
{
    const int exposed = service.choice(name, kExposures, -1);
    made.exposed = exposed < 0 ? Exposure::NotStated : static_cast<Exposure>(exposed + 1);
}

QJsonObject textsSchema()
{
    return schemavalues::list(schemavalues::text());
}

void readVolumes(MapReader &service, const QString &name, Deployment &made, const Reporter &)
{
    const QList<YamlNode> volumes = service.texts(name);
    for (const YamlNode &volume : volumes)
        made.volumes << volume.text();
}

QString volumesText(const Service &service)
{
    return service.deployment.volumes.join(QStringLiteral(", "));
}

QJsonObject limitsSchema()
{
    QJsonObject properties;
    for (const auto &[name, title] : kLimits) {
        const QJsonObject none{{QStringLiteral("type"), QStringLiteral("null")}};
        properties.insert(
            QLatin1String(name),
            QJsonObject{{QStringLiteral("anyOf"), QJsonArray{schemavalues::text(), none}}});
    }
    return schemavalues::closed(properties);
}

void readLimits(MapReader &service, const QString &name, Deployment &made, const Reporter &reporter)
{
    const YamlNode *map = service.map(name);
    if (map == nullptr)
        return;
    MapReader values(*map, reporter, ConfigText::tr("'limits'"));
    for (const auto &[limit, title] : kLimits) {
        const QString key = QLatin1String(limit);
        if (const QString value = values.text(key); !value.isEmpty())
            made.limits.insert(key, value);
    }
    values.refuseOthers();
}

QString limitsText(const Service &service)
{
    QStringList limits;
    for (const auto &[name, title] : kLimits) {
        const QString value = service.deployment.limits.value(QLatin1String(name));
        if (!value.isEmpty())
            limits << ConfigText::tr("%1: %2").arg(QCoreApplication::translate("Config", title),
                                                   value);
    }
    return limits.join(QStringLiteral(", "));
}

/// A key with one text.
template <QString Deployment::*Member>
constexpr DocumentedKey textKey(const char *name, const char *title, const char *help = "")
{
    return {name,
            title,
            help,
            schemavalues::text,
            [](MapReader &service, const QString &key, Deployment &made, const Reporter &) {
                made.*Member = service.text(key);
            },
            [](const Service &service) { return service.deployment.*Member; }};
}

/// A key that every service has.
constexpr DocumentedKey commonKey(const char *name, const char *title,
                                  QString (*text)(const Service &), bool isShownAnyway)
{
    return {name, title, "", nullptr, nullptr, text, isShownAnyway};
}

constexpr std::array kKeys{
    commonKey(
        "technology", QT_TRANSLATE_NOOP("Config", "Technology"),
        [](const Service &service) { return service.technology; }, true),
    commonKey(
        "description", QT_TRANSLATE_NOOP("Config", "Role"),
        [](const Service &service) { return service.description; }, true),
    commonKey(
        "port", QT_TRANSLATE_NOOP("Config", "Port inside"),
        [](const Service &service) { return service.port; }, true),
    textKey<&Deployment::published>(
        "published", QT_TRANSLATE_NOOP("Config", "Port outside"),
        QT_TRANSLATE_NOOP("Config", "Ports outside, in this environment.")),
    DocumentedKey{"exposed", QT_TRANSLATE_NOOP("Config", "Reachable from outside"),
                  QT_TRANSLATE_NOOP("Config", "Whether it can be reached from outside."),
                  exposureSchema, readExposure, exposureText},
    textKey<&Deployment::composeService>("compose_service",
                                         QT_TRANSLATE_NOOP("Config", "Compose service")),
    textKey<&Deployment::container>("container", QT_TRANSLATE_NOOP("Config", "Container")),
    textKey<&Deployment::image>("image", QT_TRANSLATE_NOOP("Config", "Image")),
    DocumentedKey{"volumes", QT_TRANSLATE_NOOP("Config", "Volumes"), "", textsSchema, readVolumes,
                  volumesText},
    commonKey(
        "replicas", QT_TRANSLATE_NOOP("Config", "Instances"),
        [](const Service &service) {
            return service.replicas == 1 ? QString() : QString::number(service.replicas);
        },
        false),
    DocumentedKey{"limits", QT_TRANSLATE_NOOP("Config", "Limits"), "", limitsSchema, readLimits,
                  limitsText}};

} // namespace

std::span<const DocumentedKey> documentedKeys()
{
    return kKeys;
}

QStringList documentedKeyNames()
{
    QStringList names;
    for (const DocumentedKey &key : kKeys)
        names << QLatin1String(key.name);
    return names;
}

QStringList ruleSourceFields()
{
    return {
        QStringLiteral("title"),      QStringLiteral("kind"),          QStringLiteral("service"),
        QStringLiteral("metric"),     QStringLiteral("condition"),     QStringLiteral("for"),
        QStringLiteral("severity"),   QStringLiteral("action"),        QStringLiteral("recovery"),
        QStringLiteral("scale_down"), QStringLiteral("scale_down_for")};
}

QStringList metricSourceFields()
{
    return {QStringLiteral("title"), QStringLiteral("unit"), QStringLiteral("origin"),
            QStringLiteral("expression"), QStringLiteral("target")};
}

QStringList thresholdSourceFields()
{
    return {QStringLiteral("clear"), QStringLiteral("for"), QStringLiteral("severity")};
}

QStringList checkSourceFields()
{
    return {QStringLiteral("interval"),    QStringLiteral("timeout"),
            QStringLiteral("retries"),     QStringLiteral("start_period"),
            QStringLiteral("degraded_if"), QStringLiteral("down_if")};
}

} // namespace opsdeck
