// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspectoractions.h"

#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

namespace opsdeck {

namespace {

constexpr int kPadding = 16;
constexpr int kAround = 12;
constexpr int kColumns = 2;
constexpr int kAroundCompact = 8;
constexpr int kColumnsCompact = 3;

} // namespace

InspectorActions::InspectorActions(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("inspector.actions"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_grid->setContentsMargins(kPadding, kAround, kPadding, kAround);
    m_grid->setSpacing(8);
    const auto add = [this](Action action, const QString &text, const QString &objectName) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(objectName);
        const auto place = static_cast<int>(m_buttons.size());
        m_grid->addWidget(button, place / kColumns, place % kColumns);
        m_buttons.append(button);
        connect(button, &QPushButton::clicked, this, [this, action] { Q_EMIT chosen(action); });
    };
    add(Runbooks, tr("Runbooks   R"), QStringLiteral("inspector.runbooks"));
    add(CheckNow, tr("Check now"), QStringLiteral("inspector.checknow"));
    add(Diagram, tr("Open diagram"), QStringLiteral("inspector.diagram"));
    add(Metrics, tr("Open metrics"), QStringLiteral("inspector.metrics"));
    add(Edit, tr("Edit service…   E"), QStringLiteral("inspector.edit"));
    add(AddCheck, tr("Add check…"), QStringLiteral("inspector.addcheck"));
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void InspectorActions::setPossible(Action action, bool possible, const QString &why)
{
    QPushButton *button = m_buttons.at(action);
    button->setEnabled(possible);
    button->setToolTip(possible ? QString() : why);
}

void InspectorActions::setOffered(Action action, bool offered)
{
    QPushButton *button = m_buttons.at(action);
    if (button->isHidden() != offered)
        return;
    button->setVisible(offered);
    place();
}

/// Without a hole where one is not offered.
void InspectorActions::place()
{
    const int columns = m_isCompact ? kColumnsCompact : kColumns;
    int place = 0;
    for (QPushButton *button : std::as_const(m_buttons)) {
        m_grid->removeWidget(button);
        if (button->isHidden())
            continue;
        m_grid->addWidget(button, place / columns, place % columns);
        ++place;
    }
}

void InspectorActions::setCompact(bool compact)
{
    if (std::exchange(m_isCompact, compact) == compact)
        return;
    const int around = compact ? kAroundCompact : kAround;
    m_grid->setContentsMargins(kPadding, around, kPadding, around);
    place();
    for (QPushButton *button : std::as_const(m_buttons)) {
        button->setProperty("size", compact ? QStringLiteral("small") : QString());
        button->style()->unpolish(button);
        button->style()->polish(button);
    }
    m_buttons.at(Edit)->setText(compact ? tr("Edit…   E") : tr("Edit service…   E"));
    m_buttons.at(Diagram)->setText(compact ? tr("Diagram") : tr("Open diagram"));
    m_buttons.at(Metrics)->setText(compact ? tr("Metrics") : tr("Open metrics"));
}

void InspectorActions::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.theme().line);
}

} // namespace opsdeck
