// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/modeframe.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kThick = 4;
constexpr int kInside = 4; ///< between frame and content
constexpr int kWordsHeight = 28;
constexpr int kWordsPadding = 16;

QFont wordsFont()
{
    QFont font = textFont(15, QFont::Bold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 1.2);
    return font;
}

} // namespace

ModeFrame::ModeFrame(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("diagram.frame"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ModeFrame::setContent(QWidget *content)
{
    layout()->addWidget(content);
}

void ModeFrame::setWords(const QString &words)
{
    if (m_words == words)
        return;
    m_words = words;
    setAccessibleName(words);
    const int side = words.isEmpty() ? 0 : kThick + kInside;
    layout()->setContentsMargins(side, words.isEmpty() ? 0 : kWordsHeight + kInside, side, side);
    update();
}

void ModeFrame::paintEvent(QPaintEvent *)
{
    if (m_words.isEmpty())
        return;
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    QPen pen(theme.ink, kThick);
    pen.setDashPattern({4, 2});
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    const QRectF frame =
        QRectF(rect()).adjusted(kThick / 2.0, kWordsHeight / 2.0, -kThick / 2.0, -kThick / 2.0);
    painter.drawRect(frame);
    painter.setFont(wordsFont());
    const double width =
        QFontMetricsF(wordsFont()).horizontalAdvance(m_words) + 2.0 * kWordsPadding;
    const QRectF plate((this->width() - width) / 2, 0, width, kWordsHeight);
    painter.fillRect(plate.adjusted(-kInside, 0, kInside, 0), theme.bg);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.ink, 2));
    painter.setBrush(theme.s2);
    painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), 4, 4);
    painter.setPen(theme.t1);
    painter.drawText(plate, Qt::AlignCenter, m_words);
}

} // namespace opsdeck
