// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>

#include <optional>

namespace opsdeck {

/// Percent that a screen or picture of `pixels` is drawn at when nobody says otherwise: 150 from
/// 3200 × 1800 on, where lines of text would be a hair's breadth, else 100.
int usualScale(const QSize &pixels);
/// 100, 125, 150, 175 or 200; nothing for any other word.
std::optional<int> scaleFromText(const QString &text);

/// Qt reads the factor once, when the application is made. A factor that the caller's environment
/// states stays.
void stateScale(int percent);
/// Afterwards: what is started from here draws itself as it likes.
void forgetScale();
/// On a large screen that the desktop does not scale: begins the program anew with the usual scale.
/// Returns when there is no need.
void restartLarger(const QSize &screen, qreal devicePixelRatio, char **argv);

} // namespace opsdeck
