// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/overview/matrixcells.h"

#include <QFontMetrics>
#include <QString>

namespace opsdeck {

/// All that a cell of the matrix could say.
struct CellText
{
    QString word;
    QString shortWord; ///< the state alone
    QString figure;    ///< a value, or the word of an error
    QString caption;   ///< the cause
    QString age;
    bool isAbnormal = false;
    bool isAgeTelling = false; ///< stale, or never observed: it is never left out
};

struct CellRoom
{
    int line = 0;                ///< width for word and figure; of a compact cell for the age, too
    int caption = 0;             ///< width of the second line, with the age
    int captionLines = 1;        ///< 0: compact, there is no second line
    bool isAgeElsewhere = false; ///< it has a place of its own and takes none from the words
};

struct CellFonts
{
    QFontMetrics word;
    QFontMetrics figure;
    QFontMetrics caption;
    QFontMetrics age;
    int leastAge = 0; ///< width that an age has at least
};

/// What of it is shown.
struct CellLines
{
    QString word;
    QString figure;  ///< whole or not at all, for half a number misleads
    QString caption; ///< may have to be elided; of a compact cell it stands whole before the
                     ///< figure, or in its place
    bool hasAge = true;

    bool operator==(const CellLines &) const = default;
};

inline constexpr int kCellGap = 6; ///< least room between word, figure, caption and age

/// Whether `lines` leave out a figure or a cause that `whole` tells.
bool isPoorer(const CellLines &lines, const CellLines &whole, bool isCompact);

/// What the folded head of a layer says of an environment.
struct FoldedHead
{
    QString words; ///< whole
    bool hasAge = true;

    bool operator==(const FoldedHead &) const = default;
};

/// `words` beside the age where they have room, else "2 of 5 OK" beside it, else without it; never
/// part of them. `room`: without, `besideAge`: with the age.
FoldedHead foldedHead(const GroupSummary &summary, const QString &words,
                      const QFontMetrics &metrics, int room, int besideAge);

/// Of what is abnormal, figure and cause outlast the age, unless the age is what it is about. Of
/// what is fine the figure goes first. A word is never shortened but to the state alone.
CellLines cellLines(const CellText &text, const CellRoom &room, const CellFonts &fonts);

} // namespace opsdeck
