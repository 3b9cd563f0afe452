// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/matrixheader.h"

#include "models/overview/matrixmodel.h"
#include "ui/pages/overview/environmenthead.h"
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
    paintEnvironmentHead(*painter, rect,
                         {told(MatrixModel::EnvironmentRole).value<EnvironmentId>(),
                          static_cast<Tier>(told(MatrixModel::TierRole).toInt()),
                          told(MatrixModel::CaptionRole).toString(),
                          told(MatrixModel::AgeRole).value<Milliseconds>()},
                         m_hasTwoLines, theme);
    painter->restore();
}

} // namespace opsdeck
