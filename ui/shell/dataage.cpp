// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dataage.h"

#include "services/domain/absence.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kTicks = 12;
constexpr int kTickPitch = 5;

} // namespace

DataAge::DataAge(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("header.age"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void DataAge::setAges(Milliseconds newest, Milliseconds oldest)
{
    m_newest = newest;
    m_oldest = oldest;
    describe();
}

void DataAge::beat(const Instant &at)
{
    m_lastSign = at;
    m_position = (m_position + 1) % kTicks;
    m_silent = false;
    describe();
}

void DataAge::tick(const Instant &now)
{
    m_now = now;
    if (!m_lastSign.isValid())
        m_lastSign = now;
    m_silent = m_lastSign.ageAt(now) > kSilentAfter;
    describe();
}

QString DataAge::ageText() const
{
    if (m_silent)
        return tr("silent %1").arg(durationText(m_lastSign.ageAt(m_now)));
    if (m_newest.count() < 0)
        return absenceWord(Absence::NotObserved);
    if (m_oldest.count() < 0)
        return durationText(m_newest);
    return tr("%1 to %2").arg(durationText(m_newest), durationText(m_oldest));
}

/// Where there is no room for both ends the older one tells.
QString DataAge::shownText(const QFontMetrics &metrics, int room) const
{
    const QString whole = ageText();
    if (m_silent || m_oldest.count() < 0 || metrics.horizontalAdvance(whole) <= room)
        return whole;
    return tr("to %1").arg(durationText(m_oldest));
}

void DataAge::setNarrow(bool narrow)
{
    m_isNarrow = narrow;
    updateGeometry();
    update();
}

void DataAge::describe()
{
    setAccessibleName(tr("Data age: %1").arg(ageText()));
    setToolTip(m_silent ? tr("The engine is silent; nothing here is new.")
                        : tr("Age of the newest and of the oldest observation."));
    update();
}

void DataAge::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setPen(theme.t3);
    painter.setFont(roleFont(TextRole::Caption));
    const int ticksWidth = kTicks * kTickPitch;
    const int textRight = m_isNarrow ? width() : width() - ticksWidth - 12;
    const int ticksLeft = m_isNarrow ? width() - ticksWidth : textRight + 12;
    const int ticksMiddle = m_isNarrow ? 11 : 20;
    painter.drawText(QRect(0, 3, m_isNarrow ? ticksLeft - 8 : textRight, 16),
                     Qt::AlignRight | Qt::AlignVCenter, tr("data age"));
    painter.setPen(theme.t1);
    painter.setFont(figureFont(12));
    painter.drawText(QRect(0, 20, textRight, 17), Qt::AlignRight | Qt::AlignVCenter,
                     shownText(painter.fontMetrics(), textRight));
    for (int i = 0; i < kTicks; ++i) {
        const bool isNow = i == m_position && !m_silent;
        const int tall = isNow ? 12 : 3;
        painter.fillRect(QRect(ticksLeft + i * kTickPitch, ticksMiddle - tall / 2, 2, tall),
                         isNow ? theme.t1 : theme.ctl);
    }
}

} // namespace opsdeck
