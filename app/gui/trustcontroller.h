// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/program.h"

#include <QObject>
#include <QPointer>

namespace opsdeck {

class MainWindow;
class Session;
class ThemeHub;
class TrustDialog;

/// Says in view that programs of the workspace are not run, shows them, and has them trusted. GUI
/// thread.
class TrustController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    TrustController(Session &session, MainWindow &window, ThemeHub &theme,
                    QObject *parent = nullptr);

    /// Id of its banner.
    static QString bannerId();
    /// Opens the dialog; nothing when there is nothing to trust.
    void show();
    /// "health.sh is not trusted yet and not run: 3 checks are unknown."; empty when all are
    /// trusted.
    QString sentence() const;

Q_SIGNALS:
    /// Trust could not be recorded or kept.
    void problem(const opsdeck::Error &error);

private:
    void refresh();

    Session &m_session;
    MainWindow &m_window;
    ThemeHub &m_theme;
    QPointer<TrustDialog> m_dialog;
};

} // namespace opsdeck
