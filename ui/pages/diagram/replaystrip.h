// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QSlider;

namespace opsdeck {

class Replay;

/// Which moment of the recorded past is shown: a scrubber, ways to the change before and the next
/// one, the moment and what is recorded in words.
class ReplayStrip final : public QFrame
{
    Q_OBJECT
public:
    /// Where the scrubber counts seconds.
    static constexpr int kStepSeconds = 10;
    static constexpr int kPageSeconds = 600;

    explicit ReplayStrip(Replay &replay, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

private:
    QPushButton *makeButton(const QString &text, const QString &name, const char *objectName,
                            bool later);
    void refresh();

    Replay &m_replay;
    QLabel *m_moment;
    QSlider *m_slider;
    QLabel *m_words;
    QPushButton *m_earlier;
    QPushButton *m_later;
    bool m_isRefreshing = false;
};

} // namespace opsdeck
