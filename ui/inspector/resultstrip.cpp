// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultstrip.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kMost = 32;
constexpr int kPitch = 10;
constexpr int kBarWidth = 8;

} // namespace

ResultStrip::ResultStrip(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("inspector.results"));
    setFixedHeight(26);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ResultStrip::setResults(const QList<CheckStatus> &results)
{
    m_results = results;
    const auto bad = std::count_if(results.cbegin(), results.cend(),
                                   [](CheckStatus status) { return status != CheckStatus::Ok; });
    setAccessibleName(
        tr("Last %n result(s), %1 of them not OK", nullptr, static_cast<int>(results.size()))
            .arg(bad));
    setToolTip(accessibleName());
    update();
}

void ResultStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    const int count = std::min({kMost, static_cast<int>(m_results.size()), width() / kPitch});
    const int places = std::min(kMost, width() / kPitch);
    for (int i = 0; i < places; ++i) {
        const int fromEnd = places - 1 - i;
        const QRect place(i * kPitch, 0, kBarWidth, 24);
        if (fromEnd >= count) {
            painter.fillRect(QRect(place.left(), 22, kBarWidth, 2), theme.line);
            continue;
        }
        const CheckStatus status = m_results.at(m_results.size() - 1 - fromEnd);
        const QColor colour = status == CheckStatus::Ok         ? theme.ok
                              : status == CheckStatus::Warning  ? theme.degraded
                              : status == CheckStatus::Critical ? theme.down
                                                                : theme.unknown;
        const int tall = status == CheckStatus::Ok ? 14 : 24;
        painter.fillRect(QRect(place.left(), 24 - tall, kBarWidth, tall), colour);
    }
}

} // namespace opsdeck
