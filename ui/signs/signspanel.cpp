// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signs/signspanel.h"

#include "ui/signs/signrow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace opsdeck {

namespace {

constexpr int kWidth = 1120;
constexpr int kAround = 24; ///< least distance to the window's edges
constexpr int kColumnGap = 32;
constexpr int kSlack = 4; ///< a bar that nothing needs must not come

void addSection(QVBoxLayout &column, const QString &title, const QList<Sign> &signs,
                ThemeHub &theme, QWidget *parent)
{
    auto *head =
        plainLabel(QStringLiteral("signs.section"), roleFont(TextRole::Label), "t2", parent);
    head->setText(title.toUpper());
    head->setContentsMargins(0, column.isEmpty() ? 0 : 12, 0, 2);
    column.addWidget(head);
    for (const Sign &sign : signs)
        column.addWidget(new SignRow(sign, theme, parent));
}

} // namespace

SignsPanel::SignsPanel(ThemeHub &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("signs"));
    setAccessibleName(tr("What the signs mean"));
    setProperty("kind", QStringLiteral("card"));
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

void SignsPanel::make()
{
    auto *title = plainLabel(QStringLiteral("signs.title"), roleFont(TextRole::Title), "t1", this);
    title->setText(tr("What the signs mean"));
    auto *close = new QPushButton(tr("Close  Esc"), this);
    close->setObjectName(QStringLiteral("signs.close"));
    close->setProperty("kind", QStringLiteral("quiet"));
    close->setFocusPolicy(Qt::NoFocus);
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    auto *content = new QWidget(this);
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, 8, 0);
    columns->setSpacing(kColumnGap);
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    for (QVBoxLayout *column : {left, right}) {
        column->setSpacing(0);
        columns->addLayout(column, 1);
    }
    addSection(*left, tr("State"), stateSigns(), m_theme, content);
    addSection(*left, tr("How sure, and whose"), certaintySigns(), m_theme, content);
    addSection(*left, tr("In lines and charts"), gapSigns() + laneSigns() + resultSigns(), m_theme,
               content);
    addSection(*left, tr("In facts and their sources"), factSigns(), m_theme, content);
    addSection(*right, tr("In the diagram"), diagramSigns(), m_theme, content);
    addSection(*right, tr("What people say of it"), markSigns(), m_theme, content);
    addSection(*right, tr("Environments"), environmentSigns(), m_theme, content);
    left->addStretch(1);
    right->addStretch(1);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("signs.scroll"));
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 12, 16, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_scroll, 1);
}

void SignsPanel::toggle()
{
    if (isVisible()) {
        hide();
        return;
    }
    if (m_scroll == nullptr)
        make();
    show();
    follow();
    m_scroll->verticalScrollBar()->setValue(0);
    raise();
    setFocus(Qt::ShortcutFocusReason);
}

void SignsPanel::follow()
{
    if (m_scroll == nullptr)
        return;
    const QRect room = parentWidget()->rect().adjusted(kAround, kAround, -kAround, -kAround);
    const int wide = std::min(kWidth, room.width());
    const QMargins margins = layout()->contentsMargins();
    const int inside = wide - margins.left() - margins.right() - 2 * frameWidth();
    const int high = m_scroll->widget()->layout()->totalHeightForWidth(inside)
                     + layout()->itemAt(0)->sizeHint().height() + layout()->spacing()
                     + margins.top() + margins.bottom() + 2 * frameWidth() + kSlack;
    QRect place(0, 0, wide, std::min(high, room.height()));
    place.moveCenter(room.center());
    setGeometry(place);
}

void SignsPanel::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = m_scroll->verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_F1:
        hide();
        break;
    case Qt::Key_Down:
        bar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        break;
    case Qt::Key_Up:
        bar->triggerAction(QAbstractSlider::SliderSingleStepSub);
        break;
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
        break;
    case Qt::Key_PageUp:
        bar->triggerAction(QAbstractSlider::SliderPageStepSub);
        break;
    default:
        break;
    }
    event->accept();
}

void SignsPanel::focusOutEvent(QFocusEvent *event)
{
    QFrame::focusOutEvent(event);
    hide();
}

} // namespace opsdeck
