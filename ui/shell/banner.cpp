// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/banner.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace opsdeck {

Banner::Banner(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sentence(plainLabel(QStringLiteral("banner.sentence"), roleFont(TextRole::Small), "t1", this))
    , m_button(new QPushButton(this))
{
    setObjectName(QStringLiteral("banner"));
    setFixedHeight(32);
    m_sentence->setMinimumWidth(80);
    m_button->setObjectName(QStringLiteral("banner.action"));
    m_button->setAccessibleName(tr("What to do about it"));
    m_button->setProperty("kind", QStringLiteral("segment"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(52, 0, 16, 0);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (!m_texts.isEmpty())
            Q_EMIT actionChosen(m_texts.first().id);
    });
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    setVisible(false);
}

void Banner::put(const BannerText &text)
{
    QList<BannerText> texts = m_texts;
    texts.removeIf([&](const BannerText &other) { return other.id == text.id; });
    const auto milder = std::find_if(texts.cbegin(), texts.cend(), [&](const BannerText &other) { return isWorse(text.health, other.health); });
    texts.insert(std::distance(texts.cbegin(), milder), text);
    show(texts);
}

void Banner::remove(const QString &id)
{
    QList<BannerText> texts = m_texts;
    if (texts.removeIf([&](const BannerText &other) { return other.id == id; }) > 0)
        show(texts);
}

void Banner::show(const QList<BannerText> &texts)
{
    if (texts == m_texts)
        return;
    m_texts = texts;
    setVisible(!m_texts.isEmpty());
    if (m_texts.isEmpty())
        return;
    const BannerText &worst = m_texts.first();
    const QString more = m_texts.size() > 1 ? tr(" (%1 more)").arg(m_texts.size() - 1) : QString();
    m_sentence->setText(worst.sentence + more);
    m_sentence->setToolTip(worst.detail.isEmpty() ? worst.sentence : worst.detail);
    m_button->setVisible(!worst.button.isEmpty());
    m_button->setText(worst.button);
    setAccessibleName(worst.sentence);
    update();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.theme().s2);
    if (m_texts.isEmpty())
        return;
    StatusMark mark;
    mark.health = m_texts.first().health;
    paintMark(painter, QRectF(24, (height() - 16) / 2.0, 16, 16), mark, m_theme.theme());
}

} // namespace opsdeck
