// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/absence.h"
#include "ui/paint/paint.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kSwatchWidth = 28;
constexpr int kSwatchHeight = 14;

Sign gapSign(const QString &id, const QString &word, const QString &sentence, bool wasAsked)
{
    Sign sign{id, word, sentence, kSwatchWidth, {}};
    sign.paint = [wasAsked](QPainter &painter, const QRectF &box, const Theme &theme) {
        const QRectF swatch(box.left(), box.center().y() - kSwatchHeight / 2.0, kSwatchWidth,
                            kSwatchHeight);
        if (wasAsked) {
            paintNoAnswer(painter, swatch, theme);
        } else {
            painter.fillRect(swatch, theme.s1);
            paintHatch(painter, swatch, theme.ctl);
        }
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.line);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(swatch.adjusted(0, 0, -1, -1));
    };
    return sign;
}

} // namespace

QList<Sign> gapSigns()
{
    return {gapSign(QStringLiteral("gap.novalue"), absenceWord(Absence::NoValue),
                    SignWords::tr("Crosses: it was asked and no value came."), true),
            gapSign(QStringLiteral("gap.notobserved"), absenceWord(Absence::NotObserved),
                    SignWords::tr("Hatched: nothing was asked, so nothing is known."), false)};
}

} // namespace opsdeck
