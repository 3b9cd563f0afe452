// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/environmentbutton.h"

#include "models/status/environmentwords.h"
#include "services/domain/lostkinds.h"
#include "ui/paint/paint.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kPadding = 10;
constexpr int kTightPadding = 6;
constexpr int kGap = 8;
constexpr int kTightGap = 4;
constexpr int kMarkSize = 16;

} // namespace

EnvironmentButton::EnvironmentButton(const EnvironmentKey &key, Tier tier, ThemeHub &theme,
                                     QWidget *parent)
    : QAbstractButton(parent)
    , m_key(key)
    , m_tier(tier)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("header.environment.") + key.environment.toString());
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setFixedHeight(38);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void EnvironmentButton::setView(const EnvironmentView &view)
{
    const QString title = view.title.isEmpty() ? m_key.environment.toString() : view.title;
    QString name = isWatched(view) ? tr("%1: %2, %3", "environment, word of its state, counts")
                                         .arg(title, environmentWord(view), countsText({&view}))
                                   : tr("%1: %2").arg(title, environmentWord(view));
    if (view.blindness)
        name = (view.blindness->unsteady ? tr("%1. It can't be seen steadily: %2.")
                                         : tr("%1. It can't be seen: %2."))
                   .arg(name, reasonOf(*view.blindness));
    for (const LostWay &lost : view.lostWays)
        name = tr("%1. %2: %3", "environment, trouble, evidence")
                   .arg(name, lostHeadline(lost), lost.error.message);
    tell(view, name);
}

void EnvironmentButton::setViews(const EnvironmentView &worst, const QString &words,
                                 const QString &counts)
{
    tell(worst, tr("%1: %2. %3").arg(environmentTagText(m_key.environment), words, counts));
}

void EnvironmentButton::tell(const EnvironmentView &view, const QString &name)
{
    m_view = view;
    setAccessibleName(name);
    setToolTip(name.toHtmlEscaped());
    update();
}

void EnvironmentButton::setTight(bool tight)
{
    m_isTight = tight;
    updateGeometry();
    update();
}

int EnvironmentButton::widthWhen(bool tight) const
{
    const qreal tag = environmentTagWidth(environmentTagText(m_key.environment), m_tier);
    return static_cast<int>(std::ceil(tag))
           + (tight ? 2 * kTightPadding + kTightGap : 2 * kPadding + kGap) + kMarkSize;
}

void EnvironmentButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? theme.s3 : theme.s2);
        painter.drawRoundedRect(rect(), 5, 5);
    }
    const QString text = environmentTagText(m_key.environment);
    const int padding = m_isTight ? kTightPadding : kPadding;
    paintEnvironmentTag(painter, QPointF(padding, (height() - 20) / 2.0), text, m_tier, theme);
    const qreal markLeft =
        padding + environmentTagWidth(text, m_tier) + (m_isTight ? kTightGap : kGap);
    paintMark(painter, QRectF(markLeft, (height() - kMarkSize) / 2.0, kMarkSize, kMarkSize),
              markOf(m_view), theme);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.ink, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    }
}

} // namespace opsdeck
