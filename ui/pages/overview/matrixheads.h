// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QModelIndex;
class QPainter;
class QStyleOptionViewItem;

namespace opsdeck {

struct Theme;

/// The head of a layer: its name; folded, what of it is well in each environment.
void paintLayerHead(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const Theme &theme);
/// The head of a platform: its name and worst state; in each environment the worst mark, what is
/// abnormal and how old the oldest of it is.
void paintPlatformHead(QPainter &painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index, const Theme &theme);

} // namespace opsdeck
