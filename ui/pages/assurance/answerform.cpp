// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/answerform.h"

#include "ui/forms/diffview.h"
#include "ui/forms/problemnote.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStyle>

namespace opsdeck {

namespace {

constexpr int kQuietMs = 150;
constexpr int kWidestChoice = 480;
constexpr int kLongestAnswer = 300;
constexpr int kDiffHeight = 176;

QLineEdit *lineEdit(const QString &name, const QString &accessibleName, const QString &placeholder,
                    QWidget *parent)
{
    auto *line = new QLineEdit(parent);
    line->setObjectName(name);
    line->setAccessibleName(accessibleName);
    line->setPlaceholderText(placeholder);
    line->setMaxLength(kLongestAnswer);
    return line;
}

} // namespace

AnswerForm::AnswerForm(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_diffHead = plainLabel(QStringLiteral("assurance.answer.diff.head"), roleFont(TextRole::Small),
                            "t2", this);
    m_diffHead->setText(tr("What will be written"));
    m_diff = new DiffView(theme, this);
    m_diff->setObjectName(QStringLiteral("assurance.answer.diff"));
    m_diff->setFixedHeight(kDiffHeight);
    m_problem = new ProblemNote(QStringLiteral("assurance.answer.problem"), theme, this);
    auto *head =
        plainLabel(QStringLiteral("assurance.answer.head"), roleFont(TextRole::Label), "t2", this);
    head->setText(tr("ANSWER"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(head);
    layout->addWidget(makeSettled());
    layout->addWidget(makeFields());
    layout->addWidget(m_diffHead);
    layout->addWidget(m_diff);
    layout->addWidget(m_problem);
    layout->addWidget(makeButtons());
    m_kept = wrappedLabel(QStringLiteral("assurance.answer.kept"), roleFont(TextRole::Small), "t2",
                          this);
    layout->addWidget(m_kept);
    layout->addStretch(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &AnswerForm::ask);
    auto *key = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, [this] {
        if (m_act->isEnabled())
            act();
    });
    connect(&m_theme, &ThemeHub::changed, this, &AnswerForm::markChoices);
    showState();
}

QWidget *AnswerForm::makeSettled()
{
    m_settled = new QWidget(this);
    m_settledAnswer = wrappedLabel(QStringLiteral("assurance.answer.given"),
                                   roleFont(TextRole::BodyStrong), "t1", m_settled);
    m_settledNote = wrappedLabel(QStringLiteral("assurance.answer.about"),
                                 roleFont(TextRole::Small), "t2", m_settled);
    for (QLabel *label : {m_settledAnswer, m_settledNote})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(m_settled);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_settledAnswer);
    layout->addWidget(m_settledNote);
    return m_settled;
}

QWidget *AnswerForm::makeFields()
{
    m_fields = new QWidget(this);
    m_choices = new QWidget(m_fields);
    m_flow = new FlowLayout(m_choices, 8);
    m_answer = lineEdit(QStringLiteral("assurance.answer.text"), tr("Answer"), tr("Another answer"),
                        m_fields);
    m_note = lineEdit(QStringLiteral("assurance.answer.note"), tr("Note to the answer"),
                      tr("Note: how it was found out"), m_fields);
    auto *layout = new QVBoxLayout(m_fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_choices);
    layout->addWidget(m_answer);
    layout->addWidget(m_note);
    connect(m_answer, &QLineEdit::textChanged, this, &AnswerForm::onEdited);
    connect(m_note, &QLineEdit::textChanged, this, &AnswerForm::onEdited);
    connect(m_answer, &QLineEdit::returnPressed, this, [this] { m_note->setFocus(); });
    connect(m_note, &QLineEdit::returnPressed, this, [this] {
        if (m_act->isEnabled())
            m_act->setFocus(Qt::TabFocusReason);
    });
    return m_fields;
}

QWidget *AnswerForm::makeButtons()
{
    auto *box = new QWidget(this);
    m_act = new QPushButton(box);
    m_act->setObjectName(QStringLiteral("assurance.answer.act"));
    m_keep = new QPushButton(tr("Keep the answer"), box);
    m_keep->setObjectName(QStringLiteral("assurance.answer.keep"));
    for (QPushButton *button : {m_act, m_keep})
        button->setAutoDefault(false);
    m_state = wrappedLabel(QStringLiteral("assurance.answer.state"), roleFont(TextRole::Small),
                           "t3", box);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_act);
    layout->addWidget(m_keep);
    layout->addWidget(m_state, 1);
    connect(m_act, &QPushButton::clicked, this, &AnswerForm::act);
    connect(m_keep, &QPushButton::clicked, this, [this] { setReopening(false); });
    return box;
}

void AnswerForm::setQuestion(const PlatformId &platform, const Contradiction &question)
{
    const bool isSame = platform == m_platform && question.ref == m_question.ref
                        && question.settled == m_question.settled
                        && question.choices == m_question.choices;
    m_platform = platform;
    m_question = question;
    if (isSame)
        return;
    m_quiet.stop();
    m_preview.reset();
    m_reopening = false;
    m_saving = false;
    m_asking = false;
    m_problem->setProblem({});
    takeDraft();
    showChoices();
    QStringList about;
    if (question.settled) {
        m_settledAnswer->setText(question.settled->answer);
        if (!question.settled->note.isEmpty())
            about << question.settled->note;
        if (!question.settled->on.isEmpty())
            about << tr("Settled on %1.").arg(question.settled->on);
    }
    m_settledNote->setText(about.join(QLatin1Char('\n')));
    m_settledNote->setVisible(!about.isEmpty());
    if (!question.settled && !m_answer->text().simplified().isEmpty())
        m_quiet.start();
    showState();
}

void AnswerForm::keepDraft()
{
    const Draft draft{m_answer->text(), m_note->text()};
    if (draft.answer.trimmed().isEmpty() && draft.note.trimmed().isEmpty())
        m_drafts.remove({m_platform, m_question.ref});
    else
        m_drafts.insert({m_platform, m_question.ref}, draft);
}

void AnswerForm::takeDraft()
{
    const Draft draft = m_drafts.value({m_platform, m_question.ref});
    for (const auto &[line, text] :
         {std::pair{m_answer, draft.answer}, std::pair{m_note, draft.note}}) {
        const QSignalBlocker blocker(line);
        if (line->text() != text)
            line->setText(text);
    }
}

/// What is typed elsewhere, and what can't be seen here.
void AnswerForm::showDrafts()
{
    QStringList lines;
    const Question here{m_platform, m_question.ref};
    if (isSettled() && m_drafts.contains(here) && !m_saving)
        lines << tr("Typed here and not saved: “%1”. It is in its place again when the question is "
                    "opened again.")
                     .arg(m_drafts.value(here).answer.simplified());
    QStringList others;
    for (auto it = m_drafts.cbegin(); it != m_drafts.cend(); ++it) {
        if (it.key() != here)
            others << tr("%1, question %2", "platform, number")
                          .arg(it.key().first.toString(), it.key().second);
    }
    if (!others.isEmpty())
        lines << tr("Typed elsewhere and not saved: %1.").arg(others.join(QStringLiteral("; ")));
    m_kept->setText(lines.join(QLatin1Char('\n')));
    m_kept->setVisible(!lines.isEmpty());
}

void AnswerForm::showChoices()
{
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_buttons.clear();
    for (const QString &choice : std::as_const(m_question.choices)) {
        auto *button = new QPushButton(m_choices);
        button->setObjectName(QStringLiteral("assurance.answer.choice.%1").arg(m_buttons.size()));
        button->setProperty("kind", QStringLiteral("choice"));
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setText(button->fontMetrics()
                            .elidedText(choice, Qt::ElideRight, kWidestChoice)
                            .replace(QLatin1Char('&'), QLatin1String("&&")));
        button->setToolTip(choice.toHtmlEscaped());
        button->setAccessibleName(choice);
        m_flow->addWidget(button);
        m_buttons << button;
        connect(button, &QPushButton::clicked, this, [this, choice] {
            m_answer->setText(m_answer->text() == choice ? QString() : choice);
            markChoices();
        });
    }
    m_choices->setVisible(!m_buttons.isEmpty());
    markChoices();
}

/// Which of the likely answers is the one in the field.
void AnswerForm::markChoices()
{
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        QPushButton *button = m_buttons.at(i);
        const bool isChosen = m_answer->text().trimmed() == m_question.choices.value(i);
        button->setChecked(isChosen);
        button->setIcon(isChosen ? QIcon(iconPixmap(QStringLiteral("check"), 14, m_theme.theme().t1,
                                                    devicePixelRatioF()))
                                 : QIcon());
    }
}

AnswerRequest AnswerForm::request() const
{
    AnswerRequest made{m_platform, m_question.ref, m_question.title, {}};
    if (!isSettled())
        made.settlement =
            Settlement{m_answer->text().simplified(), m_note->text().simplified(), {}};
    return made;
}

void AnswerForm::onEdited()
{
    keepDraft();
    m_preview.reset();
    m_asking = false;
    m_problem->setProblem({});
    markChoices();
    if (m_answer->text().simplified().isEmpty())
        m_quiet.stop();
    else
        m_quiet.start();
    showState();
}

void AnswerForm::setReopening(bool reopening)
{
    m_reopening = reopening;
    m_preview.reset();
    m_problem->setProblem({});
    if (reopening)
        ask();
    showState();
}

void AnswerForm::ask()
{
    m_asking = true;
    showState();
    Q_EMIT previewWanted(request());
}

void AnswerForm::act()
{
    if (isSettled() && !m_reopening) {
        setReopening(true);
        return;
    }
    if (!m_preview) {
        m_quiet.stop();
        ask();
        return;
    }
    m_saving = true;
    showState();
    Q_EMIT saveWanted(request());
}

void AnswerForm::showPreview(const AnswerRequest &asked, const EditPreview &preview)
{
    if (asked != request() || m_saving || (isSettled() && !m_reopening))
        return;
    m_asking = false;
    m_preview = preview;
    m_diff->setFiles(preview.files);
    QStringList wrong;
    for (const ConfigProblem &problem : preview.problems) {
        if (problem.severity == ProblemSeverity::Error)
            wrong << problem.toString();
    }
    m_problem->setProblem(wrong.join(QLatin1Char('\n')));
    showState();
}

bool AnswerForm::showError(const AnswerRequest &asked, const Error &error)
{
    if (asked != request())
        return false;
    m_saving = false;
    m_asking = false;
    m_preview.reset();
    m_problem->setProblem(error.advice.isEmpty() ? error.message
                                                 : error.message + QLatin1Char(' ') + error.advice);
    showState();
    return true;
}

void AnswerForm::showSaved(const AnswerRequest &asked)
{
    // The files are read again now; what they say takes the place of what was typed.
    if (asked.settlement)
        m_drafts.remove({asked.platform, asked.ref});
    showDrafts();
    if (asked != request())
        return;
    m_saving = false;
    m_preview.reset();
    showState();
}

void AnswerForm::showState()
{
    showDrafts();
    const bool canSave = m_preview && m_preview->canSave();
    const bool hasAnswer = !m_answer->text().simplified().isEmpty();
    m_settled->setVisible(isSettled());
    m_fields->setVisible(!isSettled());
    m_fields->setEnabled(!m_saving);
    m_diff->setVisible(m_preview && !m_preview->files.isEmpty());
    m_diffHead->setVisible(m_diff->isVisibleTo(this));
    m_keep->setVisible(m_reopening);
    m_keep->setEnabled(!m_saving);
    const bool isAsking = m_asking || m_quiet.isActive();
    const bool isSaving = !isSettled() || m_reopening;
    m_act->setText(!isSettled()  ? tr("Settle question %1").arg(m_question.ref)
                   : m_reopening ? tr("Open question %1 again").arg(m_question.ref)
                                 : tr("Open again…"));
    m_act->setEnabled(!m_saving && !isAsking
                      && (!isSaving || canSave || (!m_preview && (isSettled() || hasAnswer))));
    m_act->setToolTip(isSaving ? tr("Ctrl+Return") : QString());
    const QString kind = isSaving ? QStringLiteral("primary") : QString();
    if (m_act->property("kind").toString() != kind) {
        m_act->setProperty("kind", kind);
        m_act->style()->unpolish(m_act);
        m_act->style()->polish(m_act);
    }
    m_state->setText(m_saving                     ? tr("Saving…")
                     : isAsking                   ? tr("Checking…")
                     : !isSettled() && !hasAnswer ? tr("Choose an answer, or write another.")
                     : m_preview && !canSave      ? tr("Not to be saved.")
                                                  : QString());
}

} // namespace opsdeck
