// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "ui/pages/wall/quietpainter.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// For a screen that nobody touches: counts, the worst root cause, every environment, the beat.
/// Drawn for 1920 × 1080 and scaled. When the beat stays out for ten seconds, or never comes, the
/// picture is replaced by the words that it stands still. Nothing on it acts; a mouse does nothing.
class WallPage final : public QWidget
{
    Q_OBJECT
public:
    static constexpr Milliseconds kStalledAfter{10'000};

    WallPage(StatusBoard &board, ThemeHub &theme, QWidget *parent = nullptr);

    /// The engine lives.
    void beat(const Instant &at);
    /// The GUI lives; once a second while the wall is shown.
    void tick(const Instant &now);

    /// Something is wrong with the program itself: what is seen may not be all. Empty: nothing.
    void setNotice(const QString &notice);

    bool isStalled() const;

    /// One step for each second with a beat.
    int beatPosition() const { return m_position; }

    QSize sizeHint() const override { return {1920, 1080}; }

Q_SIGNALS:
    void closed(); ///< Esc or F11

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onBoardChanged();

    /// The last beat; before any, the first tick.
    const Instant &lastSign() const { return m_beat.isValid() ? m_beat : m_begin; }

    StatusBoard &m_board;
    ThemeHub &m_theme;
    Instant m_beat;
    Instant m_step; ///< the beat that moved the mark last
    Instant m_now;
    Instant m_begin;
    Instant m_trouble; ///< when the present trouble began
    LastProblem m_last;
    QString m_notice;
    int m_position = 0;
};

} // namespace opsdeck
