// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QHash>

#include <optional>

namespace opsdeck {

/// The Prometheus-compatible server that keeps the metrics of an environment.
struct MetricServer
{
    QString title; ///< for people: that of the service, or "Prometheus"
    QString url;   ///< absolute; below it lies /api/v1
    Way via;
    QString connectTo;              ///< host to connect to instead of the URL's; empty: the URL's
    QMap<QString, QString> headers; ///< "X-Scope-OrgID" of Mimir, "THANOS-TENANT" of Thanos
    CredentialId credential;        ///< empty: none
    bool isBasic = false;           ///< the credential is `username`'s password, else a token
    QString username;
    QString caFile;            ///< trusted instead of the system's; empty: the system's
    QString clientCertificate; ///< PEM file; empty: none is shown
    CredentialId clientKey;    ///< its key, PEM
    Milliseconds deadline{30'000};
    ServiceId service;    ///< that it is in the environment; empty: it is none of its services
    bool isLocal = false; ///< Opsdeck starts it; then without a URL while it is not there
    QMap<QString, QString> leftOut = {}; ///< of a local one: "service/check" of pages that it does
                                         ///< not scrape, and why
    Milliseconds retention{15LL * 24 * 3'600'000}; ///< of a local one
    QMap<ServiceId, QString> jobs = {}; ///< whose targets a service is, where neither name nor
                                        ///< address tell

    bool operator==(const MetricServer &) const = default;

    /// "Prometheus prom:9090"
    QString name() const;
};

/// Of the environments that have one.
using MetricServerBook = QHash<EnvironmentKey, MetricServer>;

/// The kind of the checks that watch such a server.
inline const QString kMetricServerKind = QStringLiteral("prometheus-server");

/// The server that a check of that kind watches; nothing without an address.
std::optional<MetricServer> metricServerOf(const Service &service, const Check &check);
/// The one server that an environment's services hold: the first whose check is run. Services that
/// are not there (planned, not set up) are none.
std::optional<MetricServer> metricServerOf(const Environment &environment);

} // namespace opsdeck
