// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/notsetupmodel.h"

#include <QWidget>

class QPushButton;

namespace opsdeck {

class ReadingText;
class ThemeHub;

/// Checks that are defined and not run here, each with the reason, and how many metrics have no
/// samples here, unfolded by a button; hidden while there is neither.
class NotSetUpSection final : public QWidget
{
    Q_OBJECT
public:
    NotSetUpSection(StatusBoard &board, ThemeHub &theme, QWidget *parent);

    void setService(const ServiceKey &service);

private:
    void tell();
    void showUndrawn();

    NotSetUpModel m_model;
    ReadingText *m_checks;
    QPushButton *m_count;
    ReadingText *m_undrawn;
};

} // namespace opsdeck
