// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/historyages.h"

#include <QFrame>

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace opsdeck {

class ThemeHub;

/// How long this computer keeps its history: chosen, told in words, and only then kept so.
class HistoryKeeping final : public QFrame
{
    Q_OBJECT
public:
    explicit HistoryKeeping(ThemeHub &theme, QWidget *parent = nullptr);

    /// What holds; what was chosen and not kept goes.
    void setAges(const HistoryAges &ages);
    /// Why it could not be kept; empty: nothing is wrong.
    void setFault(const QString &text);

Q_SIGNALS:
    void agesChosen(const opsdeck::HistoryAges &ages);

private:
    struct Cell
    {
        int row;
        int column;
    };

    QComboBox *addChoice(QGridLayout &grid, const Cell &cell, const QString &name,
                         const QString &text);
    HistoryAges chosen() const;
    void refresh();

    ThemeHub &m_theme;
    HistoryAges m_ages;
    QComboBox *m_points;
    QComboBox *m_minutes;
    QComboBox *m_tenMinutes;
    QComboBox *m_hours;
    QComboBox *m_results;
    QComboBox *m_events;
    QComboBox *m_size;
    QLabel *m_words;
    QPushButton *m_keep;
    QString m_fault;
};

} // namespace opsdeck
