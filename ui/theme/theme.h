// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>

namespace opsdeck {

/// The colours of one theme, by the names of resources/theme/tokens.json. Text pairs reach 4.5:1,
/// marks and lines 3:1.
struct Theme
{
    bool isDark = true;
    QColor bg, s1, s2, s3, group, line, grid, ctl;
    QColor t1, t2, t3, ink, onink, stage;
    QColor ok, degraded, down, unknown, maintenance, impact;
    QColor tintDegraded, tintDown, tintUnknown, tintMaintenance, tintDiff;
    QColor c1, c2, c3, c4, c5;

    const QColor &series(int index) const; ///< chart series in their fixed order, repeating
    const QColor &of(Health health) const;
    QColor tintOf(Health health) const; ///< transparent for Healthy
};

/// Colours of the states; everything else of a theme is the same in all of them. Their words are
/// stored in the settings.
enum class StatePalette {
    Calm,       ///< healthy is grey: colour only for what is abnormal
    Classic,    ///< healthy is green
    RedGreen,   ///< for eyes that confuse red and green (protan, deutan)
    BlueYellow, ///< for eyes that confuse blue and yellow (tritan)
};

inline constexpr std::array kStatePalettes{StatePalette::Calm, StatePalette::Classic,
                                           StatePalette::RedGreen, StatePalette::BlueYellow};

QString toWord(StatePalette palette);
/// Calm for a word that is none.
StatePalette statePaletteOf(const QString &word);

/// Roles of text; see look §2.3.
enum class TextRole {
    Caption,
    Label,
    Small,
    SmallStrong,
    Body,
    BodyStrong,
    Title,
    Page,
    Display,
    Figure,
    FigureLarge,
    FigureHuge
};

/// The theme in force, one for the program; widgets and painters read it at each paint and repaint
/// on changed().
class ThemeHub final : public QObject
{
    Q_OBJECT
public:
    static const Theme &dark(StatePalette palette = StatePalette::Calm);
    static const Theme &light(StatePalette palette = StatePalette::Calm);

    explicit ThemeHub(QObject *parent = nullptr);

    const Theme &theme() const { return *m_theme; }

    bool isDark() const { return m_theme->isDark; }

    /// Sets palette and style sheet of the application too.
    void setDark(bool dark);
    void setStatePalette(StatePalette palette);

    StatePalette statePalette() const { return m_palette; }

Q_SIGNALS:
    void changed();

private:
    const Theme *m_theme;
    StatePalette m_palette = StatePalette::Calm;
};

/// Fonts with pixel sizes, no hinting; Inter and JetBrains Mono with their fallbacks.
QFont roleFont(TextRole role);
QFont figureFont(int pixelSize, QFont::Weight weight = QFont::Normal);
QFont textFont(int pixelSize, QFont::Weight weight = QFont::Normal);

} // namespace opsdeck
