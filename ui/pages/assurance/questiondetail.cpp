// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/questiondetail.h"

#include "ui/pages/assurance/answerform.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"

#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kBesideFrom = 1100; ///< own width: the answer stands beside the text
constexpr int kWidestText = 760;

QLabel *headLabel(const QString &name, const QString &text, QWidget *parent)
{
    QLabel *label = plainLabel(name, roleFont(TextRole::Label), "t2", parent);
    label->setText(text);
    return label;
}

} // namespace

QuestionDetail::QuestionDetail(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *inside = new QWidget;
    m_columns = new QBoxLayout(QBoxLayout::TopToBottom, inside);
    m_columns->setContentsMargins(24, 16, 24, 16);
    m_columns->setSpacing(24);
    m_columns->addWidget(makeText());
    m_answer = new AnswerForm(theme);
    m_columns->addWidget(m_answer);
    m_columns->addStretch(1);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("assurance.question"));
    m_scroll->setAccessibleName(tr("The chosen question"));
    m_scroll->setWidget(inside);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    setQuestion({});
}

QWidget *QuestionDetail::makeText()
{
    auto *box = new QWidget;
    m_head =
        plainLabel(QStringLiteral("assurance.question.head"), roleFont(TextRole::Label), "t2", box);
    m_title = wrappedLabel(QStringLiteral("assurance.question.title"), roleFont(TextRole::Title),
                           "t1", box);
    m_text = wrappedLabel(QStringLiteral("assurance.question.text"), roleFont(TextRole::Body), "t1",
                          box);
    m_source = wrappedLabel(QStringLiteral("assurance.question.source"), roleFont(TextRole::Small),
                            "t3", box);
    m_servicesHead =
        headLabel(QStringLiteral("assurance.question.services.head"), tr("SERVICES"), box);
    m_services = new QWidget(box);
    m_flow = new FlowLayout(m_services, 8);
    for (QLabel *label : {m_title, m_text, m_source}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setMaximumWidth(kWidestText);
    }
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addWidget(m_source);
    layout->addSpacing(8);
    layout->addWidget(m_servicesHead);
    layout->addWidget(m_services);
    layout->addStretch(1);
    return box;
}

void QuestionDetail::setQuestion(const ShownQuestion &shown)
{
    const bool isOther =
        shown.platform != m_shown.platform || shown.question.ref != m_shown.question.ref;
    m_shown = shown;
    m_scroll->setVisible(!shown.platform.isEmpty());
    m_head->setText(tr("%1   %2 %3, %4", "platform, kind, number, state")
                        .arg(shown.platformTitle, shown.kind, shown.question.ref, shown.state)
                        .toUpper());
    m_title->setText(shown.question.title);
    m_text->setText(shown.question.text);
    m_source->setText(tr("Source: %1").arg(shown.source));
    showServices();
    m_answer->setQuestion(shown.platform, shown.question);
    if (isOther)
        m_scroll->ensureVisible(0, 0);
}

void QuestionDetail::showServices()
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const auto &[id, title] : std::as_const(m_shown.services)) {
        auto *button = new QPushButton(title, m_services);
        button->setObjectName(QStringLiteral("assurance.question.service.") + id.toString());
        button->setToolTip(tr("Show it in the overview"));
        button->setAutoDefault(false);
        m_flow->addWidget(button);
        button->show();
        connect(button, &QPushButton::clicked, this, [this, id] { Q_EMIT serviceChosen(id); });
    }
    m_servicesHead->setVisible(!m_shown.services.isEmpty());
    m_services->setVisible(!m_shown.services.isEmpty());
}

void QuestionDetail::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool beside = width() >= kBesideFrom;
    m_columns->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_columns->setStretch(0, beside ? 1 : 0);
    m_columns->setStretch(1, beside ? 1 : 0);
}

} // namespace opsdeck
