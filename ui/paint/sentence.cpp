// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paint/sentence.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr QChar kEllipsis(0x2026);

} // namespace

QString elidedSentence(const QFontMetrics &metrics, const QString &text, int width)
{
    QString shown = metrics.elidedText(text, Qt::ElideRight, std::max(0, width));
    if (shown == text || !shown.endsWith(kEllipsis))
        return shown;
    shown.chop(1);
    while (!shown.isEmpty() && QStringLiteral(" ,;:·–").contains(shown.back()))
        shown.chop(1);
    return shown + kEllipsis;
}

QString wholeCounts(const QFontMetrics &metrics, const QString &counts, int width)
{
    const QString separator = QStringLiteral(", ");
    QStringList parts = counts.split(separator);
    QString shown = counts;
    while (!parts.isEmpty() && metrics.horizontalAdvance(shown) > width) {
        parts.removeLast();
        shown = parts.join(separator);
    }
    return shown;
}

} // namespace opsdeck
