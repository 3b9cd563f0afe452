// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QMenu;
class QPushButton;

namespace opsdeck {

class ThemeHub;

/// One line of a chart as its legend tells it.
struct LegendEntry
{
    QString label;
    QString value;  ///< at the cursor, or the newest
    QString behind; ///< of what it is held against; empty: against nothing
    int colour = 0; ///< Theme::series()
    bool isShown = true;

    bool operator==(const LegendEntry &) const = default;
};

/// A line's sign, label and value: a click leaves only this line, with Ctrl it is one more or one
/// less, a double click brings all.
class LegendButton final : public QAbstractButton
{
    Q_OBJECT
public:
    LegendButton(ThemeHub &theme, QWidget *parent);

    void setEntry(const LegendEntry &entry);
    /// The values are not of now.
    void setOld(bool isOld);

    const LegendEntry &entry() const { return m_entry; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void isolateWanted(const QString &label);
    void toggleWanted(const QString &label);
    void allWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    ThemeHub &m_theme;
    LegendEntry m_entry;
    bool m_isOld = false;
    bool m_isDouble = false; ///< the release to come ends a double click
    int m_widest = 0;        ///< so far: what stands beside it does not jump
};

/// The lines of a chart with their values, in one row. Those that have no room are in a menu that
/// says how many they are.
class ChartLegend final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kHeight = 22;

    ChartLegend(const QString &objectName, ThemeHub &theme, QWidget *parent = nullptr);

    /// `behind`: what the dashed lines are, or why there are none; empty: there are to be none.
    void setEntries(const QList<LegendEntry> &entries, const QString &behind, bool isOld);

    const QList<LegendEntry> &entries() const { return m_entries; }

    const QString &behind() const { return m_behind; }

    /// How many have no room.
    int folded() const;

Q_SIGNALS:
    /// Only this line, or all again.
    void isolateWanted(const QString &label);
    /// With or without this line.
    void toggleWanted(const QString &label);
    void allWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();
    void fillMenu(QMenu &menu);

    ThemeHub &m_theme;
    QList<LegendEntry> m_entries;
    QString m_behind;
    QRect m_behindBox;
    QList<LegendButton *> m_buttons;
    QPushButton *m_more;
};

} // namespace opsdeck
