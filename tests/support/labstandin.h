// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/realservers.h"

#include <QFile>
#include <QHash>
#include <QStringList>
#include <QVariantMap>

namespace opsdeck {

inline const QString kStandInFolder =
    QStringLiteral(OPSDECK_TESTS) + QStringLiteral("/lab/standins/");

/// One of the lab's stand-ins; its logs are a folder of its own.
class StandIn final : public RealServer
{
public:
    bool start(const QString &program, QStringList arguments = {})
    {
        arguments.replaceInStrings("FOLDER", m_folder.path());
        return launch("/usr/bin/python3",
                      QStringList{"-B", "-S", kStandInFolder + program, "--port",
                                  QString::number(port()), "--control", path("control.json")}
                          + arguments)
               && waitForPort(port());
    }

    bool write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }

    /// From its next answer on; empty: good times.
    bool fail(const QString &state) const
    {
        QFile::remove(path("control.json"));
        return state.isEmpty()
               || write("control.json", "{\"fault\":\"" + state.toUtf8() + "\",\"seconds\":3}");
    }

    QString url(const QString &place = {}) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(port()).arg(place);
    }
};

/// What is asked of a product in the first place, and with what it was started.
struct StandInQuestion
{
    QString kind;
    QString path;
    QVariantMap parameters;
    QStringList arguments;
};

inline const QHash<QString, StandInQuestion> &standInQuestions()
{
    static const QHash<QString, StandInQuestion> all{
        {"minio", {"minio", {}, {}, {}}},
        {"jaeger", {"jaeger", {}, {}, {}}},
        {"grafana", {"grafana", {}, {}, {}}},
        {"loki", {"loki", {}, {}, {"--logs", "FOLDER"}}},
        {"promtail", {"http", "/ready", {{"body_contains", "Ready"}}, {"--logs", "FOLDER"}}},
        {"cadvisor", {"cadvisor", "/metrics", {{"containers", QStringList{"cadvisor"}}}, {}}},
        {"proxmox",
         {"proxmox",
          {},
          {{"node", "proxmox"}, {"guests", QStringList{"docker"}}},
          {"--guests", "docker,backup", "--ceiling", "0.6"}}},
        {"elasticsearch", {"elasticsearch", {}, {}, {"--logs", "FOLDER"}}},
        {"logstash",
         {"http",
          "/",
          {{"json", QVariantMap{{"status", "green"}, {"version", "8.11.0"}}}},
          {"--logs", "FOLDER"}}},
        {"kibana", {"kibana", {}, {}, {}}},
        {"jobworker",
         {"http",
          "/healthz",
          {{"json", QVariantMap{{"service", "playwright"}, {"queue", "jobs:playwright"}}}},
          {"--name", "playwright"}}},
        {"lmstudio",
         {"http",
          "/v1/models",
          {{"json", QVariantMap{{"data.0.id", "small"}}}},
          {"--models", "small"}}},
    };
    return all;
}

} // namespace opsdeck
