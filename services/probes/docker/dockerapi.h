// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QDateTime>
#include <QMap>
#include <QStringList>

#include <optional>

/// What the Docker Engine API answers (1.24 and newer, and Podman's likeness of it), as values.
/// Pure. Every text is cleaned and capped; commands, which may hold secrets, are not read at all,
/// of environment variables the names and marks of the values (environmentmark.h). Errors: Garbage.
namespace opsdeck::dockerapi {

/// Compose's labels of a container; empty without.
struct Membership
{
    QString project;
    QString service;
    int number = 0;        ///< of the replica, from 1; 0: none is stated
    bool isOneOff = false; ///< made by `compose run`: no replica

    bool operator==(const Membership &) const = default;
};

/// A row of /containers/json.
struct Listed
{
    QString id;        ///< lower-case hexadecimal: safe in a path
    QStringList names; ///< without the leading '/'; more than one when others link to it
    Membership compose;

    bool operator==(const Listed &) const = default;
};

struct Mount
{
    QString type;        ///< "bind", "volume", "tmpfs"
    QString source;      ///< the volume's name, else the host's path
    QString destination; ///< path in the container
    bool isWritable = true;

    bool operator==(const Mount &) const = default;
};

/// /containers/ID/json. Times are UTC; invalid: never.
struct Container
{
    QString id;
    QString name; ///< without the leading '/'
    Membership compose;
    QDateTime created;
    QString state;  ///< created, running, paused, restarting, removing, exited, dead
    QString health; ///< starting, healthy, unhealthy; empty: it has no health check
    int failingStreak = 0;
    QString healthOutput; ///< of the last probe of its health check
    int exitCode = 0;
    bool wasOutOfMemory = false;
    QString startError; ///< the engine's words when it could not be started
    QDateTime startedAt;
    QDateTime finishedAt;
    qint64 restarts = 0; ///< by the restart policy, since it was last started by somebody
    QString restartPolicy;
    QString image;        ///< as it was asked for: "shop/api:1.4"
    QString imageId;      ///< "sha256:…"
    QString user;         ///< empty: root
    QStringList ports;    ///< "0.0.0.0:8080->80/tcp"; published ones only
    QStringList networks; ///< "shop_default 172.18.0.3"
    QList<Mount> mounts;
    qint64 memoryLimit = 0; ///< bytes; 0: none
    double cpuLimit = 0;    ///< cores; 0: none
    qint64 pidsLimit = 0;   ///< 0: none
    bool isPrivileged = false;
    bool isReadOnly = false;
    QMap<QString, QString> environment; ///< by name the mark of the value: see environmentMarks()

    bool operator==(const Container &) const = default;
};

/// /containers/ID/stats, one shot. Nothing in it where the container does not run.
struct Stats
{
    QDateTime readAt; ///< by the engine's clock; invalid: nothing was measured
    double cpuSeconds = 0;
    int cpus = 0;             ///< of the host; 0: not told
    qint64 memory = 0;        ///< bytes, without the page cache that could be given back
    qint64 memoryCeiling = 0; ///< bytes: its limit, else the host's memory
    qint64 received = 0;      ///< bytes
    qint64 sent = 0;
    bool hasNetwork = false; ///< false with the host's network or none
    qint64 blockRead = 0;    ///< bytes
    qint64 blockWritten = 0;
    qint64 pids = 0;

    bool isEmpty() const { return !readAt.isValid(); }

    bool operator==(const Stats &) const = default;
};

/// /system/df, bytes.
struct DiskUse
{
    qint64 images = 0;     ///< layers, each once
    qint64 containers = 0; ///< their writable layers
    qint64 volumes = 0;
    qint64 buildCache = 0;
    qint64 unusedImages = 0; ///< of images that no container uses; shared layers may be in it
    qint64 unusedVolumes = 0;
    QMap<QString, qint64> volumeSizes; ///< those whose size is known

    qint64 total() const;
    qint64 unused() const; ///< that removing images and volumes nobody uses would give back
    bool operator==(const DiskUse &) const = default;
};

Result<QList<Listed>> readContainers(const QByteArray &json);
Result<Container> readContainer(const QByteArray &json);
Result<Stats> readStats(const QByteArray &json);
Result<DiskUse> readDiskUse(const QByteArray &json);
/// "sha256:…" of the registry, from /images/ID/json; empty when the image never was in one.
Result<QString> readDigest(const QByteArray &json);
/// The `message` of an error answer; empty when there is none.
QString readMessage(const QByteArray &json);

/// "1.41" as {1, 41}.
struct Version
{
    int major = 0;
    int minor = 0;

    auto operator<=>(const Version &) const = default;
};

std::optional<Version> readVersion(const QByteArray &text);

/// A name that a container can have.
bool isContainerName(const QString &name);

} // namespace opsdeck::dockerapi
