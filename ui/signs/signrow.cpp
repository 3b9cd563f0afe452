// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signs/signrow.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace opsdeck {

SignRow::SignRow(const Sign &sign, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_sign(sign)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("signs.") + sign.id);
    setAccessibleName(sign.word);
    setAccessibleDescription(sign.sentence);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSampleWidth, 3, 0, 3);
    layout->setSpacing(8);
    auto *word =
        wrappedLabel(QStringLiteral("signs.word"), textFont(12, QFont::DemiBold), "t1", this);
    word->setText(sign.word);
    word->setFixedWidth(kWordWidth);
    word->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *sentence =
        wrappedLabel(QStringLiteral("signs.sentence"), roleFont(TextRole::Small), "t2", this);
    sentence->setText(sign.sentence);
    sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(word);
    layout->addWidget(sentence, 1);
    setMinimumHeight(Sign::kHeight);
    connect(&theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void SignRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    m_sign.paint(painter, QRectF(0, 0, m_sign.width, Sign::kHeight), m_theme.theme());
}

} // namespace opsdeck
