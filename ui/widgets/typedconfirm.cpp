// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/typedconfirm.h"

#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QPainter>

namespace opsdeck {

TypedConfirm::TypedConfirm(ThemeHub &theme, QWidget *parent)
    : QLineEdit(parent)
    , m_theme(theme)
{
    setFont(figureFont(14));
    setMinimumHeight(40);
    setAcceptDrops(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setTextMargins(0, 0, 64, 0);
    connect(this, &QLineEdit::textChanged, this, [this] {
        if (isMatched() != m_wasMatched) {
            m_wasMatched = isMatched();
            Q_EMIT matched(m_wasMatched);
        }
    });
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void TypedConfirm::setExpected(const QString &text)
{
    m_expected = text;
    setPlaceholderText(text);
    setMaxLength(std::max(1, static_cast<int>(text.size())));
    clear();
}

void TypedConfirm::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste) || event->matches(QKeySequence::Undo)
        || event->matches(QKeySequence::Redo) || event->matches(QKeySequence::Copy)
        || event->matches(QKeySequence::Cut)) {
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void TypedConfirm::contextMenuEvent(QContextMenuEvent *event)
{
    event->accept();
}

void TypedConfirm::mouseReleaseEvent(QMouseEvent *event)
{
    // The middle button pastes the selection on X11.
    if (event->button() == Qt::MiddleButton)
        return event->accept();
    QLineEdit::mouseReleaseEvent(event);
}

void TypedConfirm::dropEvent(QDropEvent *event)
{
    event->ignore();
}

void TypedConfirm::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_expected.isEmpty())
        return;
    qsizetype right = 0;
    while (right < text().size() && right < m_expected.size()
           && text().at(right) == m_expected.at(right))
        ++right;
    QPainter painter(this);
    painter.setPen(m_theme.theme().t3);
    painter.setFont(textFont(11));
    const QString note = right < text().size() ? tr("not the name")
                                               : tr("%1 of %2").arg(right).arg(m_expected.size());
    painter.drawText(rect().adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, note);
}

} // namespace opsdeck
