// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/shell/railbutton.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace opsdeck {

Rail::Rail(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_top(new QVBoxLayout)
    , m_bottom(new QVBoxLayout)
    , m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("rail"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(0);
    layout->addLayout(m_top);
    layout->addStretch();
    layout->addLayout(m_bottom);
    m_top->setSpacing(0);
    m_bottom->setSpacing(0);
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void Rail::addPage(const QString &id, const QString &title, const QString &icon, bool atBottom)
{
    auto *button = new RailButton(id, title, icon, m_theme, this);
    m_group->addButton(button);
    m_buttons.append(button);
    button->setCompact(m_compact);
    (atBottom ? m_bottom : m_top)->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [this, id] { Q_EMIT pageChosen(id); });
}

void Rail::addHelp(const QString &title)
{
    auto *button =
        new RailButton(QStringLiteral("help"), title, QStringLiteral("help"), m_theme, this);
    button->setCheckable(false);
    button->setCompact(m_compact);
    m_buttons.append(button);
    m_bottom->insertWidget(0, button);
    connect(button, &QAbstractButton::clicked, this, &Rail::helpRequested);
}

void Rail::setCurrent(const QString &id)
{
    for (RailButton *button : std::as_const(m_buttons)) {
        if (button->id() == id)
            button->setChecked(true);
    }
}

void Rail::setCompact(bool compact)
{
    m_compact = compact;
    for (RailButton *button : std::as_const(m_buttons))
        button->setCompact(compact);
    setFixedWidth(compact ? 56 : 72);
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.theme().s1);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.theme().line);
}

} // namespace opsdeck
