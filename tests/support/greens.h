// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QImage>
#include <QList>
#include <QPoint>
#include <QStringList>

class QWidget;

namespace opsdeck {
struct StatusMark;
struct Theme;
} // namespace opsdeck

namespace opsdeck::test {

/// True when `text` says of something that it is well now: not that it was, may be or is not, nor
/// that none is.
bool saysOk(const QString &text);

/// Everything that `surface` and what can be seen in it says: accessible names, values and
/// descriptions, tool tips, and every row of the item models shown. What lies in a widget of
/// `without` (object names) is left out.
QStringList wordsOf(QWidget &surface, const QStringList &without = {});

/// What is painted, with what lies in a widget of `without` taken out.
QImage pictureOf(QWidget &surface, const QStringList &without = {});

/// Pixels of exactly this colour.
int pixelsOf(const QImage &picture, const QColor &colour);

/// Finds the plain OK mark in a picture of the light theme, whatever it stands on: its ring and
/// tick in the theme's colour, and nothing of that colour between them.
class OkMarks final
{
public:
    explicit OkMarks(const Theme &theme);

    /// Whether marks of this size can be found.
    bool knows(int size) const { return m_shapes.contains(size); }

    /// Where they are painted in `picture`, each once.
    QList<QPoint> in(const QImage &picture) const;

    static QImage painted(const StatusMark &mark, int size, const Theme &theme);

private:
    struct Shape
    {
        QList<QPoint> inked;  ///< from a pixel that is wholly of the colour
        QList<QPoint> shaded; ///< at its edges
        QList<QPoint> blank;
        QPoint middle;
    };

    bool isHere(const Shape &shape, const QImage &picture, const QPoint &at) const;

    QRgb m_ok;
    QHash<int, Shape> m_shapes; ///< by size
};

} // namespace opsdeck::test
