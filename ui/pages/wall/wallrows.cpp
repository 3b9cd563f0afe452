// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wall/wallrows.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <array>
#include <numeric>

namespace opsdeck {

namespace {

class Wall
{
    Q_DECLARE_TR_FUNCTIONS(Wall)
};

constexpr qreal kName = 52;
constexpr qreal kCount = 36;
constexpr qreal kMark = 52;
constexpr qreal kBeforeMark = 22;
constexpr qreal kAfterMark = 20;
constexpr qreal kBeforeCount = 16;
constexpr qreal kAfterCell = 30;
constexpr qreal kBetweenCells = 12;
constexpr qreal kMostForNames = 0.36; ///< of the width, before names are cut
constexpr qreal kLeastForNames = 0.2;
constexpr qreal kSmallestName = 0.75; ///< of its size, before it is cut
constexpr qreal kAboveProblems = 16;
constexpr qreal kProblemRow = 76;
constexpr qreal kTallProblemRow = 128; ///< with the evidence in a line of its own

QFont nameFont(qreal scale, bool calm)
{
    return textFont(qRound(kName * scale), calm ? QFont::Normal : QFont::DemiBold);
}

QString tileText(const WallService &service)
{
    return service.instances.isEmpty()
               ? service.name
               : Wall::tr("%1 %2", "service, 2 of 3 OK").arg(service.name, service.instances);
}

} // namespace

QString WallRows::countOf(const WallCell &cell, Detail detail)
{
    QStringList texts{cell.count};
    if (detail >= Detail::AllKinds)
        texts << cell.also;
    if (detail == Detail::Whole)
        texts << cell.lacking;
    texts.removeAll(QString());
    return texts.join(QStringLiteral(", "));
}

/// Where there is no room for all kinds of trouble, the worst one stays; and in the first column,
/// production's, that one always does.
WallRows::Columns WallRows::columnsFor(qsizetype first, qsizetype count, qreal scale) const
{
    const QList<WallRow> rows = m_picture.rows.mid(first, count);
    Columns columns;
    columns.scale = scale;
    for (const WallRow &row : rows)
        columns.left = std::max(columns.left, widthOf(row.title, nameFont(scale, true)));
    columns.left = std::max(columns.left, m_canvas.page.width() * kLeastForNames);
    columns.left =
        std::min(columns.left, m_canvas.page.width() * kMostForNames) + WallCanvas::kMargin + 24;
    const qreal room = m_canvas.page.width() - columns.left - WallCanvas::kMargin + kBetweenCells;
    const auto measure = [&] {
        columns.widths.clear();
        for (const WallRow &row : rows) {
            for (qsizetype i = 0; i < row.cells.size(); ++i) {
                const WallCell &cell = row.cells.at(i);
                if (i == columns.widths.size())
                    columns.widths.append(0);
                if (cell.isAbsent)
                    continue;
                qreal width = kBeforeMark + kMark + kAfterMark + kAfterCell
                              + widthOf(environmentTagText(cell.environment), nameFont(1, false));
                if (columns.detailOf(i) != Detail::None)
                    width +=
                        kBeforeCount
                        + widthOf(countOf(cell, columns.detailOf(i)), textFont(qRound(kCount)));
                columns.widths[i] = std::max(columns.widths.at(i), width * columns.scale);
            }
        }
        return std::accumulate(columns.widths.cbegin(), columns.widths.cend(), 0.0);
    };

    struct Telling
    {
        Detail foremost;
        Detail others;
        qreal smallest; ///< how far all may shrink before the next step
    };

    constexpr std::array<Telling, 5> steps{{{Detail::Whole, Detail::Whole, 0.95},
                                            {Detail::AllKinds, Detail::AllKinds, 0.85},
                                            {Detail::AllKinds, Detail::Worst, 0.85},
                                            {Detail::Worst, Detail::Worst, 0.75},
                                            {Detail::Worst, Detail::None, 0.0}}};
    qreal needed = 0;
    for (const Telling &step : steps) {
        columns.foremost = step.foremost;
        columns.others = step.others;
        needed = measure();
        if (needed * step.smallest <= room)
            break;
    }
    if (needed > room) {
        columns.scale *= room / needed;
        measure();
    }
    // Spare room goes between the columns, so that they stand apart alike on every screen.
    const qreal spare = room - std::accumulate(columns.widths.cbegin(), columns.widths.cend(), 0.0);
    for (qreal &width : columns.widths)
        width += std::max(0.0, spare) / static_cast<qreal>(columns.widths.size());
    return columns;
}

void WallRows::paint(const QRectF &area)
{
    const auto calm =
        static_cast<int>(std::count_if(m_picture.rows.cbegin(), m_picture.rows.cend(),
                                       [](const WallRow &row) { return row.isCalm(); }));
    const WallRowPlan plan =
        planWallRows(static_cast<int>(m_picture.rows.size()) - calm, calm, area.height());
    qreal top = area.top();
    const Columns wide = columnsFor(0, plan.full, std::min(1.0, plan.height / kWallRow));
    const auto others = static_cast<int>(m_picture.problems.size()) - 1;
    const qreal below = others > 0 ? others * kTallProblemRow + kAboveProblems : 0;
    const WallTilePlan tilePlan =
        tilesFor(plan, area.height() - plan.full * plan.height - below, wide);
    for (int i = 0; i < plan.full; ++i) {
        row(m_picture.rows.at(i), QRectF(0, top, m_canvas.page.width(), plan.height), wide);
        top += plan.height;
        if (tilePlan.columns > 0)
            top += tiles(m_picture.rows.at(i), top, tilePlan, wide);
    }
    Columns low = columnsFor(plan.full, plan.lines, 0.6);
    if (m_picture.aligned && plan.full > 0) {
        low.left = wide.left;
        low.widths = wide.widths;
        low.foremost = wide.foremost;
        low.others = wide.others;
        low.scale = std::min(low.scale, wide.scale);
    }
    for (int i = plan.full; i < plan.full + plan.lines; ++i, top += kWallLine)
        row(m_picture.rows.at(i), QRectF(0, top, m_canvas.page.width(), kWallLine), low);
    if (plan.hasLastLine()) {
        lastLine(QRectF(0, top, m_canvas.page.width(), kWallLine), plan.joinedCalm, plan.hidden);
        top += kWallLine;
    }
    problems(QRectF(0, top, m_canvas.page.width(), area.bottom() - top));
}

void WallRows::row(const WallRow &row, const QRectF &area, const Columns &columns) const
{
    m_canvas.hairline(area.bottom() - 1);
    QFont font = textFont(qRound(std::min(kName, area.height() * 0.5)));
    const QRectF name(WallCanvas::kMargin, area.top(), columns.left - WallCanvas::kMargin - 16,
                      area.height());
    // Smaller before it is cut.
    const qreal fitting = name.width() / std::max(1.0, widthOf(row.title, font));
    if (fitting < 1)
        font = textFont(static_cast<int>(font.pixelSize() * std::max(kSmallestName, fitting)));
    m_canvas.textAnd(name, row.title, Qt::ElideMiddle, {}, font,
                     row.isCalm() && area.height() <= kWallLine ? m_canvas.theme.t2
                                                                : m_canvas.theme.t1);
    qreal left = columns.left;
    for (qsizetype i = 0; i < row.cells.size() && i < columns.widths.size(); ++i) {
        cell(row.cells.at(i), QRectF(left, area.top(), columns.widths.at(i), area.height()),
             columns.scale, columns.detailOf(i));
        left += columns.widths.at(i);
    }
}

void WallRows::cell(const WallCell &cell, const QRectF &area, qreal scale, Detail detail) const
{
    if (cell.isAbsent)
        return;
    const Theme &theme = m_canvas.theme;
    if (cell.needsYou()) {
        const qreal inset = area.height() * 0.12;
        // Where it hurts most it is framed in its colour; elsewhere the mark and the words tell it.
        m_canvas.painter.setPen(cell.isForemost ? QPen(theme.of(cell.health), 4)
                                                : QPen(theme.ctl, 2));
        m_canvas.painter.setBrush(cell.isForemost ? theme.tintOf(cell.health)
                                                  : QColor(Qt::transparent));
        m_canvas.painter.drawRoundedRect(area.adjusted(2, inset, -kBetweenCells - 2, -inset), 6, 6);
    }
    const bool calm = cell.isCalm();
    const qreal mark = kMark * scale;
    paintMark(m_canvas.painter,
              QRectF(area.left() + kBeforeMark * scale, area.center().y() - mark / 2, mark, mark),
              wallMark(cell), theme);
    qreal left = area.left() + (kBeforeMark + kMark + kAfterMark) * scale;
    const QString tag = environmentTagText(cell.environment);
    const QFont font = nameFont(scale, calm);
    const qreal right = area.right() - kAfterCell * scale + 4;
    m_canvas.text(QRectF(left, area.top(), right - left, area.height()), tag, font,
                  calm ? theme.t2 : theme.t1);
    left += widthOf(tag, font) + kBeforeCount * scale;
    if (detail != Detail::None && left < right) {
        m_canvas.text(QRectF(left, area.top() + 2 * scale, right - left, area.height()),
                      countOf(cell, detail), textFont(qRound(kCount * scale)),
                      calm ? theme.t2 : theme.t1);
    }
}

/// Few platforms leave room for what they are made of.
WallTilePlan WallRows::tilesFor(const WallRowPlan &plan, qreal free, const Columns &columns) const
{
    if (plan.lines > 0 || plan.hasLastLine() || columns.widths.isEmpty())
        return {};
    constexpr int kMeasured = 100; ///< pixels
    const QFont font = textFont(kMeasured, QFont::DemiBold);
    QList<int> services;
    qreal widest = 0;
    for (const WallRow &row : m_picture.rows.first(plan.full)) {
        qsizetype most = 0;
        for (const WallCell &cell : row.cells) {
            most = std::max(most, cell.services.size());
            for (const WallService &service : cell.services)
                widest = std::max(widest, widthOf(tileText(service), font));
        }
        services.append(static_cast<int>(most));
    }
    const qreal narrowest = *std::min_element(columns.widths.cbegin(), columns.widths.cend());
    return planWallTiles(services, free, narrowest - kBeforeMark, widest / kMeasured);
}

qreal WallRows::tiles(const WallRow &row, qreal top, const WallTilePlan &plan,
                      const Columns &columns) const
{
    const Theme &theme = m_canvas.theme;
    const qreal mark = plan.fontSize * 1.1;
    qsizetype lines = 0;
    qreal left = columns.left + kBeforeMark * columns.scale;
    for (qsizetype i = 0; i < row.cells.size() && i < columns.widths.size(); ++i) {
        const QList<WallService> &services = row.cells.at(i).services;
        const qreal width = (columns.widths.at(i) - kBeforeMark) / plan.columns;
        for (qsizetype at = 0; at < services.size(); ++at) {
            const WallService &service = services.at(at);
            const qreal x = left + static_cast<qreal>(at % plan.columns) * width;
            const QRectF line(
                x, top + kWallTileGap / 2 + static_cast<qreal>(at / plan.columns) * plan.lineHeight,
                width, plan.lineHeight);
            paintMark(m_canvas.painter,
                      QRectF(line.left(), line.center().y() - mark / 2, mark, mark),
                      wallMark(service), theme);
            const bool calm = service.rank >= StatusRank::Calm;
            m_canvas.text(line.adjusted(mark + plan.fontSize * 0.6, 0, 0, 0), tileText(service),
                          textFont(plan.fontSize, calm ? QFont::Normal : QFont::DemiBold),
                          calm ? theme.t2 : theme.t1);
        }
        lines = std::max(lines, (services.size() + plan.columns - 1) / plan.columns);
        left += columns.widths.at(i);
    }
    const qreal taken = static_cast<qreal>(lines) * plan.lineHeight + kWallTileGap;
    m_canvas.hairline(top + taken - 1);
    return taken;
}

void WallRows::lastLine(const QRectF &area, int calm, int hidden) const
{
    QStringList parts;
    if (hidden > 0)
        parts << (hidden == 1 ? Wall::tr("1 more platform in trouble")
                              : Wall::tr("%1 more platforms in trouble").arg(hidden));
    if (calm > 0)
        parts << (calm == 1 ? Wall::tr("1 platform OK") : Wall::tr("%1 platforms OK").arg(calm));
    StatusMark mark;
    mark.health = hidden > 0 ? Health::Degraded : Health::Healthy;
    paintMark(m_canvas.painter, QRectF(WallCanvas::kMargin, area.center().y() - 18, 36, 36), mark,
              m_canvas.theme);
    m_canvas.text(area.adjusted(WallCanvas::kMargin + 56, 0, -WallCanvas::kMargin, 0),
                  parts.join(QStringLiteral(" · ")), textFont(30),
                  hidden > 0 ? m_canvas.theme.t1 : m_canvas.theme.t2);
    m_canvas.hairline(area.bottom() - 1);
}

void WallRows::problems(const QRectF &area) const
{
    const auto others = static_cast<int>(m_picture.problems.size()) - 1;
    const bool tall = others * kTallProblemRow + kAboveProblems <= area.height() + 0.5;
    const qreal height = tall ? kTallProblemRow : kProblemRow;
    const int room = std::max(0, static_cast<int>((area.height() - kAboveProblems + 0.5) / height));
    const int shown = std::min(others, room);
    qreal top = area.top() + kAboveProblems;
    for (int i = 1; i <= shown; ++i, top += height) {
        const QString more =
            i == shown && others > shown ? Wall::tr("and %1 more").arg(others - shown) : QString();
        problem(m_picture.problems.at(i), QRectF(0, top, area.width(), height), more);
    }
}

void WallRows::problem(const WallProblem &problem, const QRectF &area, const QString &more) const
{
    const Theme &theme = m_canvas.theme;
    const bool tall = area.height() >= kTallProblemRow;
    const QRectF upper = tall ? QRectF(area.left(), area.top() + 8, area.width(), 60) : area;
    if (problem.needsYou() && problem.isForemost)
        m_canvas.painter.fillRect(QRectF(-8, area.top() + 4, 14, area.height() - 8),
                                  theme.of(problem.health));
    paintMark(m_canvas.painter, QRectF(WallCanvas::kMargin, area.center().y() - 24, 48, 48),
              wallMark(problem), theme);
    const QString tag = environmentTagText(problem.environment.environment);
    qreal left = WallCanvas::kMargin + 48 + 24;
    paintEnvironmentTag(m_canvas.painter, QPointF(left, upper.center().y() - 20), tag, problem.tier,
                        theme, 2);
    const qreal begin = left;
    left += environmentTagWidth(tag, problem.tier, 2) + 20;
    const QFont clock = figureFont(36, QFont::Medium);
    const QString length = problem.length.count() < 0 ? QString() : wallClockText(problem.length);
    const QString last = more.isEmpty() ? length : more;
    const QFont lastFont = more.isEmpty() ? clock : textFont(30);
    const qreal right = area.right() - WallCanvas::kMargin - widthOf(last, lastFont) - 24;
    m_canvas.text(
        QRectF(right, upper.top(), area.right() - WallCanvas::kMargin - right, upper.height()),
        last, lastFont, theme.t1, Qt::AlignRight);
    const QFont strong =
        textFont(tall ? 48 : 40, problem.isForemost ? QFont::DemiBold : QFont::Medium);
    left += m_canvas.textAnd(QRectF(left, upper.top(), right - left, upper.height()), problem.name,
                             Qt::ElideMiddle, problem.state, strong, theme.t1)
            + 16;
    const QString where = problem.platform + QStringLiteral(". ") + problem.evidence;
    if (tall)
        m_canvas.textAnd(
            QRectF(begin, upper.bottom() - 2, area.right() - WallCanvas::kMargin - begin, 48),
            where, Qt::ElideRight, problem.impact, textFont(34), theme.t2);
    else if (right - left > 120)
        m_canvas.textAnd(QRectF(left, area.top(), right - left, area.height()), where,
                         Qt::ElideRight, problem.impact, textFont(30), theme.t2);
}

} // namespace opsdeck
