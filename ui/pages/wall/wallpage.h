// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/rootcausemodel.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// For a screen that nobody touches: counts, the worst root cause, every environment, the beat. Drawn for 1920 × 1080 and scaled.
/// When the beat stays out for ten seconds the picture is replaced by the words that it stands still.
class WallPage final : public QWidget
{
    Q_OBJECT
public:
    static constexpr Milliseconds kStalledAfter{10'000};

    WallPage(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    void beat(const Instant &at);
    void tick(const Instant &now);

    QSize sizeHint() const override { return {1920, 1080}; }

Q_SIGNALS:
    void closed(); ///< Esc or F11

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool isStalled() const;

    StatusBoard &m_board;
    ThemeHub &m_theme;
    RootCauseModel m_rootCauses;
    Instant m_beat;
    Instant m_now;
    int m_position = 0;
};

} // namespace opsdeck
