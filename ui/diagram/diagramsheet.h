// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace opsdeck {

class DiagramView;
struct Theme;

enum class SheetFormat { Png, Svg, Pdf };

/// ".png", ".svg", ".pdf" without the dot.
QString suffixOf(SheetFormat format);

/// The whole diagram at 100 %, whatever part of it is seen, with `caption` above it: a picture that
/// leaves the program must say of what and of when it is. A PNG has two pixels to a unit, fewer
/// where it would be wider or higher than 16,000. `stamp`, when it shows something else than the
/// present ("SIMULATION"), stands across it and in a frame around it. Empty when it could not be
/// drawn.
QByteArray diagramSheet(const DiagramView &view, const QString &caption, const Theme &theme,
                        SheetFormat format, const QString &stamp = {});

} // namespace opsdeck
