// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/resultstrip.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kMost = ResultsModel::kMostStrip;
constexpr int kPitch = 10;
constexpr int kBarWidth = 8;
constexpr int kHeight = 24; ///< of a bad one

} // namespace

ResultStrip::ResultStrip(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("inspector.results"));
    setFixedHeight(26);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ResultStrip::setResults(const QList<ResultsModel::Bar> &results)
{
    if (results == m_results && !accessibleName().isEmpty())
        return;
    m_results = results;
    const auto bad =
        std::count_if(results.cbegin(), results.cend(),
                      [](const ResultsModel::Bar &bar) { return bar.status != CheckStatus::Ok; });
    const auto holes = std::count_if(results.cbegin(), results.cend(),
                                     [](const ResultsModel::Bar &bar) { return bar.afterHole; });
    QString text =
        tr("Last %n result(s), %1 of them not OK", nullptr, static_cast<int>(results.size()))
            .arg(bad);
    if (holes > 0)
        text += tr("; nothing observed between some of them");
    setAccessibleName(text);
    setToolTip(text);
    update();
}

void ResultStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintResults(painter, QRect(0, 0, width(), kHeight), m_results, m_theme.theme());
}

void paintResults(QPainter &painter, const QRect &rect, const QList<ResultsModel::Bar> &results,
                  const Theme &theme)
{
    const int places = std::min(kMost, (rect.width() + kPitch - kBarWidth) / kPitch);
    qsizetype next = results.size() - 1;
    bool isHole = false;
    for (int place = 0; place < places; ++place) {
        const int left = rect.right() + 1 - kBarWidth - place * kPitch;
        if (std::exchange(isHole, false)) {
            paintHatch(painter, QRectF(left, rect.top(), kBarWidth, kHeight), theme.ctl);
            continue;
        }
        if (next < 0) {
            painter.fillRect(QRect(left, rect.top() + kHeight - 2, kBarWidth, 2), theme.line);
            continue;
        }
        const CheckStatus status = results.at(next).status;
        const QColor colour = status == CheckStatus::Ok         ? theme.ok
                              : status == CheckStatus::Warning  ? theme.degraded
                              : status == CheckStatus::Critical ? theme.down
                                                                : theme.unknown;
        const int tall = status == CheckStatus::Ok ? 14 : kHeight;
        painter.fillRect(QRect(left, rect.top() + kHeight - tall, kBarWidth, tall), colour);
        isHole = results.at(next).afterHole;
        --next;
    }
}

} // namespace opsdeck
