// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/compareheader.h"

#include "models/comparison/comparisonmodel.h"
#include "ui/pages/overview/environmenthead.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kHeight = 40;
constexpr int kTwoLineHeight = 46;
constexpr int kTwoLinesBelow = 300; ///< column width

} // namespace

CompareHeader::CompareHeader(ThemeHub &theme, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("compare.table.header"));
    setSectionsClickable(false);
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setMinimumSectionSize(100);
    setFixedHeight(kHeight);
    connect(this, &QHeaderView::sectionResized, this, [this](int section, int, int width) {
        if (section > 0)
            setFixedHeight(width < kTwoLinesBelow ? kTwoLineHeight : kHeight);
    });
}

void CompareHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = m_theme.theme();
    const auto told = [&](int role) { return model()->headerData(section, Qt::Horizontal, role); };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(rect, theme.bg);
    if (section == 0) {
        painter->setFont(roleFont(TextRole::Small));
        painter->setPen(theme.t3);
        painter->drawText(rect.adjusted(12, 0, 0, 0), Qt::AlignVCenter,
                          told(Qt::DisplayRole).toString());
    } else {
        const int odd = told(ComparisonModel::CountRole).toInt();
        paintEnvironmentHead(
            *painter, rect,
            {told(ComparisonModel::EnvironmentRole).value<EnvironmentId>(),
             static_cast<Tier>(told(ComparisonModel::TierRole).toInt()),
             odd == 0 ? QString() : tr("%n fact(s) (stands|stand) out", nullptr, odd),
             told(ComparisonModel::AgeRole).value<Milliseconds>()},
            height() == kTwoLineHeight, theme);
    }
    painter->restore();
}

} // namespace opsdeck
