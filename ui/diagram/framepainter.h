// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/groups.h"
#include "ui/paint/statusmark.h"

#include <optional>

class QPainter;

namespace opsdeck {

struct Theme;

/// Everything that the picture of one frame depends on.
struct FrameLook
{
    QString title;
    int depth = 0;                  ///< frames around it
    std::optional<StatusMark> mark; ///< of what stands in it, together; none: not told
    QString words = {};             ///< "OK, 2 of 3 healthy"
    QString figure = {};            ///< the same where there is no room for it: "2 of 3"

    bool operator==(const FrameLook &) const = default;
};

/// `standing` may be null: the frame tells nothing of its boxes. `environment`: whose it is, where
/// several are shown in one.
FrameLook frameLook(const QString &title, int depth, const GroupView *standing,
                    const QString &environment = {});

/// The title is never below 11 px on the screen, and left out where that would not fit above what
/// stands in the frame; the standing gives way to it, down to the mark.
void paintFrame(QPainter &painter, const QRectF &rect, const FrameLook &look, const Theme &theme,
                double scale);

/// What painting the title's line may touch.
QRectF frameTitleRect(const QRectF &frame);

} // namespace opsdeck
