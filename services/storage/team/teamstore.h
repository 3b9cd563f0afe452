// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/secret.h"
#include "services/domain/teamplace.h"
#include "services/storage/answeredhistory.h"
#include "services/storage/team/teamlimits.h"

namespace opsdeck {

class TeamLink;
class TeamRecorder;

/// History of a whole team on one PostgreSQL server, for many workstations at once. What is handed
/// over lies in a file of this workstation first and stays there until the server has it: a server
/// that is lost and found again, or a process that is killed, loses none of it and gets none twice.
/// A file that is full loses its oldest; problem() says how much.
///
/// Two threads: one waits for the disk, one for the server. Nobody who hands over or asks waits for
/// either. While the server is away, answers are errors, or empty.
class TeamStore final : public AnsweredHistory
{
    Q_OBJECT
public:
    static constexpr int kMostQueued = 600; ///< change sets: a minute of them

    explicit TeamStore(const TeamLimits &limits = {}, QObject *parent = nullptr);
    /// What was handed over is in the file, and with the server if that is there.
    ~TeamStore() override;

    /// `spool`: absolute path of the file. Problems come by signal.
    void open(const TeamPlace &place, const QString &spool);
    /// The answer to passwordWanted().
    void setPassword(const Result<Secret> &password);
    void append(const ChangeSet &changes) override;
    qint64 dropped() const override;
    /// The server answered last time. Any thread.
    bool isReachable() const;

Q_SIGNALS:
    /// That of the place's credential, before the first connection and after one that was refused.
    void passwordWanted();

private:
    struct Parts
    {
        TeamRecorder *recorder;
        TeamLink *link;
    };

    static Parts partsFor(const TeamLimits &limits);
    TeamStore(const Parts &parts, const TeamLimits &limits, QObject *parent);

    enum Part { Recorder = 1, Link = 2 };

    void failed(Part part, const Error &error);
    void mended(Part part);

    TeamLimits m_limits;
    int m_failing = 0; ///< parts
    QThread m_recording;
    QThread m_linking;
    TeamRecorder *m_recorder;
    TeamLink *m_link;
    std::atomic<int> m_queued = 0;
};

} // namespace opsdeck
