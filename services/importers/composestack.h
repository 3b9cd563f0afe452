// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/importers/composeports.h"
#include "services/importers/dotenv.h"

#include <QHash>

namespace opsdeck {

/// A service that another one names.
struct ComposeNeed
{
    QString service;
    QString way; ///< the key that names it: "depends_on", "links", "network_mode"
    QString condition;
    bool isRequired = true;
    ImportPlace at;
};

struct ComposeHealthcheck
{
    enum class Form { None, Disabled, Command };

    Form form = Form::None;
    QStringList command; ///< as words, of a shell line too
    Milliseconds interval{30'000};
    Milliseconds timeout{30'000};
    Milliseconds startPeriod{0};
    int retries = 3;
    ImportPlace at;
};

struct ComposeVariable
{
    QString value;
    ImportPlace at;
};

/// A service of the merged model, in the long form.
struct ComposeService
{
    QString name;
    ImportPlace at;
    QString image;
    bool isBuilt = false;
    QString containerName;
    QString hostname;
    QStringList aliases;           ///< on its networks
    QStringList externalLinks;     ///< names of containers elsewhere
    QHash<QString, QString> links; ///< alias → service, known to this one alone
    QList<ComposePort> ports;
    QList<ComposePort> exposed;
    ComposeHealthcheck health;
    QList<ComposeNeed> needs;
    QMap<QString, ComposeVariable> environment;
    QMap<QString, ComposeVariable> labels;
    QStringList words; ///< of entrypoint and command
    ImportPlace wordsAt;
    QList<ComposeMount> mounts; ///< of files of the host, absolute paths
    int replicas = 1;
    QString restart;    ///< policy of Compose, or "none" of a cluster; empty: not said
    bool isJob = false; ///< of a cluster's mode
    QString networkMode;
    QString limits; ///< "0.5 CPUs, 512M memory"; empty: none

    bool sharesHost() const { return networkMode == QLatin1String("host"); }
};

struct ComposeStack
{
    QString name; ///< of the project
    QList<ComposeService> services;
    QStringList inactive; ///< services that no active profile has

    const ComposeService *service(const QString &name) const;
};

} // namespace opsdeck
