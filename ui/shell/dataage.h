// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// How old what is seen is, newest to oldest, and twelve ticks of which one moves on with every
/// beat of the engine. When the beat stays out it says so in words: a picture that stands still is
/// told apart from a quiet one.
class DataAge final : public QWidget
{
    Q_OBJECT
public:
    /// A beat later than this is a silence.
    static constexpr Milliseconds kSilentAfter{5'000};

    explicit DataAge(ThemeHub &theme, QWidget *parent = nullptr);

    /// Negative: never observed.
    void setAges(Milliseconds newest, Milliseconds oldest);
    void beat(const Instant &at);
    /// The first tick begins the wait for the first beat.
    void tick(const Instant &now);

    bool isSilent() const { return m_silent; }

    /// The ticks stand beside the caption, above the age.
    void setNarrow(bool narrow);

    static int widthWhen(bool narrow) { return narrow ? 132 : 204; }

    QSize sizeHint() const override { return {widthWhen(m_isNarrow), 40}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString ageText() const;
    QString shownText(const QFontMetrics &metrics, int room) const;
    void describe();

    ThemeHub &m_theme;
    Milliseconds m_newest{-1};
    Milliseconds m_oldest{-1};
    Instant m_lastSign; ///< beat, before the first one the first tick
    Instant m_now;
    int m_position = 0;
    bool m_silent = false;
    bool m_isNarrow = false;
};

} // namespace opsdeck
