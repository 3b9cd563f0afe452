// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/ticks.h"

#include "services/storage/series/sampletables.h"

#include <QDataStream>
#include <QIODevice>

#include <cmath>

namespace opsdeck {

namespace {

constexpr quint8 kVersion = 1;
constexpr int kPacking = 1; ///< of zlib's: time counts more than room
/// Sums of a million of them are numbers still.
constexpr double kLargest = 1e302;

void write(QDataStream &to, const Tick::Result &result)
{
    to << result.check.toString() << result.timeMs << static_cast<qint8>(result.status)
       << result.latencyUs << result.errorKind << result.message << result.figure
       << static_cast<quint32>(result.samples.size());
    for (const Sample &sample : result.samples)
        to << sample.metric << sample.labels << sample.value << static_cast<qint8>(sample.type);
}

void read(QDataStream &from, Tick::Result &result)
{
    QString check;
    qint8 status = 0;
    quint32 samples = 0;
    from >> check >> result.timeMs >> status >> result.latencyUs >> result.errorKind
        >> result.message >> result.figure >> samples;
    result.check = CheckKey::fromString(check);
    result.status = status;
    for (quint32 i = 0; i < samples && from.status() == QDataStream::Ok; ++i) {
        Sample sample;
        qint8 type = 0;
        from >> sample.metric >> sample.labels >> sample.value >> type;
        sample.type = static_cast<MetricType>(type);
        result.samples.append(sample);
    }
}

void write(QDataStream &to, const Event &event)
{
    to << event.timeMs << event.service.toString() << event.check.toString()
       << static_cast<qint8>(event.from) << static_cast<qint8>(event.to) << event.soft
       << event.fromSoft << event.errorKind << event.text;
}

void read(QDataStream &from, Event &event)
{
    QString service;
    QString check;
    qint8 before = 0;
    qint8 after = 0;
    from >> event.timeMs >> service >> check >> before >> after >> event.soft >> event.fromSoft
        >> event.errorKind >> event.text;
    event.service = ServiceKey::fromString(service);
    event.check = CheckId(check);
    event.from = static_cast<Health>(before);
    event.to = static_cast<Health>(after);
}

template <typename T>
void writeAll(QDataStream &to, const QList<T> &all)
{
    to << static_cast<quint32>(all.size());
    for (const T &each : all)
        write(to, each);
}

template <typename T>
void readAll(QDataStream &from, QList<T> &all)
{
    quint32 count = 0;
    from >> count;
    for (quint32 i = 0; i < count && from.status() == QDataStream::Ok; ++i)
        read(from, all.emplaceBack());
}

} // namespace

void addToTick(Tick &tick, const ChangeSet &changes)
{
    for (const CheckResult &result : changes.results) {
        if (!isStorable(result.observedAt.wallMs)) {
            tick.refused += std::max<qint64>(1, result.samples.size());
            continue;
        }
        Tick::Result &kept = tick.results.emplaceBack();
        kept.check = result.key;
        kept.timeMs = result.observedAt.wallMs;
        kept.status = static_cast<int>(result.status);
        kept.latencyUs = result.latency.count();
        kept.errorKind = result.error ? toWord(result.error->kind) : QString();
        kept.message = result.message;
        kept.figure = result.figure;
        for (const Sample &sample : result.samples) {
            if (std::abs(sample.value) <= kLargest)
                kept.samples.append(sample);
        }
    }
    tick.events += changes.events;
}

QByteArray encodeTick(const Tick &tick)
{
    QByteArray bytes;
    QDataStream to(&bytes, QIODevice::WriteOnly);
    to.setVersion(QDataStream::Qt_6_0);
    to << kVersion;
    writeAll(to, tick.results);
    writeAll(to, tick.events);
    return qCompress(bytes, kPacking);
}

std::optional<Tick> decodeTick(const QByteArray &packed)
{
    const QByteArray bytes = qUncompress(packed);
    QDataStream from(bytes);
    from.setVersion(QDataStream::Qt_6_0);
    quint8 version = 0;
    from >> version;
    if (version != kVersion)
        return std::nullopt;
    Tick tick;
    readAll(from, tick.results);
    readAll(from, tick.events);
    if (from.status() != QDataStream::Ok || !from.atEnd())
        return std::nullopt;
    return tick;
}

} // namespace opsdeck
