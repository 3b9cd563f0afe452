// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace opsdeck {

class RailButton;
class ThemeHub;

/// The pages, at the left. Settings stands at the bottom.
class Rail final : public QWidget
{
    Q_OBJECT
public:
    explicit Rail(ThemeHub &theme, QWidget *parent = nullptr);

    void addPage(const QString &id, const QString &title, const QString &icon, bool atBottom);
    /// Above the pages at the bottom: helpRequested().
    void addHelp(const QString &title);
    void setCurrent(const QString &id);
    /// Icons only, 56 wide.
    void setCompact(bool compact);

Q_SIGNALS:
    void pageChosen(const QString &id);
    void helpRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    QVBoxLayout *m_top;
    QVBoxLayout *m_bottom;
    QButtonGroup *m_group;
    bool m_compact = false;
    QList<RailButton *> m_buttons;
};

} // namespace opsdeck
