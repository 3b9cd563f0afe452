// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/local/scrapeconfig.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace opsdeck::prometheus {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ScrapeConfig)
};

constexpr int kMostSamples = 100'000;

QString text(const Check &check, const char *name)
{
    return check.parameters.value(QLatin1String(name)).toString();
}

/// Empty: it can be scraped.
QString obstacle(const Check &check)
{
    if (!text(check, "credential").isEmpty())
        return Words::tr("it needs a credential, and none is written to a file");
    if (!check.parameters.value(QStringLiteral("headers")).toMap().isEmpty())
        return Words::tr("it needs header fields");
    if (!check.via.isDirect())
        return Words::tr("it is reached by a way");
    if (!text(check, "address").isEmpty())
        return Words::tr("it is reached at another address than its own");
    const QUrl url(text(check, "url"), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() ? QString() : Words::tr("its address is none");
}

/// In whole milliseconds, as Prometheus writes durations.
QString durationOf(Milliseconds length)
{
    return QString::number(length.count()) + QLatin1String("ms");
}

QJsonObject jobOf(const Service &service, const Check &check)
{
    const QUrl url(text(check, "url"));
    const int port = url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
    const QString host = url.host().contains(QLatin1Char(':'))
                             ? QLatin1Char('[') + url.host() + QLatin1Char(']')
                             : url.host();
    QJsonObject labels{{QStringLiteral("job"), service.id.toString()},
                       {QStringLiteral("check"), check.id.toString()}};
    if (!check.instance.isEmpty())
        labels.insert(QStringLiteral("instance"), check.instance);
    const auto interval = std::max(Milliseconds(1000), check.interval);
    QJsonObject job{
        {QStringLiteral("job_name"),
         service.id.toString() + QLatin1Char('/') + check.id.toString()},
        {QStringLiteral("scheme"), url.scheme()},
        {QStringLiteral("metrics_path"), url.path().isEmpty() ? QStringLiteral("/") : url.path()},
        {QStringLiteral("scrape_interval"), durationOf(interval)},
        {QStringLiteral("scrape_timeout"), durationOf(std::min(interval, check.timeout))},
        {QStringLiteral("follow_redirects"), false},
        {QStringLiteral("sample_limit"), kMostSamples},
        {QStringLiteral("static_configs"),
         QJsonArray{QJsonObject{
             {QStringLiteral("targets"), QJsonArray{QStringLiteral("%1:%2").arg(host).arg(port)}},
             {QStringLiteral("labels"), labels}}}}};
    QJsonObject parameters;
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        QJsonArray values = parameters.value(name).toArray();
        values.append(value);
        parameters.insert(name, values);
    }
    if (!parameters.isEmpty())
        job.insert(QStringLiteral("params"), parameters);
    if (const QString ca = text(check, "ca_file"); !ca.isEmpty())
        job.insert(QStringLiteral("tls_config"), QJsonObject{{QStringLiteral("ca_file"), ca}});
    return job;
}

} // namespace

ScrapeConfig scrapeConfig(const Environment &environment)
{
    ScrapeConfig made;
    QJsonArray jobs;
    for (const Service &service : environment.services) {
        if (service.presence == Presence::Planned || service.presence == Presence::NotConfigured)
            continue;
        for (const Check &check : service.checks) {
            if (check.kind != QLatin1String("prometheus"))
                continue;
            if (const QString why = obstacle(check); !why.isEmpty()) {
                const QString page = service.id.toString() + QLatin1Char('/') + check.id.toString();
                made.leftOut.insert(page, Words::tr("%1 is not scraped: %2.").arg(page, why));
            } else
                jobs.append(jobOf(service, check));
        }
    }
    made.pages = static_cast<int>(jobs.size());
    made.text = QJsonDocument(QJsonObject{{QStringLiteral("scrape_configs"), jobs}}).toJson();
    return made;
}

} // namespace opsdeck::prometheus
