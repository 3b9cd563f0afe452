// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodeenvironments.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace opsdeck {

namespace {

constexpr double kNameDetail = 0.4;
constexpr double kPadding = 12;
constexpr double kNameHeight = 34;
constexpr double kTwoLines = 26; ///< pixels of the screen
constexpr double kMark = 16;
constexpr double kLeastMark = 14;
constexpr double kRing = 1.375; ///< of a mark's size, a ring's outside
constexpr double kAir = 3;      ///< pixels of the screen, between a mark and the box's border
constexpr int kLeastText = 11;  ///< likewise
constexpr double kGap = 6;
constexpr double kLeastGap = 2; ///< pixels of the screen
constexpr double kWordGap = 8;
constexpr double kTightLine = 1.08; ///< of a text's size

int textSize(int usual, double scale)
{
    return std::max(usual, static_cast<int>(std::ceil(kLeastText / scale)));
}

/// As much as a name and a word below each other need, while marks keep their size.
double nameHeight(double boxHeight, double scale)
{
    const double most = boxHeight - (kLeastMark + kAir) / scale;
    return std::max(kNameHeight, std::min(kTwoLines / scale, most));
}

double lineOf(const QFont &font)
{
    return std::ceil(kTightLine * font.pixelSize());
}

QFont letterFont(const NodeEnvironment &each, double scale)
{
    return figureFont(textSize(12, scale), each.isChosen ? QFont::Medium : QFont::Normal);
}

void paintOne(QPainter &painter, const QRectF &place, const NodeEnvironment &each,
              const Theme &theme, double scale)
{
    const QRectF mark = environmentMarkRect(place, each, scale);
    if (scale >= kNameDetail) {
        const QFont font = letterFont(each, scale);
        const double width = QFontMetricsF(font).horizontalAdvance(each.letter);
        const double outside = each.mark.impacted ? mark.width() * (kRing - 1) / 2 : 0;
        const double room = mark.left() - outside - place.left();
        const double left =
            place.left() + std::max(0.0, room - width - std::max(kLeastGap / scale, kGap / 2));
        painter.setFont(font);
        painter.setPen(each.isChosen ? theme.t1 : theme.t2);
        painter.drawText(
            QRectF(left, mark.center().y() - place.height() / 2, width + 1, place.height()),
            Qt::AlignVCenter | Qt::AlignLeft, each.letter);
        if (each.isChosen)
            painter.fillRect(QRectF(left, place.bottom() - 4, width, 2), theme.ink);
    }
    if (each.isHere) {
        paintMark(painter, mark, each.mark, theme);
        return;
    }
    const double half = mark.width() / 4;
    painter.setPen(QPen(theme.t3, 1.5));
    painter.drawLine(mark.center() - QPointF(half, 0), mark.center() + QPointF(half, 0));
}

const NodeEnvironment *worstEnvironment(const NodeLook &look)
{
    const NodeEnvironment *worst = nullptr;
    for (const NodeEnvironment &each : look.environments) {
        if (!each.isHere || !each.mark.hasState)
            continue;
        if (worst == nullptr || isWorse(each.mark.health, worst->mark.health)
            || (each.mark.health == worst->mark.health
                && std::tuple(each.needsYou, each.mark.stale)
                       > std::tuple(worst->needsYou, worst->mark.stale)))
            worst = &each;
    }
    return worst;
}

/// In two lines where it is not whole in one; empty where neither is.
QStringList wholeName(const QString &title, const QFont &font, const QSizeF &room)
{
    const QFontMetricsF metrics(font);
    if (metrics.horizontalAdvance(title) <= room.width())
        return {title};
    if (2 * lineOf(font) > room.height())
        return {};
    for (qsizetype at = title.lastIndexOf(QLatin1Char(' ')); at > 0;
         at = title.lastIndexOf(QLatin1Char(' '), at - 1)) {
        const QStringList lines{title.left(at), title.mid(at + 1)};
        if (std::all_of(lines.cbegin(), lines.cend(), [&](const QString &line) {
                return metrics.horizontalAdvance(line) <= room.width();
            }))
            return lines;
    }
    return {};
}

} // namespace

void takeEnvironments(const DiagramModel &model, int node, NodeLook &look)
{
    const QList<EnvironmentOfNode> all = model.environmentsOfNode(node);
    if (all.isEmpty())
        return;
    look.isImpacted = false; // the marks tell it, each of its environment
    look.badge.clear();
    look.word = model.statusSentence(node);
    for (const EnvironmentOfNode &each : all) {
        NodeEnvironment shown;
        shown.letter = each.letter;
        shown.isHere = each.isHere;
        shown.isChosen = each.service.environment == model.environment();
        if (const ServiceView *view = model.viewOf(each.service)) {
            const NodeLook there = nodeLook(model.definition().nodes.at(node), view, {}, {},
                                            model.notSetUpOf(each.service));
            shown.mark = markOf(*view);
            shown.needsYou = there.needsYou;
            shown.hardBorder = there.hardBorder;
        }
        look.environments << shown;
    }
}

QRectF environmentPlace(const QRectF &box, qsizetype index, qsizetype count, double scale)
{
    const bool hasName = scale >= kNameDetail;
    const double side = std::max(4.0, hasName ? kAir / scale : 0);
    const double top = hasName ? box.top() + nameHeight(box.height(), scale) : box.top();
    const double width =
        (box.width() - 2 * side) / static_cast<double>(std::max<qsizetype>(1, count));
    return {box.left() + side + width * static_cast<double>(index), top, width, box.bottom() - top};
}

QRectF environmentMarkRect(const QRectF &place, const NodeEnvironment &each, double scale)
{
    const double ring = each.mark.impacted ? kRing : 1;
    const bool isLarge = scale >= kNameDetail;
    const QRectF room = isLarge ? place.adjusted(0, 0, 0, -kAir / scale) : place;
    const double letter =
        isLarge ? QFontMetricsF(letterFont(each, scale)).horizontalAdvance(each.letter) : 0;
    const double least = isLarge ? kLeastGap / scale : 0;
    const double usual = isLarge ? std::max(kMark, kMark / scale) : kMark / scale;
    const double size = std::max(
        1.0, std::min({usual, room.height() / ring, (room.width() - letter - least) / ring}));
    const double gap =
        isLarge ? std::clamp(room.width() - letter - size * ring, least, std::max(least, kGap)) : 0;
    const double left = room.center().x() - (letter + gap + size * ring) / 2 + letter + gap;
    return {left + size * (ring - 1) / 2, room.center().y() - size / 2, size, size};
}

ServiceKey environmentAt(const DiagramModel &model, int node, const QRectF &box, const QPointF &at,
                         double scale)
{
    const QList<EnvironmentOfNode> all = model.environmentsOfNode(node);
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all.at(i).isHere && environmentPlace(box, i, all.size(), scale).contains(at))
            return all.at(i).service;
    }
    return {};
}

StatusMark worstMark(const NodeLook &look)
{
    const NodeEnvironment *worst = worstEnvironment(look);
    return worst == nullptr ? look.mark : worst->mark;
}

NodeLook lookOfWorst(const NodeLook &look)
{
    NodeLook shown = look;
    const NodeEnvironment *worst = worstEnvironment(look);
    shown.expectsState = worst != nullptr;
    if (worst != nullptr) {
        shown.mark = worst->mark;
        shown.needsYou = worst->needsYou;
        shown.hardBorder = worst->hardBorder;
    }
    return shown;
}

QList<NodeLine> environmentLines(const QSizeF &box, const NodeLook &look, double scale)
{
    if (scale < kNameDetail)
        return {};
    const double height = nameHeight(box.height(), scale) - 1;
    const double width = box.width() - 2 * kPadding;
    const StatusMark worst = worstMark(look);
    const QString word = worst.health == Health::Healthy && !worst.stale && worst.hasState
                             ? QString()
                             : wordOf(worst);
    const QFont usual = textFont(textSize(13, scale), QFont::DemiBold);
    const QFont tight = textFont(textSize(12, scale), QFont::DemiBold);
    const QFont small = tight;
    const double wordWidth = QFontMetricsF(small).horizontalAdvance(word);
    const double beside = word.isEmpty() ? width : width - wordWidth - kWordGap;
    const bool canBeBelow = !word.isEmpty() && lineOf(tight) + lineOf(small) <= height;

    QStringList names;
    QFont font = usual;
    bool isBelow = false;
    for (const QFont &each : {usual, tight}) {
        font = each;
        names = wholeName(look.title, each, {beside, height});
        if (!names.isEmpty())
            break;
    }
    // The word never gives way; it stands below what has no room beside it.
    if (names.isEmpty()) {
        isBelow = canBeBelow;
        names << QFontMetricsF(font).elidedText(look.title, Qt::ElideRight,
                                                isBelow ? width : beside);
    }
    QList<NodeLine> lines;
    const auto add = [&](NodeLine::Role role, const QString &text, const QFont &with, double x,
                         double top) {
        const QFontMetricsF metrics(with);
        lines << NodeLine{
            role, text, with, {x, top + (lineOf(with) + metrics.ascent() - metrics.descent()) / 2}};
    };
    const double all =
        static_cast<double>(names.size()) * lineOf(font) + (isBelow ? lineOf(small) : 0);
    double top = 1 + (height - all) / 2;
    for (const QString &name : std::as_const(names)) {
        add(NodeLine::Role::Name, name, font, kPadding, top);
        top += lineOf(font);
    }
    if (!word.isEmpty())
        add(NodeLine::Role::Word, word, small, isBelow ? kPadding : kPadding + width - wordWidth,
            isBelow ? top : 1 + (height - lineOf(small)) / 2);
    return lines;
}

void paintNodeEnvironments(QPainter &painter, const QRectF &box, const NodeLook &look,
                           const Theme &theme, double scale)
{
    painter.setPen(theme.t1);
    for (const NodeLine &line : environmentLines(box.size(), look, scale)) {
        painter.setFont(line.font);
        painter.drawText(box.topLeft() + line.baseline, line.text);
    }
    for (qsizetype i = 0; i < look.environments.size(); ++i)
        paintOne(painter, environmentPlace(box, i, look.environments.size(), scale),
                 look.environments.at(i), theme, scale);
}

} // namespace opsdeck
