// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/stepreach.h"

#include "services/base/cleantext.h"
#include "services/domain/reachnames.h"
#include "services/process/processtree.h"
#include "services/ways/relay.h"
#include "services/ways/ways.h"

#include <unistd.h>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kStrangersRecorded = 5;
const QString kNearHost = QStringLiteral("127.0.0.1");

QString strangerWords(const RelayPeer &peer)
{
    if (peer.inode == 0)
        return StepReach::tr("somebody who had gone before he could be seen");
    if (peer.userId != ::geteuid())
        return StepReach::tr("a program of the user with number %1").arg(peer.userId);
    const qint64 pid = socketHolder(peer.inode);
    if (pid == 0)
        return StepReach::tr("a program that can't be seen");
    return StepReach::tr("process %1 (%2)").arg(pid).arg(cleanText(programNameOf(pid), 40));
}

} // namespace

StepReach::StepReach(QList<PlannedReach> reaches, const StepContext &context, Holds holds)
    : m_reaches(std::move(reaches))
    , m_context(context)
    , m_holds(std::move(holds))
{}

StepReach::~StepReach() = default;

void StepReach::open()
{
    QMetaObject::invokeMethod(this, [this] { openFrom(0); }, Qt::QueuedConnection);
}

void StepReach::close()
{
    m_relays.clear();
}

bool StepReach::hasJustClosed() const
{
    return std::any_of(m_relays.cbegin(), m_relays.cend(),
                       [](const std::shared_ptr<Relay> &relay) { return relay->hasJustClosed(); });
}

void StepReach::openFrom(qsizetype index)
{
    while (index < m_reaches.size() && !m_reaches.at(index).isOpenedLate())
        ++index;
    if (index == m_reaches.size()) {
        Q_EMIT opened();
        return;
    }
    const PlannedReach &reach = m_reaches.at(index);
    if (!reach.isByWay()) {
        m_context.ways->reach(
            reach.way, reach.target, this, [this, index](const Result<Reached> &reached) {
                if (!reached || reached->place.addresses.isEmpty()) {
                    Q_EMIT failed(reached ? neterror::noAddress(m_reaches.at(index).target.host)
                                          : reached.error());
                    return;
                }
                m_values.insert(reachnames::address(m_reaches.at(index).id),
                                reached->place.addresses.first().toString());
                openFrom(index + 1);
            });
        return;
    }
    const auto admits = [this](const RelayPeer &peer) {
        return peer.userId == ::geteuid() && m_holds(peer.inode);
    };
    m_context.ways->openRelay(reach.way, reach.target, admits, this,
                              [this, index](const Result<std::shared_ptr<Relay>> &relay) {
                                  const PlannedReach &each = m_reaches.at(index);
                                  if (!relay) {
                                      Q_EMIT failed(relay.error());
                                      return;
                                  }
                                  m_relays.insert(each.id, *relay);
                                  m_values.insert(reachnames::port(each.id),
                                                  QString::number((*relay)->port()));
                                  watch(each, *relay);
                                  openFrom(index + 1);
                              });
}

/// Queued: what comes of it may close the relay.
void StepReach::watch(const PlannedReach &reach, const std::shared_ptr<Relay> &relay)
{
    connect(relay.get(), &Relay::refused, this, [this, id = reach.id](const RelayPeer &peer) {
        if (++m_strangers > kStrangersRecorded)
            return;
        QMetaObject::invokeMethod(
            this, [this, id, who = strangerWords(peer)] { tellOf(id, who); }, Qt::QueuedConnection);
    });
    connect(relay.get(), &Relay::cut, this, &StepReach::lost, Qt::QueuedConnection);
    connect(
        relay.get(), &Relay::channelFailed, this,
        [this](const Error &error) {
            m_trouble = error.message;
            Q_EMIT said(error.message);
        },
        Qt::QueuedConnection);
}

void StepReach::tellOf(const QString &id, const QString &who)
{
    const QString why = tr("Cut off at the way to %1: %2 is not of this step.").arg(id, who);
    Q_EMIT said(why);
    m_context.note(
        QStringLiteral("runbook.step-stranger"), QStringLiteral("refused"),
        {{QStringLiteral("reach"), id}, {QStringLiteral("who"), who}, {QStringLiteral("why"), why}},
        this, [](const std::optional<Error> &) {});
}

QString StepReach::resolved(QString text) const
{
    for (auto it = m_values.cbegin(); it != m_values.cend(); ++it)
        text.replace(QStringLiteral("${%1}").arg(it.key()), *it);
    return text;
}

QStringList StepReach::resolved(const QStringList &texts) const
{
    QStringList all;
    for (const QString &text : texts)
        all << resolved(text);
    return all;
}

QList<PassFile::Entry> StepReach::passEntries(const QVariantMap &entry) const
{
    const auto value = [&](const char *name) {
        return resolved(entry.value(QLatin1String(name)).toString());
    };
    const PassFile::Entry one{value("host"), value("port"), value("database"), value("user")};
    for (const PlannedReach &reach : m_reaches) {
        const QString target = QString::number(reach.target.port);
        const QString port = m_values.value(reachnames::port(reach.id), target);
        QVariantMap known = reach.knownVariables();
        QStringList hosts{reach.target.host, known.value(reachnames::host(reach.id)).toString(),
                          known.value(reachnames::address(reach.id)).toString(),
                          m_values.value(reachnames::address(reach.id))};
        hosts.removeAll(QString());
        hosts.removeDuplicates();
        if (!hosts.contains(one.host) || (one.port != port && one.port != target))
            continue;
        QList<PassFile::Entry> all;
        for (const QString &host : std::as_const(hosts))
            all.append({host, port, one.database, one.user});
        return all;
    }
    return {one};
}

QString StepReach::words() const
{
    QStringList all;
    const QVariantList each = places();
    for (const QVariant &place : each) {
        const QVariantMap map = place.toMap();
        all << tr("%1 is %2, %3, at %4")
                   .arg(map.value(QStringLiteral("id")).toString(),
                        map.value(QStringLiteral("target")).toString(),
                        map.value(QStringLiteral("way")).toString(),
                        map.value(QStringLiteral("address")).toString());
    }
    return all.join(QStringLiteral("; "));
}

QVariantList StepReach::places() const
{
    QVariantList all;
    for (const PlannedReach &reach : m_reaches) {
        QString address = m_values.value(reachnames::address(reach.id), reach.target.host);
        QString port = QString::number(reach.target.port);
        if (reach.isByWay()) {
            address = kNearHost;
            port = m_values.value(reachnames::port(reach.id));
        }
        all.append(QVariantMap{{QStringLiteral("id"), reach.id},
                               {QStringLiteral("target"), reach.target.toString()},
                               {QStringLiteral("way"), reach.wayWords()},
                               {QStringLiteral("address"), address + QLatin1Char(':') + port}});
    }
    return all;
}

} // namespace opsdeck
