// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/holes.h"
#include "models/status/statusboard.h"

#include <QObject>

namespace opsdeck {

enum class LaneKind { Degraded, Down, Unknown, NotObserved, Maintenance, Acknowledged };

/// A stretch of the lane under a chart: what its service was then. Where it was well there is none.
struct LaneStretch
{
    qint64 fromMs = 0; ///< UTC
    qint64 toMs = 0;
    LaneKind kind = LaneKind::Unknown;
    bool soft = false; ///< not confirmed
    QString text;      ///< "Down: connection refused"

    bool operator==(const LaneStretch &) const = default;
};

/// What services were, by the changes that were recorded and those that come; and what operators
/// say of them now. GUI thread.
class ServiceStates final : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype kMostEvents = 20'000;

    explicit ServiceStates(StatusBoard &board, QObject *parent = nullptr);

    /// In any order. `isAll`: there are none before them.
    void addStored(const QList<Event> &events, bool isAll);

    /// In the order of time, marks last. Where two checks say different things the worse one
    /// stands. What nobody recorded is left out, and what lies in `unasked` counts as not observed.
    QList<LaneStretch> lane(const ServiceKey &service, const Stretch &shown,
                            const QList<Stretch> &unasked = {}) const;

    /// UTC; before it some changes are missing, and no stretch does not mean well.
    qint64 knownFromMs() const { return m_allFromMs; }

    /// Another number than before: lane() may say something else of what is over, too.
    int revision(const ServiceKey &service) const;

private:
    struct Told
    {
        QHash<CheckId, QList<Event>> events; ///< oldest first
        int revision = 0;
    };

    void add(const QList<Event> &events);
    static QList<LaneStretch> ofCheck(const QList<Event> &events, const Stretch &shown);
    QList<LaneStretch> marks(const ServiceKey &service, const Stretch &shown) const;

    StatusBoard &m_board;
    QHash<ServiceKey, Told> m_told;
    qint64 m_allFromMs = 0;
};

/// "Down", "Not observed".
QString laneWord(LaneKind kind);

} // namespace opsdeck
