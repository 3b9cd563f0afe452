// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/banner.h"

#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plaintip.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace opsdeck {

Banner::Banner(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sentence(
          elidedLabel(QStringLiteral("banner.sentence"), roleFont(TextRole::Small), "t1", this))
    , m_next(new QPushButton(this))
    , m_button(new QPushButton(this))
{
    setObjectName(QStringLiteral("banner"));
    setFixedHeight(32);
    m_sentence->setMinimumWidth(80);
    m_next->setObjectName(QStringLiteral("banner.next"));
    m_next->setAccessibleName(tr("Show the next notice"));
    m_next->setProperty("kind", QStringLiteral("segment"));
    connect(m_next, &QPushButton::clicked, this, &Banner::showNext);
    m_button->setObjectName(QStringLiteral("banner.action"));
    m_button->setAccessibleName(tr("What to do about it"));
    m_button->setProperty("kind", QStringLiteral("segment"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(52, 0, 16, 0);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_next);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (!m_texts.isEmpty())
            Q_EMIT actionChosen(shown().id);
    });
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
    setVisible(false);
}

void Banner::put(const BannerText &text)
{
    QList<BannerText> texts = m_texts;
    const auto known = std::find_if(texts.begin(), texts.end(),
                                    [&](const BannerText &other) { return other.id == text.id; });
    if (known != texts.end() && known->health == text.health) {
        *known = text;
        return show(texts);
    }
    texts.removeIf([&](const BannerText &other) { return other.id == text.id; });
    const auto milder = std::find_if(texts.cbegin(), texts.cend(), [&](const BannerText &other) {
        return !isWorse(other.health, text.health);
    });
    texts.insert(std::distance(texts.cbegin(), milder), text);
    m_chosen.clear();
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
    const BannerText &text = shown();
    m_sentence->setText(text.sentence);
    setToolTip(plainTip(text.detail.isEmpty() ? text.sentence
                                              : text.sentence + QLatin1Char(' ') + text.detail));
    m_button->setVisible(!text.button.isEmpty());
    m_button->setText(text.button);
    m_next->setVisible(m_texts.size() > 1);
    m_next->setText(tr("%1 of %2, next").arg(m_texts.indexOf(text) + 1).arg(m_texts.size()));
    setAccessibleName(text.sentence);
    update();
}

const BannerText &Banner::shown() const
{
    const auto chosen =
        std::find_if(m_texts.cbegin(), m_texts.cend(),
                     [this](const BannerText &text) { return text.id == m_chosen; });
    return chosen == m_texts.cend() ? m_texts.first() : *chosen;
}

void Banner::showNext()
{
    if (m_texts.isEmpty())
        return;
    m_chosen = m_texts.at((m_texts.indexOf(shown()) + 1) % m_texts.size()).id;
    const QList<BannerText> texts = std::exchange(m_texts, {});
    show(texts);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.theme().s2);
    if (m_texts.isEmpty())
        return;
    StatusMark mark;
    mark.health = shown().health;
    paintMark(painter, QRectF(24, (height() - 16) / 2.0, 16, 16), mark, m_theme.theme());
}

} // namespace opsdeck
