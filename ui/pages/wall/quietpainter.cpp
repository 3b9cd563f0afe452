// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/quietpainter.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

constexpr qreal kQuietMargin = 96;
constexpr qreal kListPart = 0.607; ///< of the page's height: where the environments begin
constexpr qreal kTitleRow = 56;
constexpr qreal kCellRow = 56;
constexpr qreal kLineRow = 48; ///< of a platform whose marks stand in one line
constexpr qreal kNarrow = 1760;
constexpr qreal kColumnGap = 64;
constexpr qreal kMostSpare = 160; ///< between columns, beyond their gap
constexpr qreal kNarrowestColumn = 280;
constexpr qreal kNarrowestLine = 280;
constexpr int kMostColumns = 6;
constexpr int kLeastHeroText = 32;
constexpr qreal kMarkPitch = 46; ///< from a mark to its environment's tag
constexpr qreal kTagGap = 24;

QList<WallCell> expectedCells(const WallRow &row)
{
    QList<WallCell> cells = row.cells;
    cells.removeIf([](const WallCell &cell) { return cell.rank == StatusRank::NotSetUp; });
    return cells;
}

void hero(const WallCanvas &canvas, const WallPicture &picture, const Instant &now,
          const QRectF &area)
{
    const Theme &theme = canvas.theme;
    const bool narrow = canvas.page.width() < kNarrow;
    const qreal middle = area.center().y();
    StatusMark mark;
    mark.health = Health::Healthy;
    paintMark(canvas.painter, QRectF(kQuietMargin + 12, middle - 100, 200, 200), mark, theme);
    const qreal left = kQuietMargin + 256;
    const qreal right = canvas.page.width() - kQuietMargin;
    const QFont clock = figureFont(narrow ? 104 : 176, QFont::Medium);
    const QString time = now.utc().toString(QStringLiteral("HH:mm:ss"));
    const qreal clockLeft = right - widthOf(time, clock) - 8;
    canvas.text(QRectF(left, middle - 132, clockLeft - left - 24, 144), Wall::tr("All OK"),
                textFont(120, QFont::DemiBold), theme.t1);
    const Tally &tally = picture.tally;
    const QString environments = environmentsText(tally);
    QString checks = checksText(tally.checks);
    const QString ages = Wall::tr("newest %1, oldest %2")
                             .arg(durationText(picture.newest), durationText(picture.oldest));
    const QFont ageFont = textFont(narrow ? 36 : 48);
    // Beside the ages in the same line, as much as fits whole.
    const QString all = checks + QStringLiteral(", ") + notSetUpText(tally.checksNotSetUp);
    const qreal checksRoom = right - widthOf(ages, ageFont) - 32 - left;
    if (tally.checksNotSetUp > 0 && widthOf(all, textFont(48)) <= checksRoom)
        checks = all;
    const qreal besideClock = clockLeft - left - 24;
    int size = 48;
    while (size > kLeastHeroText && widthOf(environments, textFont(size)) > besideClock)
        size -= 4;
    canvas.text(QRectF(left, middle + 4, besideClock, 64), environments, textFont(size), theme.t2);
    canvas.text(QRectF(left, middle + 68, checksRoom, 64), checks, textFont(48), theme.t2);
    canvas.text(QRectF(clockLeft, middle - 140, right - clockLeft, 176), time, clock, theme.t1,
                Qt::AlignRight);
    canvas.text(QRectF(left, middle + 68, right - left, 64), ages, ageFont, theme.t2,
                Qt::AlignRight);
}

void platformColumn(const WallCanvas &canvas, const WallRow &row, const QRectF &area)
{
    const Theme &theme = canvas.theme;
    canvas.textAnd(QRectF(area.left(), area.top(), area.width(), kTitleRow), row.title,
                   Qt::ElideMiddle, {}, textFont(30), theme.t2);
    qreal top = area.top() + kTitleRow + 8;
    for (const WallCell &cell : expectedCells(row)) {
        if (top + kCellRow > area.bottom())
            break;
        paintMark(canvas.painter, QRectF(area.left() + 2, top + kCellRow / 2 - 17, 34, 34),
                  wallMark(cell), theme);
        canvas.text(QRectF(area.left() + 54, top, area.width() - 54, kCellRow),
                    environmentTagText(cell.environment), textFont(32), theme.t2);
        top += kCellRow;
    }
}

void platformLine(const WallCanvas &canvas, const WallRow &row, const QRectF &area)
{
    canvas.textAnd(QRectF(area.left(), area.top(), area.width(), kTitleRow - 8), row.title,
                   Qt::ElideMiddle, {}, textFont(28), canvas.theme.t2);
    const QList<WallCell> cells = expectedCells(row);
    const QFont tagFont = textFont(24);
    const auto tagOf = [](const WallCell &cell) { return environmentTagText(cell.environment); };
    qreal named = 0;
    for (const WallCell &cell : cells)
        named += kMarkPitch + widthOf(tagOf(cell), tagFont) + kTagGap;
    const bool areNamed = named - kTagGap <= area.width();
    const qreal top = area.top() + kTitleRow - 8;
    qreal left = area.left() + 2;
    for (const WallCell &cell : cells) {
        if (left + 34 > area.right())
            break;
        paintMark(canvas.painter, QRectF(left, top, 34, 34), wallMark(cell), canvas.theme);
        left += areNamed ? kMarkPitch : kMarkPitch + 4;
        if (!areNamed)
            continue;
        const qreal width = widthOf(tagOf(cell), tagFont) + 2;
        canvas.text(QRectF(left, top - 3, width, 40), tagOf(cell), tagFont, canvas.theme.t2);
        left += width + kTagGap;
    }
}

/// Columns as wide as their names, if need be in several rows of them; else a line of marks for
/// each platform; else one sentence.
void platforms(const WallCanvas &canvas, const WallPicture &picture, const QRectF &area)
{
    const auto count = static_cast<int>(picture.rows.size());
    qreal widest = 0;
    qreal sum = 0;
    qsizetype most = 0;
    for (const WallRow &row : picture.rows) {
        const qreal width =
            std::max(kNarrowestColumn, widthOf(row.title, textFont(30)) + kColumnGap);
        widest = std::max(widest, width);
        sum += width;
        most = std::max(most, expectedCells(row).size());
    }
    const qreal tall = kTitleRow + 24 + static_cast<qreal>(most) * kCellRow;
    if (sum - kColumnGap <= area.width() && tall - 16 <= area.height()) {
        // One row of them, in places of their own widths.
        const qreal spare = std::min(kMostSpare, (area.width() - sum + kColumnGap) / count);
        qreal left = area.left();
        for (const WallRow &row : picture.rows) {
            const qreal width =
                std::max(kNarrowestColumn, widthOf(row.title, textFont(30)) + kColumnGap);
            platformColumn(canvas, row, QRectF(left, area.top(), width - 8, area.height()));
            left += width + spare;
        }
        return;
    }
    const int fitting = std::max(1, static_cast<int>((area.width() + kColumnGap) / widest));
    const bool lines = (count + fitting - 1) / fitting * tall > area.height();
    int columns = fitting;
    if (lines) {
        // As few beside each other as there is height for, so that names have room.
        const int rows = std::max(1, static_cast<int>(area.height() / (kTitleRow + kLineRow)));
        const int fit = std::min(kMostColumns, static_cast<int>(area.width() / kNarrowestLine));
        columns = std::clamp((count + rows - 1) / rows, 1, std::max(1, fit));
    }
    const qreal pitch = lines ? kTitleRow + kLineRow : tall;
    if ((count + columns - 1) / columns * pitch > area.height()) {
        canvas.text(area, Wall::tr("%1 platforms OK").arg(count), textFont(52), canvas.theme.t2);
        return;
    }
    const qreal width = area.width() / columns;
    for (int i = 0; i < count; ++i) {
        const QRectF place(area.left() + i % columns * width, area.top() + i / columns * pitch,
                           width - 32, pitch);
        if (lines)
            platformLine(canvas, picture.rows.at(i), place);
        else
            platformColumn(canvas, picture.rows.at(i), place);
    }
}

} // namespace

void paintQuietWall(const WallCanvas &canvas, const WallPicture &picture, const Instant &now)
{
    const qreal list = canvas.page.height() * kListPart;
    canvas.text(QRectF(WallCanvas::kMargin, 0, 300, WallCanvas::kRibbon), QStringLiteral("Opsdeck"),
                textFont(30, QFont::DemiBold), canvas.theme.t2);
    const QString date =
        QLocale().toString(now.utc().date(), Wall::tr("dddd d MMMM", "date on the wall"));
    canvas.text(QRectF(canvas.page.width() / 2, 0, canvas.page.width() / 2 - WallCanvas::kMargin,
                       WallCanvas::kRibbon),
                Wall::tr("UTC, %1").arg(date), textFont(30), canvas.theme.t2, Qt::AlignRight);
    hero(canvas, picture, now,
         QRectF(0, WallCanvas::kRibbon, canvas.page.width(), list - WallCanvas::kRibbon));
    canvas.hairline(list);
    platforms(canvas, picture,
              QRectF(kQuietMargin, list + 24, canvas.page.width() - 2 * kQuietMargin,
                     canvas.page.height() - WallCanvas::kFoot - list - 40));
}

QString lastProblemText(const LastProblem &problem, const Instant &now)
{
    if (!problem.isKnown())
        return {};
    return Wall::tr("Last problem: %1 ago, for %2")
        .arg(durationText(problem.ended.ageAt(now)),
             durationText(problem.began.ageAt(problem.ended)));
}

} // namespace opsdeck
