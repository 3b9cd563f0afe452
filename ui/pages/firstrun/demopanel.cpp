// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/firstrun/demopanel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kWidth = 720;
constexpr int kLinesHeight = 180;
constexpr int kMostLines = 500;

} // namespace

DemoPanel::DemoPanel(QWidget *parent)
    : QFrame(parent)
    , m_question(plainLabel(QStringLiteral("firstrun.demo.question"), textFont(15, QFont::DemiBold),
                            "t1", this))
    , m_which(new QComboBox(this))
    , m_sentence(wrappedLabel(QStringLiteral("firstrun.demo.sentence"), roleFont(TextRole::Small),
                              "t2", this))
    , m_lines(new QPlainTextEdit(this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_cancel(new QPushButton(this))
{
    setObjectName(QStringLiteral("firstrun.demo.panel"));
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(kWidth);
    m_which->setObjectName(QStringLiteral("firstrun.demo.which"));
    m_which->setAccessibleName(tr("System that the demo starts"));
    m_lines->setObjectName(QStringLiteral("firstrun.demo.lines"));
    m_lines->setAccessibleName(tr("How the start goes"));
    m_lines->setReadOnly(true);
    m_lines->setUndoRedoEnabled(false);
    m_lines->setTabChangesFocus(true);
    m_lines->setMaximumBlockCount(kMostLines);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setFont(figureFont(12));
    m_lines->setFixedHeight(kLinesHeight);
    m_start->setObjectName(QStringLiteral("firstrun.demo.start"));
    m_start->setProperty("kind", QStringLiteral("primary"));
    m_cancel->setObjectName(QStringLiteral("firstrun.demo.cancel"));
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    QSizePolicy kept = m_which->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // Cancel stays where it is
    m_which->setSizePolicy(kept);
    row->addWidget(m_which, 1);
    row->addWidget(m_start);
    row->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(m_question);
    layout->addLayout(row);
    layout->addWidget(m_sentence);
    layout->addWidget(m_lines);
    connect(m_which, &QComboBox::currentIndexChanged, this, &DemoPanel::describe);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (!m_isBusy && m_which->currentIndex() >= 0)
            Q_EMIT startRequested(m_which->currentData().toString());
    });
    connect(m_cancel, &QPushButton::clicked, this, &DemoPanel::onCancel);
    m_lines->hide();
    showAsked();
    hide();
}

void DemoPanel::setChoices(const QList<DemoChoice> &choices)
{
    const QVariant chosen = m_which->currentData();
    // Where something else is said, a problem or how the start goes, it stays.
    const bool isDescribed = m_sentence->text() == m_described;
    m_choices = choices;
    {
        const QSignalBlocker blocker(m_which);
        m_which->clear();
        for (const DemoChoice &choice : choices)
            m_which->addItem(choice.title, choice.id);
        m_which->setCurrentIndex(std::max(0, m_which->findData(chosen)));
    }
    if (isDescribed)
        describe();
}

void DemoPanel::ask()
{
    show();
    Q_EMIT asked();
    (m_isBusy ? static_cast<QWidget *>(m_cancel) : m_which)->setFocus();
}

void DemoPanel::showStarting(const QString &title)
{
    setBusy(true);
    m_cancel->setEnabled(true);
    m_question->setText(tr("Starting %1").arg(title));
    say(tr("Its own window opens when all of it is ready, in under a minute."));
    m_lines->clear();
    m_lines->show();
    m_cancel->setFocus();
}

void DemoPanel::addLine(const QString &line)
{
    m_lines->appendPlainText(line);
}

void DemoPanel::showEnding()
{
    setBusy(true);
    m_cancel->setEnabled(false);
    m_question->setText(tr("Ending the demo"));
    say(tr("What it has started is being ended."));
}

void DemoPanel::showProblem(const Error &error)
{
    const bool hasLines = !m_lines->document()->isEmpty();
    showAsked();
    m_question->setText(error.message);
    QStringList sentences{error.detail, error.advice};
    sentences.removeAll(QString());
    say(sentences.join(QLatin1Char('\n')));
    m_lines->setVisible(hasLines);
    show();
}

void DemoPanel::showAsked()
{
    setBusy(false);
    m_cancel->setEnabled(true);
    m_question->setText(tr("Which system shall the demo start?"));
    m_lines->hide();
    describe();
    if (isVisible())
        m_which->setFocus();
}

void DemoPanel::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && !m_isBusy)
        m_start->click();
    else if (event->key() == Qt::Key_Escape)
        m_cancel->click();
    else
        QFrame::keyPressEvent(event);
}

void DemoPanel::onCancel()
{
    if (m_isBusy)
        Q_EMIT cancelRequested();
    else
        hide();
}

void DemoPanel::setBusy(bool busy)
{
    m_isBusy = busy;
    m_which->setVisible(!busy);
    m_start->setVisible(!busy);
    m_cancel->setText(busy ? tr("Cancel") : tr("Close"));
}

void DemoPanel::describe()
{
    const int index = m_which->currentIndex();
    if (m_isBusy || index < 0 || index >= m_choices.size())
        return;
    m_described = m_choices.at(index).sentence;
    say(m_described);
}

void DemoPanel::say(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setMinimumHeight(m_sentence->heightForWidth(kWidth - 42));
}

} // namespace opsdeck
