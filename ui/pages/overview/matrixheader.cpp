// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixheader.h"

#include "models/overview/matrixmodel.h"
#include "ui/paint/paint.h"
#include "ui/paint/sentence.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kHeight = 40;
constexpr int kTwoLineHeight = 46;

} // namespace

MatrixHeader::MatrixHeader(ThemeHub &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("overview.matrix.header"));
    setSectionsClickable(false);
    setHighlightSections(false);
    setMinimumSectionSize(100);
    setFixedHeight(kHeight);
}

void MatrixHeader::setTwoLines(bool two)
{
    m_hasTwoLines = two;
    setFixedHeight(two ? kTwoLineHeight : kHeight);
    viewport()->update();
}

void MatrixHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = m_theme.theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(rect, theme.bg);
    if (section == 0) {
        painter->setFont(roleFont(TextRole::Small));
        painter->setPen(theme.t3);
        painter->drawText(rect.adjusted(12, 0, 0, 0), Qt::AlignVCenter,
                          model()->headerData(0, Qt::Horizontal).toString());
        painter->restore();
        return;
    }
    const auto told = [&](int role) { return model()->headerData(section, Qt::Horizontal, role); };
    const auto tier = static_cast<Tier>(told(MatrixModel::TierRole).toInt());
    const bool isProd = tier == Tier::Prod;
    const QRect band = m_hasTwoLines ? rect.adjusted(2, 3, -2, -3) : rect.adjusted(2, 6, -2, -6);
    QColor text = theme.t1;
    int left = band.left() + 10;
    if (isProd) {
        painter->fillRect(band, theme.ink);
        paintStripes(*painter, QRectF(band.left(), band.top(), 12, band.height()), 4, theme.ink,
                     theme.onink);
        text = theme.onink;
        left += 10;
    } else if (tier == Tier::Staging) {
        painter->fillRect(band, theme.stage);
    } else {
        painter->setPen(QPen(theme.ctl, 1, tier == Tier::Dev ? Qt::DotLine : Qt::SolidLine));
        painter->drawRoundedRect(QRectF(band).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    const auto age = told(MatrixModel::AgeRole).value<Milliseconds>();
    const QString oldest = age.count() < 0 ? QString() : tr("to %1").arg(durationText(age));
    // Narrow columns have the counts below the name: worst first, and whole.
    const QRect upper = m_hasTwoLines ? QRect(band.left(), band.top() + 2, band.width(), 18) : band;
    const QRect lower = m_hasTwoLines ? QRect(band.left(), upper.bottom(), band.width(),
                                              band.bottom() - upper.bottom() - 2)
                                      : band;
    painter->setPen(text);
    painter->setFont(figureFont(11));
    const int ageWidth =
        oldest.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(oldest) + 10;
    painter->drawText(upper.adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, oldest);
    QFont name = textFont(12, QFont::DemiBold);
    name.setLetterSpacing(QFont::AbsoluteSpacing, 0.8);
    painter->setFont(name);
    const QString tag =
        environmentTagText(told(MatrixModel::EnvironmentRole).value<EnvironmentId>());
    const int nameWidth = painter->fontMetrics().horizontalAdvance(tag) + 10;
    painter->drawText(QRect(left, upper.top(), nameWidth, upper.height()), Qt::AlignVCenter, tag);
    left += m_hasTwoLines ? 0 : nameWidth;
    painter->setFont(roleFont(TextRole::Small));
    const int room = band.right() - left - 6 - (m_hasTwoLines ? 0 : ageWidth);
    painter->drawText(
        QRect(left, lower.top(), room, lower.height()), Qt::AlignVCenter,
        wholeCounts(painter->fontMetrics(), told(MatrixModel::CaptionRole).toString(), room));
    painter->restore();
}

} // namespace opsdeck
