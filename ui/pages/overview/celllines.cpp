// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/celllines.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kLeastCaption = 44; ///< less of a cause tells nothing

class Words
{
    Q_DECLARE_TR_FUNCTIONS(CellLines)
};

int widthOf(const QFontMetrics &metrics, const QString &text)
{
    return text.isEmpty() ? 0 : metrics.horizontalAdvance(text) + kCellGap;
}

int ageWidth(const CellText &text, const CellFonts &fonts)
{
    return text.age.isEmpty()
               ? 0
               : std::max(fonts.leastAge, fonts.age.horizontalAdvance(text.age)) + kCellGap;
}

CellLines compactLines(const CellText &text, const CellRoom &room, const CellFonts &fonts)
{
    struct Attempt
    {
        const QString &word;
        bool hasFigure;
        bool hasAge;
    };

    const bool isCauseShown = text.figure.isEmpty() && text.isAbnormal && !text.caption.isEmpty();
    const bool mayLoseAge = text.isAbnormal && !text.isAgeTelling;
    // A cause may be cut, but not for an age that may go.
    const auto figure = [&](bool hasAge) {
        const int cause = widthOf(fonts.caption, text.caption);
        return !isCauseShown          ? widthOf(fonts.figure, text.figure)
               : hasAge && mayLoseAge ? cause
                                      : std::min(cause, kLeastCaption + kCellGap);
    };
    const std::initializer_list<Attempt> attempts{{text.word, true, true},
                                                  {text.word, true, !mayLoseAge},
                                                  {text.shortWord, true, true},
                                                  {text.shortWord, true, !mayLoseAge},
                                                  {text.word, false, true},
                                                  {text.shortWord, false, true},
                                                  {text.shortWord, false, !mayLoseAge}};
    const Attempt *taken = attempts.end() - 1;
    for (const Attempt &each : attempts) {
        // Of what is fine the word is not shortened for a figure.
        if (!text.isAbnormal && each.hasFigure && &each.word == &text.shortWord)
            continue;
        const int needed = fonts.word.horizontalAdvance(each.word)
                           + (each.hasFigure ? figure(each.hasAge) : 0)
                           + (each.hasAge ? ageWidth(text, fonts) : 0);
        if (needed <= room.line) {
            taken = &each;
            break;
        }
    }
    CellLines lines{taken->word, taken->hasFigure ? text.figure : QString(),
                    taken->hasFigure && isCauseShown ? text.caption : QString(), taken->hasAge};
    // A wide cell has room for both.
    const int used = fonts.word.horizontalAdvance(lines.word) + widthOf(fonts.figure, lines.figure)
                     + (lines.hasAge ? ageWidth(text, fonts) : 0);
    if (text.isAbnormal && !lines.figure.isEmpty() && !lines.word.contains(text.caption)
        && used + widthOf(fonts.caption, text.caption) + kCellGap <= room.line)
        lines.caption = text.caption;
    return lines;
}

} // namespace

bool isPoorer(const CellLines &lines, const CellLines &whole, bool isCompact)
{
    const bool lacksFigure =
        lines.figure.isEmpty() && !whole.figure.isEmpty() && !lines.caption.contains(whole.figure);
    const bool lacksCause = isCompact && lines.caption.isEmpty() && !whole.caption.isEmpty();
    return lacksFigure || lacksCause;
}

FoldedHead foldedHead(const GroupSummary &summary, const QString &words,
                      const QFontMetrics &metrics, int room, int besideAge)
{
    const int all = summary.healthy + summary.others;
    const QString brief = summary.healthy > 0 && summary.others > 0
                              ? Words::tr("%1 of %2 OK").arg(summary.healthy).arg(all)
                              : words;
    for (const QString &each : {words, brief}) {
        if (metrics.horizontalAdvance(each) <= besideAge)
            return {each, true};
    }
    for (const QString &each : {words, brief}) {
        if (metrics.horizontalAdvance(each) <= room)
            return {each, false};
    }
    return {metrics.elidedText(brief, Qt::ElideRight, room), false};
}

CellLines cellLines(const CellText &text, const CellRoom &room, const CellFonts &fonts)
{
    if (room.captionLines == 0)
        return compactLines(text, room, fonts);
    CellLines lines{text.word, text.figure, text.caption, true};
    const auto fits = [&](const QString &word) {
        return fonts.word.horizontalAdvance(word) + widthOf(fonts.figure, text.figure) <= room.line;
    };
    if (!fits(text.word)) {
        const bool isShort = text.isAbnormal || fonts.word.horizontalAdvance(text.word) > room.line;
        lines.word = isShort ? text.shortWord : text.word;
        if (!fits(lines.word)) {
            lines.figure.clear();
            // What fails is told before why; what is of the past is not.
            if (text.isAbnormal && !text.isAgeTelling && !text.figure.isEmpty()
                && text.caption != text.figure)
                lines.caption = text.caption.isEmpty()
                                    ? text.figure
                                    : Words::tr("%1, %2", "figure or error, cause")
                                          .arg(text.figure, text.caption);
        }
    }
    const int beside = room.isAgeElsewhere ? 0 : ageWidth(text, fonts);
    const int wanted = fonts.caption.horizontalAdvance(lines.caption);
    lines.hasAge = !text.isAbnormal || text.isAgeTelling
                   || wanted <= room.captionLines * (room.caption - beside);
    return lines;
}

} // namespace opsdeck
