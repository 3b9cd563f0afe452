// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/historystore.h"

#include "services/storage/historywriter.h"

namespace opsdeck {

HistoryStore::HistoryStore(const HistoryLimits &limits, QObject *parent)
    : HistoryStore(new HistoryWriter(limits), parent)
{}

HistoryStore::HistoryStore(HistoryWriter *writer, QObject *parent)
    : AnsweredHistory(writer, *writer, parent)
    , m_writer(writer)
{
    qRegisterMetaType<Error>();
    m_thread.setObjectName(QStringLiteral("storage"));
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    connect(m_writer, &HistoryWriter::problem, this, &HistoryStore::problem);
    connect(m_writer, &HistoryWriter::recovered, this, &HistoryStore::recovered);
    m_thread.start();
}

HistoryStore::~HistoryStore()
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer] { writer->close(); });
    QMetaObject::invokeMethod(m_writer, [thread = &m_thread] { thread->quit(); });
    m_thread.wait();
}

void HistoryStore::open(const QString &path)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, path] { writer->open(path); });
}

void HistoryStore::setAges(const HistoryAges &ages)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, ages] { writer->setAges(ages); });
}

void HistoryStore::append(const ChangeSet &changes)
{
    // Of another definition than before nothing is known yet: that was shown, too.
    const bool isBegun = changes.workspace && changes.workspace != m_workspace.lock();
    if (changes.isEmpty() && !isBegun)
        return;
    if (isBegun)
        m_workspace = changes.workspace;
    // Values are shared, not copied; a storage thread that hangs must not fill the memory. What was
    // shown takes no result's place.
    const bool hasRows = !changes.results.isEmpty() || !changes.events.isEmpty();
    std::atomic<int> &queued = hasRows ? m_queued : m_queuedStates;
    if (queued.fetch_add(1) >= kMostQueued) {
        --queued;
        m_writer->countDropped();
        noteLost(changes);
        return;
    }
    ChangeSet kept;
    kept.results = changes.results;
    kept.events = changes.events;
    kept.states = changes.states;
    kept.workspace = changes.workspace;
    kept.at = changes.at;
    QMetaObject::invokeMethod(m_writer,
                              [&queued, writer = m_writer, kept, lost = std::exchange(m_lost, {})] {
                                  --queued;
                                  writer->lose(lost);
                                  writer->take(kept);
                              });
}

/// Told with the next that is handed over.
void HistoryStore::noteLost(const ChangeSet &changes)
{
    for (const CheckState &state : changes.states) {
        const Instant observed = state.last ? state.last->observedAt : Instant();
        const qint64 fromMs = changes.at.isValid() ? changes.at.wallMs : observed.wallMs;
        if (state.last && !m_lost.contains(state.key))
            m_lost.insert(state.key, fromMs);
    }
}

qint64 HistoryStore::dropped() const
{
    return m_writer->dropped();
}

} // namespace opsdeck
