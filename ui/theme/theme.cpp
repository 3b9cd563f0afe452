// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/stylesheet.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

Theme made(const ThemeTokens &t, bool dark)
{
    Theme theme;
    theme.isDark = dark;
    const auto set = [](QColor &colour, std::uint32_t rgb) {
        colour = QColor::fromRgb(QRgb(0xff000000U | rgb));
    };
    set(theme.bg, t.bg);
    set(theme.s1, t.s1);
    set(theme.s2, t.s2);
    set(theme.s3, t.s3);
    set(theme.group, t.group);
    set(theme.line, t.line);
    set(theme.grid, t.grid);
    set(theme.ctl, t.ctl);
    set(theme.t1, t.t1);
    set(theme.t2, t.t2);
    set(theme.t3, t.t3);
    set(theme.ink, t.ink);
    set(theme.onink, t.onink);
    set(theme.stage, t.stage);
    set(theme.ok, t.ok);
    set(theme.degraded, t.degraded);
    set(theme.down, t.down);
    set(theme.unknown, t.unknown);
    set(theme.maintenance, t.maintenance);
    set(theme.impact, t.impact);
    set(theme.tintDegraded, t.tintDegraded);
    set(theme.tintDown, t.tintDown);
    set(theme.tintUnknown, t.tintUnknown);
    set(theme.tintMaintenance, t.tintMaintenance);
    set(theme.tintDiff, t.tintDiff);
    set(theme.c1, t.c1);
    set(theme.c2, t.c2);
    set(theme.c3, t.c3);
    set(theme.c4, t.c4);
    set(theme.c5, t.c5);
    return theme;
}

std::array<Theme, kStatePalettes.size()> allOf(const std::array<ThemeTokens, 4> &tokens, bool dark)
{
    static_assert(kStatePalettes.size() == 4);
    return {made(tokens.at(0), dark), made(tokens.at(1), dark), made(tokens.at(2), dark),
            made(tokens.at(3), dark)};
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.bg);
    palette.setColor(QPalette::Base, theme.s1);
    palette.setColor(QPalette::AlternateBase, theme.s2);
    palette.setColor(QPalette::Text, theme.t1);
    palette.setColor(QPalette::WindowText, theme.t1);
    palette.setColor(QPalette::PlaceholderText, theme.t3);
    palette.setColor(QPalette::Button, theme.s1);
    palette.setColor(QPalette::ButtonText, theme.t1);
    palette.setColor(QPalette::Highlight, theme.s3);
    palette.setColor(QPalette::HighlightedText, theme.t1);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.ctl);
    palette.setColor(QPalette::ToolTipBase, theme.s3);
    palette.setColor(QPalette::ToolTipText, theme.t1);
    for (const QPalette::ColorRole role :
         {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.t3);
    return palette;
}

QStringList textFamilies()
{
    return {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")};
}

QStringList monoFamilies()
{
    return {QStringLiteral("JetBrains Mono"), QStringLiteral("DejaVu Sans Mono"),
            QStringLiteral("monospace")};
}

} // namespace

const QColor &Theme::series(int index) const
{
    const std::array<const QColor *, 5> colours{&c1, &c2, &c3, &c4, &c5};
    return *colours.at(static_cast<size_t>(std::max(0, index)) % colours.size());
}

const QColor &Theme::of(Health health) const
{
    switch (health) {
    case Health::Healthy:
        return ok;
    case Health::Degraded:
        return degraded;
    case Health::Down:
        return down;
    case Health::Unknown:
        break;
    }
    return unknown;
}

QColor Theme::tintOf(Health health) const
{
    switch (health) {
    case Health::Healthy:
        return Qt::transparent;
    case Health::Degraded:
        return tintDegraded;
    case Health::Down:
        return tintDown;
    case Health::Unknown:
        break;
    }
    return tintUnknown;
}

QString toWord(StatePalette palette)
{
    switch (palette) {
    case StatePalette::Calm:
        return QStringLiteral("calm");
    case StatePalette::Classic:
        return QStringLiteral("classic");
    case StatePalette::RedGreen:
        return QStringLiteral("red-green");
    case StatePalette::BlueYellow:
        break;
    }
    return QStringLiteral("blue-yellow");
}

StatePalette statePaletteOf(const QString &word)
{
    const auto *found = std::find_if(kStatePalettes.begin(), kStatePalettes.end(),
                                     [&](StatePalette each) { return toWord(each) == word; });
    return found == kStatePalettes.end() ? StatePalette::Calm : *found;
}

const Theme &ThemeHub::dark(StatePalette palette)
{
    static const std::array<Theme, kStatePalettes.size()> themes = allOf(kDarkTokens, true);
    return themes.at(static_cast<std::size_t>(palette));
}

const Theme &ThemeHub::light(StatePalette palette)
{
    static const std::array<Theme, kStatePalettes.size()> themes = allOf(kLightTokens, false);
    return themes.at(static_cast<std::size_t>(palette));
}

ThemeHub::ThemeHub(QObject *parent)
    : QObject(parent)
    , m_theme(&dark())
{
    setDark(true);
}

void ThemeHub::setDark(bool isDarkWanted)
{
    m_theme = isDarkWanted ? &dark(m_palette) : &light(m_palette);
    if (qApp != nullptr) {
        if (QApplication::style()->name() != QLatin1String("fusion"))
            QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        QApplication::setFont(roleFont(TextRole::Body));
        QApplication::setPalette(paletteOf(*m_theme));
        qApp->setStyleSheet(styleSheetFor(*m_theme));
    }
    Q_EMIT changed();
}

void ThemeHub::setStatePalette(StatePalette palette)
{
    m_palette = palette;
    setDark(isDark());
}

QFont textFont(int pixelSize, QFont::Weight weight)
{
    QFont made;
    made.setFamilies(textFamilies());
    made.setPixelSize(pixelSize);
    made.setWeight(weight);
    made.setHintingPreference(QFont::PreferNoHinting);
    return made;
}

QFont figureFont(int pixelSize, QFont::Weight weight)
{
    QFont made;
    made.setFamilies(monoFamilies());
    made.setPixelSize(pixelSize);
    made.setWeight(weight);
    made.setHintingPreference(QFont::PreferNoHinting);
    // Ligatures would turn "!=" and "->" of real output into other signs.
    made.setStyleStrategy(QFont::PreferNoShaping);
    return made;
}

QFont roleFont(TextRole role)
{
    switch (role) {
    case TextRole::Caption:
        return textFont(11);
    case TextRole::Label: {
        QFont label = textFont(11, QFont::DemiBold);
        label.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
        return label;
    }
    case TextRole::Small:
        return textFont(12);
    case TextRole::SmallStrong:
        return textFont(12, QFont::Medium);
    case TextRole::Body:
        return textFont(13);
    case TextRole::BodyStrong:
        return textFont(13, QFont::DemiBold);
    case TextRole::Title:
        return textFont(15, QFont::DemiBold);
    case TextRole::Page:
        return textFont(18, QFont::DemiBold);
    case TextRole::Display: {
        QFont display = textFont(32, QFont::DemiBold);
        display.setLetterSpacing(QFont::AbsoluteSpacing, -0.4);
        return display;
    }
    case TextRole::Figure:
        return figureFont(12);
    case TextRole::FigureLarge:
        return figureFont(18, QFont::Medium);
    case TextRole::FigureHuge:
        return figureFont(28, QFont::Medium);
    }
    return textFont(13);
}

} // namespace opsdeck
