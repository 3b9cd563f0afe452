// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamstore.h"

#include "services/storage/team/teamlink.h"
#include "services/storage/team/teamrecorder.h"

#include <QDeadlineTimer>

namespace opsdeck {

/// The recorder never waits for the link.
TeamStore::Parts TeamStore::partsFor(const TeamLimits &limits)
{
    auto *recorder = new TeamRecorder(limits);
    auto *link = new TeamLink(limits, [recorder] {
        QMetaObject::invokeMethod(
            recorder, [recorder] { recorder->flush(); }, Qt::BlockingQueuedConnection);
    });
    return {recorder, link};
}

TeamStore::TeamStore(const TeamLimits &limits, QObject *parent)
    : TeamStore(partsFor(limits), limits, parent)
{}

TeamStore::TeamStore(const Parts &parts, const TeamLimits &limits, QObject *parent)
    : AnsweredHistory(parts.link, *parts.link, parent)
    , m_limits(limits)
    , m_recorder(parts.recorder)
    , m_link(parts.link)
{
    qRegisterMetaType<Error>();
    m_recording.setObjectName(QStringLiteral("spool"));
    m_linking.setObjectName(QStringLiteral("team store"));
    m_recorder->moveToThread(&m_recording);
    m_link->moveToThread(&m_linking);
    connect(&m_recording, &QThread::finished, m_recorder, &QObject::deleteLater);
    connect(&m_linking, &QThread::finished, m_link, &QObject::deleteLater);
    connect(m_recorder, &TeamRecorder::problem, this,
            [this](const Error &error) { failed(Recorder, error); });
    connect(m_recorder, &TeamRecorder::recovered, this, [this] { mended(Recorder); });
    connect(m_recorder, &TeamRecorder::spooled, m_link, &TeamLink::send);
    connect(m_link, &TeamLink::problem, this, [this](const Error &error) { failed(Link, error); });
    connect(m_link, &TeamLink::recovered, this, [this] { mended(Link); });
    connect(m_link, &TeamLink::recovered, m_recorder, &TeamRecorder::forgetGivenUp);
    connect(m_link, &TeamLink::passwordWanted, this, &TeamStore::passwordWanted);
    m_recording.start();
    m_linking.start();
}

TeamStore::~TeamStore()
{
    QMetaObject::invokeMethod(
        m_recorder, [recorder = m_recorder] { recorder->close(); }, Qt::BlockingQueuedConnection);
    QMetaObject::invokeMethod(m_link, [link = m_link] { link->close(); });
    QMetaObject::invokeMethod(m_link, [thread = &m_linking] { thread->quit(); });
    if (!m_linking.wait(QDeadlineTimer(m_limits.endWithin))) {
        m_link->interrupt();
        m_linking.wait();
    }
    QMetaObject::invokeMethod(m_recorder, [thread = &m_recording] { thread->quit(); });
    m_recording.wait();
}

/// What was set aside stays so when all goes on.
void TeamStore::failed(Part part, const Error &error)
{
    if (error.kind != ErrorKind::Garbage)
        m_failing |= part;
    Q_EMIT problem(error);
}

void TeamStore::mended(Part part)
{
    const int before = std::exchange(m_failing, m_failing & ~part);
    if (before != 0 && m_failing == 0)
        Q_EMIT recovered();
}

void TeamStore::open(const TeamPlace &place, const QString &spool)
{
    QMetaObject::invokeMethod(m_recorder,
                              [recorder = m_recorder, spool] { recorder->open(spool); });
    QMetaObject::invokeMethod(m_link, [link = m_link, place, spool] { link->open(place, spool); });
}

void TeamStore::setPassword(const Result<Secret> &password)
{
    QMetaObject::invokeMethod(m_link, [link = m_link, password] { link->setPassword(password); });
}

void TeamStore::append(const ChangeSet &changes)
{
    if (changes.results.isEmpty() && changes.events.isEmpty())
        return;
    // Values are shared, not copied; a disk that hangs must not fill the memory.
    if (m_queued.fetch_add(1) >= kMostQueued) {
        --m_queued;
        m_recorder->countDropped();
        return;
    }
    ChangeSet kept;
    kept.results = changes.results;
    kept.events = changes.events;
    QMetaObject::invokeMethod(m_recorder, [this, recorder = m_recorder, kept] {
        --m_queued;
        recorder->take(kept);
    });
}

qint64 TeamStore::dropped() const
{
    return m_recorder->dropped();
}

bool TeamStore::isReachable() const
{
    return m_link->isReachable();
}

} // namespace opsdeck
