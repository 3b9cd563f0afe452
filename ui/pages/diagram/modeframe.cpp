// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/modeframe.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kThick = 4;
constexpr int kBesideWords = 4;
constexpr int kWordsHeight = ModeFrame::kAbove + ModeFrame::kMargin;
constexpr int kWordsPadding = 12;

QFont wordsFont()
{
    QFont font = textFont(13, QFont::Bold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 1);
    return font;
}

} // namespace

/// Above the content, for the eye only: the pointer is on what lies below.
class ModeFrame::Overlay final : public QWidget
{
public:
    Overlay(ThemeHub &theme, ModeFrame *frame)
        : QWidget(frame)
        , m_theme(theme)
        , m_frame(*frame)
    {
        setObjectName(QStringLiteral("diagram.frame.overlay"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
        connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = m_theme.theme();
        QPainter painter(this);
        QPen pen(theme.ink, kThick);
        pen.setDashPattern({4, 2});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawRect(QRectF(rect()).adjusted(kThick / 2.0, kWordsHeight / 2.0, -kThick / 2.0,
                                                 -kThick / 2.0));
        const QRectF plate = m_frame.wordsRect();
        painter.fillRect(plate.adjusted(-kBesideWords, 0, kBesideWords, 0), theme.bg);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.ink, 2));
        painter.setBrush(theme.s2);
        painter.drawRoundedRect(plate.adjusted(1, 1, -1, -1), 4, 4);
        painter.setFont(wordsFont());
        painter.setPen(theme.t1);
        painter.drawText(plate, Qt::AlignCenter, m_frame.words());
    }

private:
    ThemeHub &m_theme;
    ModeFrame &m_frame;
};

ModeFrame::ModeFrame(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_overlay(new Overlay(theme, this))
{
    setObjectName(QStringLiteral("diagram.frame"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kAbove, 0, 0);
}

void ModeFrame::setContent(QWidget *content)
{
    layout()->addWidget(content);
    m_overlay->raise();
}

void ModeFrame::setWords(const QString &words)
{
    if (m_words == words)
        return;
    m_words = words;
    setAccessibleName(words);
    m_overlay->setVisible(!words.isEmpty());
    m_overlay->update();
}

QRect ModeFrame::wordsRect() const
{
    if (m_words.isEmpty())
        return {};
    const int width = QFontMetrics(wordsFont()).horizontalAdvance(m_words) + 2 * kWordsPadding;
    return {(this->width() - width) / 2, 0, width, kWordsHeight};
}

void ModeFrame::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_overlay->setGeometry(rect());
}

} // namespace opsdeck
