// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodeenvironments.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

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
        if (const ServiceView *view = model.viewOf(each.service))
            shown.mark = markOf(*view, model.notSetUpOf(each.service));
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
    StatusMark worst = look.mark;
    bool isFirst = true;
    for (const NodeEnvironment &each : look.environments) {
        if (!each.isHere || !each.mark.hasState)
            continue;
        const bool isWorseMark =
            isWorse(each.mark.health, worst.health)
            || (each.mark.health == worst.health && each.mark.stale && !worst.stale);
        if (isFirst || isWorseMark)
            worst = each.mark;
        isFirst = false;
    }
    return worst;
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
        const double room = name.width() - taken;
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                         QFontMetricsF(font).elidedText(look.title, Qt::ElideMiddle, room));
        painter.setFont(small);
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignRight, word);
    }
    for (qsizetype i = 0; i < look.environments.size(); ++i)
        paintOne(painter, environmentPlace(box, i, look.environments.size(), scale),
                 look.environments.at(i), theme, scale);
}

} // namespace opsdeck
