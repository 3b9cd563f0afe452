// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "models/status/unitedenvironments.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace opsdeck {

class EnvironmentButton;
class ThemeHub;

/// The environments of the platform that is looked at, or of all platforms, on one ground; those of
/// one name are one choice.
class EnvironmentButtons final : public QWidget
{
    Q_OBJECT
public:
    EnvironmentButtons(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    /// `chosen` is the one that is looked at; `whole`: of all platforms.
    void setEnvironment(const EnvironmentKey &chosen, bool whole);
    /// Marks and words anew.
    void refresh();
    void setTight(bool tight);

    bool isEmpty() const { return m_buttons.isEmpty(); }

    int widthWhen(bool tight) const;
    /// Of all buttons.
    QList<EnvironmentKey> keys() const;

Q_SIGNALS:
    void chosen(const opsdeck::EnvironmentKey &environment);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    EnvironmentKey choiceOf(const UnitedEnvironment &environment) const;
    void rebuild();
    void refreshButton(int number);

    StatusBoard &m_board;
    ThemeHub &m_theme;
    EnvironmentKey m_environment;
    bool m_isWhole = false;
    bool m_isTight = false;
    QList<UnitedEnvironment> m_environments; ///< of the buttons
    QHBoxLayout *m_layout;
    QButtonGroup *m_group;
    QList<EnvironmentButton *> m_buttons;
};

} // namespace opsdeck
