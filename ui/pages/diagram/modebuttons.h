// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace opsdeck {

class DiagramModes;

/// Switches of what the diagram shows, each with its key.
class ModeButtons final : public QWidget
{
    Q_OBJECT
public:
    explicit ModeButtons(DiagramModes &modes, QWidget *parent = nullptr);

    bool isStartOrderOn() const;
    void setStartOrder(bool on);

Q_SIGNALS:
    void startOrderToggled(bool on);

private:
    QPushButton *add(const QString &text, const QString &name, const QString &objectName,
                     Qt::Key key);
    void refresh();

    DiagramModes &m_modes;
    QPushButton *m_whatIf;
    QPushButton *m_startOrder;
    QPushButton *m_replay;
};

} // namespace opsdeck
