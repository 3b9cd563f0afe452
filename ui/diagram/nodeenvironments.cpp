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
constexpr double kMark = 16;
constexpr int kLeastText = 11; ///< pixels of the screen
constexpr double kGap = 6;

int textSize(int usual, double scale)
{
    return std::max(usual, static_cast<int>(std::ceil(kLeastText / scale)));
}

void paintOne(QPainter &painter, const QRectF &place, const NodeEnvironment &each,
              const Theme &theme, double scale)
{
    const bool isLarge = scale >= kNameDetail;
    // Its ring reaches a quarter outside of it.
    const double room = std::min(place.width(), place.height()) / (each.mark.impacted ? 1.5 : 1);
    const double size = std::min(isLarge ? std::max(kMark, kMark / scale) : kMark / scale, room);
    QFont font = figureFont(textSize(12, scale), each.isChosen ? QFont::Medium : QFont::Normal);
    const double letter = isLarge ? QFontMetricsF(font).horizontalAdvance(each.letter) + kGap
                                        + (each.mark.impacted ? size / 4 : 0)
                                  : 0;
    const double left = place.center().x() - (letter + size) / 2;
    if (isLarge) {
        painter.setFont(font);
        painter.setPen(each.isChosen ? theme.t1 : theme.t2);
        painter.drawText(QRectF(left, place.top(), letter, place.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, each.letter);
        if (each.isChosen)
            painter.fillRect(QRectF(left, place.bottom() - 4, letter + size, 2), theme.ink);
    }
    const QRectF mark(left + letter, place.center().y() - size / 2, size, size);
    if (each.isHere) {
        paintMark(painter, mark, each.mark, theme);
        return;
    }
    painter.setPen(QPen(theme.t3, 1.5));
    painter.drawLine(mark.center() - QPointF(size / 4, 0), mark.center() + QPointF(size / 4, 0));
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
    if (2 * metrics.height() > room.height())
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

/// In two lines where there is room for them, the second one cut.
QStringList cutName(const QString &title, const QFont &font, const QSizeF &room)
{
    const QFontMetricsF metrics(font);
    const qsizetype at = title.indexOf(QLatin1Char(' '));
    const bool hasTwo = at > 0 && 2 * metrics.height() <= room.height()
                        && metrics.horizontalAdvance(title.left(at)) <= room.width();
    if (!hasTwo)
        return {metrics.elidedText(title, Qt::ElideMiddle, room.width())};
    return {title.left(at), metrics.elidedText(title.mid(at + 1), Qt::ElideRight, room.width())};
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
            shown.mark = markOf(*view, model.notSetUpOf(each.service));
            shown.needsYou = there.needsYou;
            shown.hardBorder = there.hardBorder;
        }
        look.environments << shown;
    }
}

QRectF environmentPlace(const QRectF &box, qsizetype index, qsizetype count, double scale)
{
    const bool hasName = scale >= kNameDetail;
    const double top = hasName ? box.top() + kNameHeight : box.top();
    const double width = (box.width() - 8) / static_cast<double>(std::max<qsizetype>(1, count));
    return {box.left() + 4 + width * static_cast<double>(index), top, width, box.bottom() - top};
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

void paintNodeEnvironments(QPainter &painter, const QRectF &box, const NodeLook &look,
                           const Theme &theme, double scale)
{
    if (scale >= kNameDetail) {
        const QFont font = textFont(textSize(13, scale), QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(theme.t1);
        const QRectF name(box.left() + kPadding, box.top() + 4, box.width() - 2 * kPadding,
                          kNameHeight - 4);
        const StatusMark worst = worstMark(look);
        const QFont small = textFont(textSize(12, scale), QFont::DemiBold);
        const QString word = worst.health == Health::Healthy ? QString() : wordOf(worst);
        const double taken = word.isEmpty() ? 0 : QFontMetricsF(small).horizontalAdvance(word) + 8;
        QFont tight = font;
        tight.setPixelSize(textSize(12, scale));
        QStringList lines;
        QFont used = font;
        for (const QFont &each : {font, tight}) {
            used = each;
            lines = wholeName(look.title, each, {name.width() - taken, kNameHeight});
            if (!lines.isEmpty())
                break;
        }
        // What is wrong is said in a word, too: the name gives way to it.
        if (lines.isEmpty())
            lines = cutName(look.title, used, {name.width() - taken, kNameHeight});
        painter.setFont(used);
        painter.drawText(QRectF(name.left(), box.top() + 2, name.width(), kNameHeight),
                         Qt::AlignVCenter | Qt::AlignLeft, lines.join(QLatin1Char('\n')));
        if (!word.isEmpty()) {
            painter.setFont(small);
            painter.drawText(name, Qt::AlignVCenter | Qt::AlignRight, word);
        }
    }
    for (qsizetype i = 0; i < look.environments.size(); ++i)
        paintOne(painter, environmentPlace(box, i, look.environments.size(), scale),
                 look.environments.at(i), theme, scale);
}

} // namespace opsdeck
