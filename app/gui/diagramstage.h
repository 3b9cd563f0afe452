// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/diagramoptions.h"
#include "services/domain/workspace.h"

#include <QObject>

namespace opsdeck {

class DiagramPage;

/// What of `options` is not in `environment` of the workspace, or means nothing there: a sentence
/// with what there is. Empty when all of it is.
QString diagramFault(const DiagramOptions &options, const Workspace &workspace,
                     const EnvironmentKey &environment);

/// Brings the diagram's page to what a picture of it was asked for, by the page's own switches. GUI
/// thread.
class DiagramStage final : public QObject
{
    Q_OBJECT
public:
    /// The page outlives it and shows its environment already.
    DiagramStage(DiagramPage &page, const DiagramOptions &options, QObject *parent = nullptr);

    void begin();

    /// The boxes have their places.
    bool isLaidOut() const;

    /// What is read of the record has come, and is shown.
    bool isReady() const;

    /// What was asked for is not there, as a sentence; empty: nothing says so yet.
    const QString &problem() const { return m_problem; }

    /// Why nothing can be shown now, as a sentence; empty: it can.
    QString obstacle() const;

private:
    void goToMoment();

    DiagramPage &m_page;
    DiagramOptions m_options;
    QString m_problem;
};

} // namespace opsdeck
