// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/metricserver.h"

#include <QUrl>

namespace opsdeck {

QString MetricServer::name() const
{
    const QString place = QUrl(url).authority();
    return title.isEmpty() ? place : title + QLatin1Char(' ') + place;
}

std::optional<MetricServer> metricServerOf(const Service &service, const Check &check)
{
    const auto text = [&check](const char *name) {
        return check.parameters.value(QLatin1String(name)).toString();
    };
    MetricServer server;
    server.url = text("url");
    if (check.kind != kMetricServerKind || server.url.isEmpty() || check.isWithheld)
        return std::nullopt;
    server.title = service.title;
    server.via = check.via;
    server.connectTo = text("address");
    const QVariantMap headers = check.parameters.value(QStringLiteral("headers")).toMap();
    for (auto it = headers.cbegin(); it != headers.cend(); ++it)
        server.headers.insert(it.key(), it.value().toString());
    server.credential = CredentialId(text("credential"));
    server.isBasic = text("auth") == QLatin1String("basic");
    server.username = text("username");
    server.caFile = text("ca_file");
    server.service = service.id;
    return server;
}

std::optional<MetricServer> metricServerOf(const Environment &environment)
{
    for (const Service &service : environment.services) {
        if (service.presence == Presence::Planned || service.presence == Presence::NotConfigured)
            continue;
        for (const Check &check : service.checks) {
            if (auto server = metricServerOf(service, check))
                return server;
        }
    }
    return std::nullopt;
}

} // namespace opsdeck
