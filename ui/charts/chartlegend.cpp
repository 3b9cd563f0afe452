// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartlegend.h"

#include "ui/charts/timechart.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plaintip.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kPadding = 4;
constexpr int kSign = 14; ///< width of a line's sign
constexpr int kSpace = 5;
constexpr int kApart = 4; ///< between two entries
constexpr int kMoreWidth = 44;
constexpr double kMostBehind = 0.5; ///< of the row, where entries need the rest

double widthOf(const QString &text, const QFont &font)
{
    return text.isEmpty() ? 0 : QFontMetricsF(font).horizontalAdvance(text) + kSpace;
}

QFont labelFont()
{
    return textFont(12);
}

QFont valueFont()
{
    return figureFont(12, QFont::Medium);
}

} // namespace

LegendButton::LegendButton(ThemeHub &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setCheckable(true);
}

void LegendButton::setEntry(const LegendEntry &entry)
{
    setChecked(entry.isShown);
    if (entry == m_entry)
        return;
    if (entry.label != m_entry.label || entry.behind.isEmpty() != m_entry.behind.isEmpty())
        m_widest = 0;
    m_entry = entry;
    QString name = entry.label;
    if (!entry.value.isEmpty())
        name = tr("%1: %2").arg(name, entry.value);
    if (!entry.behind.isEmpty())
        name = tr("%1, before or beside it %2").arg(name, entry.behind);
    setAccessibleName(entry.isShown ? name : tr("%1, not shown").arg(name));
    setAccessibleDescription(
        tr("Enter: only this line, or all again. Ctrl+Enter: with or without it."));
    setToolTip(plainTip(
        tr("%1\nClick: only this line, again: all. Ctrl+click: with or without it.").arg(name)));
    const double width =
        2 * kPadding + kSign + widthOf(entry.label, labelFont()) + widthOf(entry.value, valueFont())
        + (entry.behind.isEmpty() ? 0 : kSpace + kSign + widthOf(entry.behind, valueFont()));
    m_widest = std::max(m_widest, static_cast<int>(std::ceil(width)));
    update();
}

void LegendButton::setOld(bool isOld)
{
    if (std::exchange(m_isOld, isOld) != isOld)
        update();
}

QSize LegendButton::sizeHint() const
{
    return {m_widest, ChartLegend::kHeight};
}

void LegendButton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.ink, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(theme.s2);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    const double middle = height() / 2.0;
    double left = kPadding;
    QPen pen = linePen(theme, m_entry.colour, 2.5);
    pen.setCapStyle(Qt::FlatCap);
    // One that is not shown has an empty sign and a struck label: it is not told by colour alone.
    if (m_entry.isShown) {
        painter.setPen(pen);
        painter.drawLine(QPointF(left, middle), QPointF(left + kSign, middle));
    } else {
        painter.setPen(QPen(theme.t3, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(left + 0.5, middle - 2, kSign - 1, 4));
    }
    left += kSign + kSpace;
    const auto write = [&](const QString &text, QFont font, const QColor &colour) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(left, 0, width() - left, height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        left += widthOf(text, font);
    };
    QFont label = labelFont();
    label.setStrikeOut(!m_entry.isShown);
    write(m_entry.label, label, m_entry.isShown ? theme.t2 : theme.t3);
    if (!m_entry.isShown)
        return;
    write(m_entry.value, valueFont(), m_isOld ? theme.t3 : theme.t1);
    if (m_entry.behind.isEmpty())
        return;
    painter.setPen(behindPen(theme, m_entry.colour));
    painter.drawLine(QPointF(left, middle), QPointF(left + kSign, middle));
    left += kSign + kSpace;
    write(m_entry.behind, valueFont(), theme.t3);
}

void LegendButton::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !isDown()) {
        QAbstractButton::mouseReleaseEvent(event);
        return;
    }
    setDown(false);
    const bool isDouble = std::exchange(m_isDouble, false);
    if (isDouble || !rect().contains(event->position().toPoint()))
        return;
    if ((event->modifiers() & Qt::ControlModifier) != 0)
        Q_EMIT toggleWanted(m_entry.label);
    else
        Q_EMIT isolateWanted(m_entry.label);
}

void LegendButton::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setDown(true);
    m_isDouble = true;
    Q_EMIT allWanted();
}

void LegendButton::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if ((event->modifiers() & Qt::ControlModifier) != 0)
            Q_EMIT toggleWanted(m_entry.label);
        else
            Q_EMIT isolateWanted(m_entry.label);
        return;
    case Qt::Key_Left:
        focusNextPrevChild(false);
        return;
    case Qt::Key_Right:
        focusNextPrevChild(true);
        return;
    default:
        event->ignore(); // keys of the page
    }
}

void LegendButton::focusInEvent(QFocusEvent *event)
{
    QAbstractButton::focusInEvent(event);
    update();
}

void LegendButton::focusOutEvent(QFocusEvent *event)
{
    QAbstractButton::focusOutEvent(event);
    update();
}

ChartLegend::ChartLegend(const QString &objectName, ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_more(new QPushButton(this))
{
    setObjectName(objectName);
    setFixedHeight(kHeight);
    m_more->setObjectName(objectName + QStringLiteral(".more"));
    m_more->setProperty("kind", QStringLiteral("quiet"));
    m_more->setFont(figureFont(12));
    m_more->setStyleSheet(QStringLiteral("min-height: 0; padding: 0 2px;")); // as high as the row
    auto *menu = new QMenu(m_more);
    menu->setObjectName(m_more->objectName() + QStringLiteral(".menu"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    connect(m_more, &QPushButton::clicked, this,
            [this, menu] { menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    m_more->hide();
    connect(&m_theme, &ThemeHub::changed, this, qOverload<>(&QWidget::update));
}

void ChartLegend::setEntries(const QList<LegendEntry> &entries, const QString &behind, bool isOld)
{
    m_entries = entries;
    m_behind = behind;
    while (m_buttons.size() > entries.size())
        delete m_buttons.takeLast();
    while (m_buttons.size() < entries.size()) {
        auto *button = new LegendButton(m_theme, this);
        connect(button, &LegendButton::isolateWanted, this, &ChartLegend::isolateWanted);
        connect(button, &LegendButton::toggleWanted, this, &ChartLegend::toggleWanted);
        connect(button, &LegendButton::allWanted, this, &ChartLegend::allWanted);
        m_buttons.append(button);
        QWidget::setTabOrder(button, m_more);
    }
    for (qsizetype i = 0; i < entries.size(); ++i) {
        m_buttons.at(i)->setObjectName(objectName() + QLatin1Char('.') + entries.at(i).label);
        m_buttons.at(i)->setEntry(entries.at(i));
        m_buttons.at(i)->setOld(isOld);
    }
    place();
}

int ChartLegend::folded() const
{
    return static_cast<int>(
        std::count_if(m_buttons.cbegin(), m_buttons.cend(),
                      [](const LegendButton *button) { return button->isHidden(); }));
}

void ChartLegend::place()
{
    int wanted = 0;
    for (const LegendButton *button : std::as_const(m_buttons))
        wanted += button->sizeHint().width() + kApart;
    const int behindWidth =
        m_behind.isEmpty()
            ? 0
            : static_cast<int>(std::ceil(widthOf(m_behind, labelFont()))) + kSign + 2 * kSpace;
    // What stands behind is named in full where that folds no line away.
    const int behind =
        std::min(behindWidth, std::max(width() - wanted, static_cast<int>(width() * kMostBehind)));
    m_behindBox = QRect(width() - behind, 0, behind, height());
    const int room = width() - behind;
    const int most = wanted <= room ? room : room - kMoreWidth;
    // What is shown is named: before what is not, if it has no room in its place.
    QList<LegendButton *> ordered = m_buttons;
    int sum = 0;
    const bool isShownFolded =
        std::any_of(ordered.cbegin(), ordered.cend(), [&](const LegendButton *button) {
            sum += button->sizeHint().width() + kApart;
            return sum - kApart > most && button->entry().isShown;
        });
    if (isShownFolded)
        std::stable_partition(ordered.begin(), ordered.end(),
                              [](const LegendButton *button) { return button->entry().isShown; });
    int left = 0;
    bool isFull = false;
    for (LegendButton *button : std::as_const(ordered)) {
        const int own = button->sizeHint().width();
        isFull = isFull || left + own > most;
        button->setVisible(!isFull);
        if (isFull)
            continue;
        button->setGeometry(left, 0, own, height());
        left += own + kApart;
    }
    const int rest = folded();
    m_more->setVisible(rest > 0);
    m_more->setText(QStringLiteral("+%1").arg(rest));
    m_more->setAccessibleName(tr("%n more lines", nullptr, rest));
    m_more->setGeometry(left, 0, kMoreWidth, height());
    update();
}

void ChartLegend::fillMenu(QMenu &menu)
{
    menu.clear();
    for (const LegendButton *button : std::as_const(m_buttons)) {
        if (!button->isHidden())
            continue;
        const LegendEntry &entry = button->entry();
        QAction *action = menu.addAction(
            entry.value.isEmpty() ? entry.label : tr("%1: %2").arg(entry.label, entry.value), this,
            [this, label = entry.label] { Q_EMIT isolateWanted(label); });
        action->setCheckable(true);
        action->setChecked(entry.isShown);
        action->setObjectName(button->objectName() + QStringLiteral(".folded"));
    }
    menu.addSeparator();
    menu.addAction(tr("All lines"), this, &ChartLegend::allWanted)
        ->setObjectName(objectName() + QStringLiteral(".all"));
}

void ChartLegend::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    if (m_behind.isEmpty())
        return;
    const Theme &theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const double left = m_behindBox.left() + kSpace;
    QPen pen = behindPen(theme, 0);
    pen.setColor(theme.t3);
    painter.setPen(pen);
    painter.drawLine(QPointF(left, middle), QPointF(left + kSign, middle));
    painter.setFont(labelFont());
    painter.setPen(theme.t2);
    const QRectF box(left + kSign + kSpace, 0, m_behindBox.width() - kSign - 2 * kSpace, height());
    painter.drawText(
        box, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_behind, Qt::ElideRight, box.width()));
}

void ChartLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

} // namespace opsdeck
