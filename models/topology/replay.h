// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/pastcheck.h"

namespace opsdeck {

/// One environment as it was at a moment, by what the history recorded. It has a board of its own,
/// so that nothing of it is seen anywhere else; it asks for what is recorded by signals and shows
/// what comes back. One question is under way at a time, the newest moment wins. GUI thread.
class Replay final : public QObject
{
    Q_OBJECT
public:
    /// `live` outlives it.
    explicit Replay(StatusBoard &live, QObject *parent = nullptr);

    /// Begins at the newest moment.
    void start(const EnvironmentKey &environment);
    void stop();

    bool isOn() const { return m_isOn; }

    /// What was; unknown all over until the first answer.
    StatusBoard &board() { return m_board; }

    // Milliseconds since 1970, UTC.
    qint64 firstMs() const { return m_extent.firstMs; } ///< 0: nothing is recorded

    qint64 lastMs() const { return m_lastMs; } ///< the present when it began

    qint64 wantedMs() const { return m_wantedMs; }

    qint64 shownMs() const { return m_shownMs; } ///< what board() shows; 0: nothing yet

    /// Nothing that counts at that moment had been observed: the record has a gap there.
    bool isSilent() const { return m_isSilent; }

    qint64 lastBeforeMs() const { return m_lastBeforeMs; } ///< of the newest result then; 0: none

    /// Kept within what is recorded; until that is known it is where it will begin.
    void setTime(qint64 ms);
    bool hasChange(bool later) const;
    /// To the next change of state, or the one before.
    void goToChange(bool later);

    bool isReady() const { return m_isReady; }

    /// Why nothing can be shown; empty: it can.
    const QString &problem() const { return m_problem; }

    /// What is not as it was in what is shown; empty: all is.
    const QString &remark() const { return m_remark; }

    // The answers; of another environment, or after the end, they count for nothing.
    void takeExtent(const EnvironmentKey &environment, const PastExtent &extent);
    /// `marks`: what operators had said until then; `remark`: why that is not known.
    void takePast(const EnvironmentKey &environment, qint64 atMs, const QList<PastCheck> &checks,
                  MarkBook marks = {}, const QString &remark = {});
    void takeProblem(const EnvironmentKey &environment, const QString &problem);

Q_SIGNALS:
    void extentWanted(const opsdeck::EnvironmentKey &environment);
    void pastWanted(const opsdeck::EnvironmentKey &environment, qint64 atMs);
    /// Another moment is wanted or shown, or what is known of the history changed.
    void changed();

private:
    void onWorkspaceChanged();
    void askPast();
    qint64 changeFrom(bool later) const;
    const Environment *definition() const;

    StatusBoard &m_live;
    StatusBoard m_board;
    EnvironmentKey m_environment;
    PastExtent m_extent;
    QString m_problem;
    QString m_remark;
    qint64 m_lastMs = 0;
    qint64 m_wantedMs = 0;
    qint64 m_shownMs = 0;
    qint64 m_askedMs = 0; ///< under way; 0: nothing is
    bool m_isOn = false;
    qint64 m_lastBeforeMs = 0;
    bool m_isReady = false; ///< the extent is known
    bool m_isSilent = false;
};

/// "14:03:20 UTC", with the date in front where that is not `today`'s.
QString momentText(qint64 ms, qint64 todayMs);

} // namespace opsdeck
