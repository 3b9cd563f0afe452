// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/reaper.h"

#include <QDeadlineTimer>
#include <QSet>
#include <QThreadStorage>

namespace opsdeck {

namespace {

constexpr int kLastWaitMs = 500;

/// Of one thread.
class Reaper final
{
public:
    Reaper() = default;
    Q_DISABLE_COPY_MOVE(Reaper)

    /// A QProcess would wait for half a minute: what does not end is left to the system.
    ~Reaper()
    {
        const QDeadlineTimer limit(kLastWaitMs);
        const QSet<QProcess *> left = std::exchange(m_left, {});
        for (QProcess *process : left) {
            process->disconnect();
            if (process->waitForFinished(static_cast<int>(limit.remainingTime())))
                delete process;
        }
    }

    void take(QProcess *process)
    {
        process->closeReadChannel(QProcess::StandardOutput);
        process->closeReadChannel(QProcess::StandardError);
        m_left.insert(process);
        // Also of one that could not be started at all.
        QObject::connect(process, &QProcess::stateChanged, process,
                         [this, process](QProcess::ProcessState state) {
                             if (state == QProcess::NotRunning && m_left.remove(process))
                                 process->deleteLater();
                         });
    }

private:
    QSet<QProcess *> m_left;
};

} // namespace

void leaveToReaper(std::unique_ptr<QProcess> process)
{
    if (process->state() == QProcess::NotRunning) {
        process.release()->deleteLater();
        return;
    }
    static QThreadStorage<Reaper *> reapers;
    if (!reapers.hasLocalData())
        reapers.setLocalData(new Reaper);
    reapers.localData()->take(process.release());
}

} // namespace opsdeck
