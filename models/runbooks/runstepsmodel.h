// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The steps of the plan in view, with the state of its run when there is one.
class RunStepsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StateRole = Qt::UserRole + 1, ///< int of StepState
        KindRole,
        FactRole, ///< one line: what it does, or how it ended
        StepRole, ///< PlannedStep
    };

    using QAbstractListModel::QAbstractListModel;

    void setPlan(const RunPlan &plan);
    /// Takes over states; a progress of another plan replaces the plan.
    void setProgress(const RunProgress &progress);
    void clear();

    const RunPlan &plan() const { return m_progress.plan; }

    const RunProgress &progress() const { return m_progress; }

    bool hasRun() const { return !m_progress.runId.isEmpty(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    RunProgress m_progress;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::PlannedStep)
