// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QString>
#include <QStringList>

#include <optional>

/// What Celery (its transport kombu, version 5) writes into Redis. All of it is foreign: whatever
/// is not of the form is nothing.
namespace opsdeck::celery {

/// A worker's sign of life.
struct Heartbeat
{
    QString worker;         ///< "celery@host"
    QString version;        ///< of Celery
    double active = 0;      ///< tasks at work
    double processed = 0;   ///< tasks since its start
    double load = 0;        ///< of its host, over a minute
    double timestamp = 0;   ///< s since 1970, by its own clock
    bool isOffline = false; ///< it says that it ends
};

/// A task that waits in a queue.
struct QueuedTask
{
    QString id;
    QString name;
    std::optional<double> queuedAt; ///< s since 1970, where its sender wrote it
};

/// From the payload of a message on a channel of `…celeryev/worker.…`.
std::optional<Heartbeat> heartbeatIn(const QByteArray &payload);
/// `timestampHeader`: name of the header that holds when the task was sent.
QueuedTask queuedTaskIn(const QByteArray &message, const QString &timestampHeader);
/// A moment in s since 1970: a number of seconds, milli-, micro- or nanoseconds, or ISO 8601 (UTC
/// when it names no zone).
std::optional<double> momentIn(const QByteArray &text);
/// The queue of a member of a set `_kombu.binding.…`; empty when it is not one of tasks.
QByteArray queueOfBinding(const QByteArray &member);
/// The lists in which tasks of a queue wait, one a priority: 0, 3, 6, 9.
QByteArrayList listsOf(const QByteArray &queue);
/// Whether CLIENT LIST shows a connection that waits for tasks or for commands to workers.
bool showsConsumers(const QByteArray &clientList);
/// Whether one of these waits for a task now, or asked for one within `seconds`: kombu asks every
/// second, so that one which did not for longer hangs, or has its hands full.
bool showsAsking(const QByteArray &clientList, double seconds);

} // namespace opsdeck::celery
