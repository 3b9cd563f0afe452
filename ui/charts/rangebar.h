// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/timewindow.h"

#include <QWidget>

class QButtonGroup;
class QDateTimeEdit;
class QPushButton;

namespace opsdeck {

/// Chooses what stretch of time the charts show: the usual lengths as buttons, longer ones and one
/// from here to there in a menu, whether it follows the clock, and the way back.
class RangeBar final : public QWidget
{
    Q_OBJECT
public:
    explicit RangeBar(QWidget *parent = nullptr);

    /// What is shown now.
    void setWindow(const TimeWindow &window, qint64 nowMs);

Q_SIGNALS:
    void followWanted(opsdeck::Milliseconds span);
    void showWanted(const opsdeck::Stretch &stretch);
    void backWanted();

private:
    void addLengths();
    void buildMenu();

    QButtonGroup *m_lengths;
    QPushButton *m_back;
    QPushButton *m_longer;
    QPushButton *m_live;
    QDateTimeEdit *m_from;
    QDateTimeEdit *m_to;
    qint64 m_spanMs = 0;
};

/// "7 d"; of a length that has no name "3 h 20 min".
QString lengthText(qint64 spanMs);

} // namespace opsdeck
