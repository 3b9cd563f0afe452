// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/operatormark.h"

#include <QObject>
#include <QPointer>

namespace opsdeck {

class MainWindow;
class MarkDialog;
class Session;
class ThemeHub;

/// What an operator wants to say of a service: asks for note and time, has it recorded, says where
/// that failed. GUI thread.
class MarkController final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    MarkController(Session &session, MainWindow &window, ThemeHub &theme,
                   QObject *parent = nullptr);

    /// Opens the dialog; nothing is said before its button.
    void ask(const ServiceKey &service, OperatorMarkKind kind);

private:
    Session &m_session;
    MainWindow &m_window;
    ThemeHub &m_theme;
    QPointer<MarkDialog> m_dialog;
};

} // namespace opsdeck
