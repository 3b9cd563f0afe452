// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/documentwords.h"
#include "ui/signs/sign.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

Sign basisSignOf(const QString &id, const QString &word, const QString &sentence, FactBasis basis)
{
    Sign sign{QStringLiteral("fact.") + id, word, sentence, 24, {}};
    sign.paint = [basis](QPainter &painter, const QRectF &box, const Theme &theme) {
        painter.setFont(roleFont(TextRole::Body));
        painter.setPen(theme.t1);
        painter.drawText(box, Qt::AlignCenter, basisSign(basis));
    };
    return sign;
}

} // namespace

QList<Sign> factSigns()
{
    return {basisSignOf(QStringLiteral("disputed"), SignWords::tr("disputed"),
                        SignWords::tr("The document contradicts itself, and it is not settled."),
                        FactBasis::Disputed),
            basisSignOf(QStringLiteral("open"), SignWords::tr("not stated"),
                        SignWords::tr("The document does not say it."), FactBasis::Open)};
}

} // namespace opsdeck
