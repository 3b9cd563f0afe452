// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/goldenrules.h"

#include <QHash>
#include <QObject>

#include <vector>

namespace opsdeck {

/// What the checks of every service deliver for the golden four: each one's answers, and the
/// figures that a rule reads out of their samples. Little of each, but of the service that is
/// watched. GUI thread.
class GoldenBoard final : public QObject
{
    Q_OBJECT
public:
    /// One answer of a check, or that none came.
    struct Answer
    {
        qint64 timeMs = 0;   ///< UTC
        float seconds = 0;   ///< NaN: none came, or the time of it is not known
        bool failed = false; ///< it was critical, or none came
    };

    /// The figures of one rule from one check.
    struct Source
    {
        GoldenReader reader;
        std::vector<Point> points; ///< in order
        QString who;               ///< of the newest
    };

    struct Kept
    {
        std::vector<Answer> answers; ///< in order
        std::vector<Source> sources; ///< of rules of which a figure was there
        bool isSilent = false;       ///< the newest answer failed without any figure
        qint64 silentSinceMs = 0;
    };

    static constexpr size_t kKept = 128;
    static constexpr size_t kKeptOfWatched = 10'000;

    explicit GoldenBoard(QObject *parent = nullptr);

    void setWorkspace(const WorkspacePtr &workspace);

    const Service *service(const ServiceKey &key) const;

    /// More is kept of this one from now on.
    void watch(const ServiceKey &service);

    void addResults(const QList<CheckResult> &results);
    /// Results from before the known ones, newest first.
    void addPastResults(const CheckKey &check, const QList<CheckResult> &results);

    /// Null: nothing was observed.
    const Kept *kept(const CheckKey &check) const;

Q_SIGNALS:
    void workspaceChanged();
    void changed(const QList<opsdeck::ServiceKey> &services);

private:
    size_t most(const CheckKey &check) const;
    void read(const CheckResult &result, Kept &kept);

    WorkspacePtr m_workspace;
    ServiceKey m_watched;
    QHash<CheckKey, Kept> m_kept;
};

} // namespace opsdeck
