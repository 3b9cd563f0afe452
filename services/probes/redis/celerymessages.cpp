// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/celerymessages.h"

#include "services/base/cleantext.h"
#include "services/probes/conditions/jsonconditions.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QTimeZone>

#include <cmath>

namespace opsdeck::celery {

namespace {

constexpr int kShown = 120;
constexpr qsizetype kMomentSize = 64;
constexpr const char *kSeparator = "\x06\x16";

QJsonObject objectIn(const QByteArray &bytes)
{
    const Result<QJsonValue> value = parseStrictJson(bytes);
    return value ? value->toObject() : QJsonObject();
}

QString textOf(const QJsonValue &value)
{
    return cleanText(value.toString(), kShown);
}

double countOf(const QJsonValue &value)
{
    const double number = value.toDouble();
    return std::isfinite(number) && number > 0 ? number : 0;
}

std::optional<double> momentOf(const QJsonValue &value)
{
    if (value.isDouble())
        return momentIn(QByteArray::number(value.toDouble(), 'g', 17));
    return value.isString() ? momentIn(value.toString().toUtf8()) : std::nullopt;
}

} // namespace

std::optional<Heartbeat> heartbeatIn(const QByteArray &payload)
{
    const QJsonObject envelope = objectIn(payload);
    const QByteArray body = envelope.value(QLatin1String("body")).toString().toLatin1();
    const QString encoding = envelope.value(QLatin1String("properties"))
                                 .toObject()
                                 .value(QLatin1String("body_encoding"))
                                 .toString();
    const QJsonObject event =
        objectIn(encoding == QLatin1String("base64") ? QByteArray::fromBase64(body) : body);
    const QString type = event.value(QLatin1String("type")).toString();
    Heartbeat heartbeat;
    heartbeat.worker = textOf(event.value(QLatin1String("hostname")));
    if (heartbeat.worker.isEmpty() || !type.startsWith(QLatin1String("worker-")))
        return std::nullopt;
    heartbeat.version = textOf(event.value(QLatin1String("sw_ver")));
    heartbeat.active = countOf(event.value(QLatin1String("active")));
    heartbeat.processed = countOf(event.value(QLatin1String("processed")));
    heartbeat.load = countOf(event.value(QLatin1String("loadavg")).toArray().at(0));
    heartbeat.timestamp = countOf(event.value(QLatin1String("timestamp")));
    heartbeat.isOffline = type == QLatin1String("worker-offline");
    return heartbeat;
}

QueuedTask queuedTaskIn(const QByteArray &message, const QString &timestampHeader)
{
    const QJsonObject envelope = objectIn(message);
    const QJsonObject headers = envelope.value(QLatin1String("headers")).toObject();
    const QJsonObject properties = envelope.value(QLatin1String("properties")).toObject();
    QueuedTask task;
    task.id = textOf(headers.value(QLatin1String("id")));
    if (task.id.isEmpty())
        task.id = textOf(properties.value(QLatin1String("delivery_tag")));
    task.name = textOf(headers.value(QLatin1String("task")));
    task.queuedAt = momentOf(headers.value(timestampHeader));
    if (!task.queuedAt)
        task.queuedAt = momentOf(properties.value(QLatin1String("timestamp")));
    return task;
}

std::optional<double> momentIn(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > kMomentSize)
        return std::nullopt;
    bool isNumber = false;
    double number = trimmed.toDouble(&isNumber);
    if (isNumber) {
        if (!std::isfinite(number) || number <= 0)
            return std::nullopt;
        // Seconds reach 1e11 in the year 5138; what is larger is a finer unit.
        for (int step = 0; step < 3 && number >= 1e11; ++step)
            number /= 1000;
        return number < 1e11 ? std::optional(number) : std::nullopt;
    }
    QDateTime moment = QDateTime::fromString(QString::fromLatin1(trimmed), Qt::ISODateWithMs);
    if (!moment.isValid())
        return std::nullopt;
    if (moment.timeSpec() == Qt::LocalTime)
        moment.setTimeZone(QTimeZone::utc());
    const double seconds = static_cast<double>(moment.toMSecsSinceEpoch()) / 1000.0;
    return seconds > 0 && seconds < 1e11 ? std::optional(seconds) : std::nullopt;
}

QByteArray queueOfBinding(const QByteArray &member)
{
    // routing key, pattern, queue
    const qsizetype last = member.lastIndexOf(kSeparator);
    if (last < 0 || member.lastIndexOf(kSeparator, last - 1) < 0)
        return {};
    const QByteArray queue = member.mid(last + 2);
    return queue.endsWith(".pidbox") || queue.startsWith("celeryev.") ? QByteArray() : queue;
}

QByteArrayList listsOf(const QByteArray &queue)
{
    return {queue, queue + kSeparator + "3", queue + kSeparator + "6", queue + kSeparator + "9"};
}

bool showsConsumers(const QByteArray &clientList)
{
    for (const QByteArray &line : clientList.split('\n')) {
        for (const QByteArray &word : line.split(' ')) {
            if (word == "cmd=brpop" || word == "cmd=psubscribe"
                || (word.startsWith("psub=") && word.mid(5).toInt() > 0))
                return true;
        }
    }
    return false;
}

bool showsAsking(const QByteArray &clientList, double seconds)
{
    for (const QByteArray &line : clientList.split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (!words.contains("cmd=brpop"))
            continue;
        for (const QByteArray &word : words) {
            bool isNumber = false;
            const int idle = word.startsWith("idle=") ? word.mid(5).toInt(&isNumber) : 0;
            const bool isBlocked = word.startsWith("flags=") && word.mid(6).contains('b');
            if (isBlocked || (isNumber && idle <= seconds))
                return true;
        }
    }
    return false;
}

} // namespace opsdeck::celery
