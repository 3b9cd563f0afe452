// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signs/legend.h"

#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kGap = 8;
constexpr int kBetween = 20;
constexpr int kPadding = 12;

} // namespace

Legend::Legend(const QList<Sign> &signs, const QString &objectName, ThemeHub &theme,
               QWidget *parent)
    : QWidget(parent)
    , m_signs(signs)
    , m_theme(theme)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    tell();
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

QList<Sign> Legend::shown() const
{
    QList<Sign> signs = m_signs;
    signs.removeIf([this](const Sign &sign) { return m_leftOut.contains(sign.id); });
    return signs;
}

void Legend::tell()
{
    QStringList words;
    QStringList sentences;
    for (const Sign &sign : shown()) {
        words.append(sign.word);
        sentences.append(tr("%1: %2", "a word, what it means").arg(sign.word, sign.sentence));
    }
    setAccessibleName(tr("Legend: %1").arg(words.join(QStringLiteral(", "))));
    setAccessibleDescription(sentences.join(QLatin1Char(' ')));
    setToolTip(sentences.join(QLatin1Char('\n')));
}

void Legend::setLeftOut(const QString &id, bool leftOut)
{
    if (leftOut == m_leftOut.contains(id))
        return;
    if (leftOut)
        m_leftOut.insert(id);
    else
        m_leftOut.remove(id);
    tell();
    updateGeometry();
    update();
}

void Legend::setUpright(bool upright)
{
    m_upright = upright;
    updateGeometry();
    update();
}

QSize Legend::sizeHint() const
{
    const QFontMetricsF metrics(roleFont(TextRole::Caption));
    double sum = 0;
    double widest = 0;
    const QList<Sign> signs = shown();
    for (const Sign &sign : signs) {
        const double width = sign.width + kGap + metrics.horizontalAdvance(sign.word) + 1;
        sum += width + kBetween;
        widest = std::max(widest, width);
    }
    if (m_upright)
        return {static_cast<int>(std::ceil(widest)) + 2 * kPadding,
                Sign::kHeight * static_cast<int>(signs.size()) + 2 * kPadding};
    return {static_cast<int>(std::ceil(sum)) - kBetween, Sign::kHeight};
}

void Legend::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_upright)
        paintCard(painter, rect(), theme);
    const QFont font = roleFont(TextRole::Caption);
    const QFontMetricsF metrics(font);
    double x = m_upright ? kPadding : 0;
    double y = m_upright ? kPadding : (height() - Sign::kHeight) / 2.0;
    for (const Sign &sign : shown()) {
        painter.save();
        sign.paint(painter, QRectF(x, y, sign.width, Sign::kHeight), theme);
        painter.restore();
        painter.setFont(font);
        painter.setPen(theme.t2);
        const double width = metrics.horizontalAdvance(sign.word) + 1;
        painter.drawText(QRectF(x + sign.width + kGap, y, width, Sign::kHeight),
                         Qt::AlignVCenter | Qt::AlignLeft, sign.word);
        if (m_upright)
            y += Sign::kHeight;
        else
            x += sign.width + kGap + width + kBetween;
    }
}

} // namespace opsdeck
