// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace opsdeck {

/// The keys of the window and what they do. Any key closes it.
class KeysPanel final : public QFrame
{
    Q_OBJECT
public:
    struct Row
    {
        QString keys;
        QString does;
    };

    /// All that the window listens to.
    static QList<Row> ofTheWindow();

    KeysPanel(const QList<Row> &rows, QWidget *parent);

    void open();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
};

} // namespace opsdeck
