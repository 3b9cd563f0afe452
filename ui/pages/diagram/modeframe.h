// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Holds the diagram. While that shows something else than the present a dashed frame stands around
/// it, with words in the middle of its top edge: "SIMULATION", "REPLAY 14:03:20 UTC". The frame
/// lies over the content's margin and the words over the gap above: the content keeps its size.
class ModeFrame final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kAbove = 8;   ///< over the content, always; the gap to what is above
    static constexpr int kMargin = 12; ///< of the content, where it shows nothing

    explicit ModeFrame(ThemeHub &theme, QWidget *parent = nullptr);

    /// The one that it holds.
    void setContent(QWidget *content);
    /// Empty: the present; no frame.
    void setWords(const QString &words);

    const QString &words() const { return m_words; }

    /// Where they stand; empty without them.
    QRect wordsRect() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Overlay;

    Overlay *m_overlay;
    QString m_words;
};

} // namespace opsdeck
