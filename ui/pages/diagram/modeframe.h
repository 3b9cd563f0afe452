// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Holds the diagram. While that shows something else than the present a dashed frame stands around
/// it, with words in the middle of its top edge: "SIMULATION", "REPLAY 14:03:20 UTC".
class ModeFrame final : public QWidget
{
    Q_OBJECT
public:
    explicit ModeFrame(ThemeHub &theme, QWidget *parent = nullptr);

    /// The one that it holds.
    void setContent(QWidget *content);
    /// Empty: the present; no frame.
    void setWords(const QString &words);

    const QString &words() const { return m_words; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    QString m_words;
};

} // namespace opsdeck
