// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace opsdeck {

class Simulation;

/// What is assumed, in words, or how to assume something; and a way to take it all back.
class WhatIfStrip final : public QFrame
{
    Q_OBJECT
public:
    explicit WhatIfStrip(Simulation &simulation, QWidget *parent = nullptr);

private:
    void refresh();

    Simulation &m_simulation;
    QLabel *m_words;
    QPushButton *m_clear;
};

} // namespace opsdeck
