// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/stepcard.h"

#include "ui/pages/runbooks/confirmpanel.h"
#include "ui/pages/runbooks/planpreview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace opsdeck {

namespace {

constexpr int kConfirmWidth = 344;
constexpr int kNarrowConfirmWidth = 296;
constexpr int kNarrowBelow = 900;
constexpr int kLeastHeight = 180;
constexpr int kMargin = 1;
constexpr int kFrame = 2; ///< around what scrolls, on each side: the style's border and the margin

} // namespace

StepCard::StepCard(ThemeHub &theme, QWidget *parent)
    : QFrame(parent)
    , m_scroll(new QScrollArea(this))
    , m_content(new QWidget)
    , m_sides(new QBoxLayout(QBoxLayout::LeftToRight, m_content))
    , m_preview(new PlanPreview(theme, m_content))
    , m_line(new QFrame(m_content))
    , m_confirm(new ConfirmPanel(theme, m_content))
    , m_more(new QPushButton(this))
{
    setObjectName(QStringLiteral("runbooks.step"));
    setProperty("kind", QStringLiteral("card"));
    m_line->setFrameShape(QFrame::VLine);
    m_line->setProperty("kind", QStringLiteral("hairline"));
    m_more->setObjectName(QStringLiteral("runbooks.step.more"));
    m_more->setProperty("kind", QStringLiteral("quiet"));
    m_more->setAutoDefault(false);
    m_more->hide();
    m_sides->setContentsMargins(0, 0, 0, 0);
    m_sides->setSpacing(0);
    m_sides->addWidget(makeExactly(), 1);
    m_sides->addWidget(m_line);
    m_sides->addWidget(m_confirm);
    m_scroll->setObjectName(QStringLiteral("runbooks.step.scroll"));
    m_scroll->setAccessibleName(tr("What the step runs"));
    m_scroll->setWidget(m_content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(0);
    layout->addWidget(m_scroll, 1);
    layout->addWidget(m_more);
    m_content->installEventFilter(this);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_preview->copyText()); });
    QScrollBar *bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, &StepCard::showMore);
    connect(bar, &QScrollBar::valueChanged, this, &StepCard::showMore);
    connect(m_more, &QPushButton::clicked, bar,
            [bar] { bar->triggerAction(QAbstractSlider::SliderPageStepAdd); });
    showMore();
}

QWidget *StepCard::makeExactly()
{
    m_exactly = new QWidget(m_content);
    m_title = wrappedLabel(QStringLiteral("runbooks.step.title"), roleFont(TextRole::Title), "t1",
                           m_exactly);
    m_note = plainLabel(QStringLiteral("runbooks.step.note"), textFont(12), "t3", m_exactly);
    auto *label = plainLabel(QStringLiteral("runbooks.step.exactly"), roleFont(TextRole::Label),
                             "t2", m_exactly);
    label->setText(tr("EXACTLY THIS RUNS"));
    m_copy = new QPushButton(tr("Copy"), m_exactly);
    m_copy->setObjectName(QStringLiteral("runbooks.step.copy"));
    m_copy->setProperty("kind", QStringLiteral("quiet"));
    auto *titleRow = new QHBoxLayout;
    titleRow->addWidget(m_title, 1);
    titleRow->addSpacing(8);
    titleRow->addWidget(m_note);
    auto *labelRow = new QHBoxLayout;
    labelRow->addWidget(label);
    labelRow->addStretch();
    labelRow->addWidget(m_copy);
    auto *column = new QVBoxLayout(m_exactly);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(titleRow);
    column->addLayout(labelRow);
    column->addWidget(m_preview);
    column->addStretch();
    return m_exactly;
}

void StepCard::setStep(const PlannedStep &step, const Instant &frozenAt)
{
    m_preview->setStep(step, frozenAt);
    m_title->setText(step.title);
    m_note->setText(step.title.isEmpty() ? QString()
                                         : tr("limit %1").arg(durationText(step.timeout)));
    m_scroll->verticalScrollBar()->setValue(0);
}

int StepCard::confirmWidth() const
{
    return width() < kNarrowBelow ? kNarrowConfirmWidth : kConfirmWidth;
}

int StepCard::heightBeside() const
{
    const int left = std::max(1, width() - 2 * kFrame - 1 - confirmWidth());
    return std::max(m_exactly->layout()->totalHeightForWidth(left),
                    m_confirm->layout()->totalHeightForWidth(confirmWidth()))
           + 2 * kFrame;
}

int StepCard::heightBelow() const
{
    const int wide = std::max(1, width() - 2 * kFrame);
    return m_exactly->layout()->totalHeightForWidth(wide)
           + m_confirm->layout()->totalHeightForWidth(wide) + 2 * kFrame;
}

QSize StepCard::sizeHint() const
{
    return {720, heightBeside()};
}

QSize StepCard::minimumSizeHint() const
{
    return {480, kLeastHeight};
}

void StepCard::fit()
{
    const bool isBelow = heightBeside() > height();
    m_sides->setDirection(isBelow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_line->setVisible(!isBelow);
    m_confirm->setMinimumWidth(isBelow ? 0 : confirmWidth());
    m_confirm->setMaximumWidth(isBelow ? QWIDGETSIZE_MAX : confirmWidth());
    // Where all fits, a bar would come for what the words need at their narrowest, and make them
    // so.
    m_scroll->setVerticalScrollBarPolicy(isBelow ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    // Not by the scroll bar: the button itself takes of what that has to show.
    m_more->setVisible(isBelow && heightBelow() > height());
    if (std::exchange(m_hint, heightBeside()) != heightBeside())
        updateGeometry();
}

void StepCard::showMore()
{
    const QScrollBar *bar = m_scroll->verticalScrollBar();
    const bool isAtEnd = bar->value() >= bar->maximum();
    m_more->setEnabled(!isAtEnd);
    m_more->setText(isAtEnd ? tr("That is all of it") : tr("Read on: there is more below"));
}

void StepCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

bool StepCard::eventFilter(QObject *watched, QEvent *event)
{
    const bool handled = QFrame::eventFilter(watched, event);
    // Another step, or other words of the confirmation.
    if (watched == m_content && event->type() == QEvent::LayoutRequest)
        fit();
    return handled;
}

} // namespace opsdeck
