// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/assurance/fillform.h"

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

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kQuietMs = 150;
constexpr int kLongest = 300; ///< characters
constexpr int kDiffHeight = 120;
constexpr int kFieldWidth = 208;

QStringList severityWords()
{
    return {QStringLiteral("critical"), QStringLiteral("warning"), QStringLiteral("info")};
}

QString severityTitle(const QString &word)
{
    if (word == QLatin1String("critical"))
        return FillForm::tr("critical");
    return word == QLatin1String("warning") ? FillForm::tr("warning") : FillForm::tr("info");
}

QString partTitle(RulePart part)
{
    switch (part) {
    case RulePart::Value:
        return FillForm::tr("Figure");
    case RulePart::For:
        return FillForm::tr("For");
    case RulePart::Severity:
        return FillForm::tr("Severity");
    case RulePart::Action:
        return FillForm::tr("Action");
    case RulePart::Recovery:
        break;
    }
    return FillForm::tr("Recovery");
}

QString partExample(RulePart part)
{
    switch (part) {
    case RulePart::Value:
        return FillForm::tr("such as: over 90 %");
    case RulePart::For:
        return FillForm::tr("such as: 5m");
    case RulePart::Action:
        return FillForm::tr("such as: call the on-call");
    case RulePart::Severity:
    case RulePart::Recovery:
        break;
    }
    return FillForm::tr("such as: below 80 % again");
}

} // namespace

FillForm::FillForm(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_own = wrappedLabel(QStringLiteral("assurance.fill.own"), roleFont(TextRole::BodyStrong), "t1",
                         this);
    m_own->setTextInteractionFlags(Qt::TextSelectableByMouse);
    makeFields();
    m_diff = new DiffView(theme, this);
    m_diff->setObjectName(QStringLiteral("assurance.fill.diff"));
    m_diff->setFixedHeight(kDiffHeight);
    m_problem = new ProblemNote(QStringLiteral("assurance.fill.problem"), theme, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_own);
    layout->addWidget(m_fields);
    layout->addWidget(m_diff);
    layout->addWidget(m_problem);
    layout->addWidget(makeButtons());
    m_kept =
        wrappedLabel(QStringLiteral("assurance.fill.kept"), roleFont(TextRole::Small), "t2", this);
    layout->addWidget(m_kept);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &FillForm::ask);
    auto *key = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, [this] {
        if (m_act->isEnabled())
            act();
    });
    connect(&m_theme, &ThemeHub::changed, this, &FillForm::markSeverity);
    setRule({});
}

QLineEdit *FillForm::addField(const QString &name, const QString &title, const QString &placeholder)
{
    auto *box = new QWidget(m_fields);
    auto *label = plainLabel(QStringLiteral("assurance.fill.%1.title").arg(name),
                             roleFont(TextRole::Small), "t2", box);
    label->setText(title);
    auto *line = new QLineEdit(box);
    line->setObjectName(QStringLiteral("assurance.fill.") + name);
    line->setAccessibleName(title);
    line->setPlaceholderText(placeholder);
    line->setMaxLength(kLongest);
    line->setFixedWidth(kFieldWidth);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(label);
    layout->addWidget(line);
    m_flow->addWidget(box);
    connect(line, &QLineEdit::textChanged, this, &FillForm::onEdited);
    return line;
}

void FillForm::makeFields()
{
    m_fields = new QWidget(this);
    m_flow = new FlowLayout(m_fields, 12);
    for (const RulePart part : ruleParts()) {
        if (part != RulePart::Severity) {
            m_lines.insert(part, addField(toWord(part), partTitle(part), partExample(part)));
            m_boxes.insert(part, m_lines.value(part)->parentWidget());
            continue;
        }
        auto *box = new QWidget(m_fields);
        auto *label = plainLabel(QStringLiteral("assurance.fill.severity.title"),
                                 roleFont(TextRole::Small), "t2", box);
        label->setText(partTitle(part));
        auto *row = new QHBoxLayout;
        row->setSpacing(8);
        const QStringList words = severityWords();
        for (const QString &word : words) {
            auto *button = new QPushButton(severityTitle(word), box);
            button->setObjectName(QStringLiteral("assurance.fill.severity.") + word);
            button->setAccessibleName(tr("Severity %1").arg(severityTitle(word)));
            button->setProperty("kind", QStringLiteral("choice"));
            button->setCheckable(true);
            button->setAutoDefault(false);
            row->addWidget(button);
            m_severities << button;
            connect(button, &QPushButton::clicked, this, [this, button](bool checked) {
                for (QPushButton *each : std::as_const(m_severities))
                    each->setChecked(checked && each == button);
                onEdited();
            });
        }
        auto *layout = new QVBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
        layout->addWidget(label);
        layout->addLayout(row);
        m_flow->addWidget(box);
        m_boxes.insert(part, box);
    }
    m_note = addField(QStringLiteral("note"), tr("Note"), tr("who said so, why"));
    m_noteBox = m_note->parentWidget();
}

QWidget *FillForm::makeButtons()
{
    auto *box = new QWidget(this);
    m_act = new QPushButton(box);
    m_act->setObjectName(QStringLiteral("assurance.fill.act"));
    m_act->setProperty("kind", QStringLiteral("primary"));
    m_act->setToolTip(tr("Ctrl+Return"));
    m_leave = new QPushButton(tr("Take it back…"), box);
    m_leave->setObjectName(QStringLiteral("assurance.fill.leave"));
    m_keep = new QPushButton(tr("Keep it"), box);
    m_keep->setObjectName(QStringLiteral("assurance.fill.keep"));
    m_state =
        wrappedLabel(QStringLiteral("assurance.fill.state"), roleFont(TextRole::Small), "t3", box);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QPushButton *button : {m_act, m_leave, m_keep}) {
        button->setAutoDefault(false);
        layout->addWidget(button);
    }
    layout->addWidget(m_state, 1);
    connect(m_act, &QPushButton::clicked, this, &FillForm::act);
    connect(m_leave, &QPushButton::clicked, this, [this] { setLeaving(true); });
    connect(m_keep, &QPushButton::clicked, this, [this] { setLeaving(false); });
    return box;
}

void FillForm::setRule(const ShownRule &shown)
{
    const bool isSame = shown == m_shown && !shown.platform.isEmpty();
    m_shown = shown;
    setVisible(!shown.platform.isEmpty() && (hasOpenParts() || isFilled()));
    if (isSame)
        return showState();
    m_quiet.stop();
    m_preview.reset();
    m_leaving = false;
    m_saving = false;
    m_asking = false;
    m_problem->setProblem({});
    for (const RulePart part : ruleParts())
        m_boxes.value(part)->setVisible(!isStated(shown.rule, part));
    m_noteBox->setVisible(hasOpenParts());
    m_fields->setVisible(hasOpenParts());
    fill(m_drafts.contains(here()) ? m_drafts.value(here()) : filled());
    if (isChanged())
        m_quiet.start();
    showState();
}

bool FillForm::hasOpenParts() const
{
    const QList<RulePart> parts = ruleParts();
    return std::any_of(parts.cbegin(), parts.cend(),
                       [this](RulePart part) { return !isStated(m_shown.rule, part); });
}

FillForm::Typed FillForm::filled() const
{
    Typed made;
    for (auto it = m_shown.fill.texts.cbegin(); it != m_shown.fill.texts.cend(); ++it) {
        if (!isStated(m_shown.rule, it.key()))
            made.texts.insert(it.key(), *it);
    }
    made.note = m_shown.fill.note;
    return made;
}

FillForm::Typed FillForm::typed() const
{
    Typed made;
    for (const RulePart part : ruleParts()) {
        QString text;
        for (qsizetype i = 0; part == RulePart::Severity && i < m_severities.size(); ++i) {
            if (m_severities.at(i)->isChecked())
                text = severityWords().at(i);
        }
        if (part != RulePart::Severity)
            text = m_lines.value(part)->text().simplified();
        if (!text.isEmpty())
            made.texts.insert(part, text);
    }
    made.note = m_note->text().simplified();
    return made;
}

void FillForm::fill(const Typed &typed)
{
    const auto put = [](QLineEdit *line, const QString &text) {
        const QSignalBlocker blocker(line);
        if (line->text() != text)
            line->setText(text);
    };
    for (auto it = m_lines.cbegin(); it != m_lines.cend(); ++it)
        put(*it, typed.texts.value(it.key()));
    put(m_note, typed.note);
    for (qsizetype i = 0; i < m_severities.size(); ++i)
        m_severities.at(i)->setChecked(severityWords().at(i)
                                       == typed.texts.value(RulePart::Severity));
    markSeverity();
}

void FillForm::markSeverity()
{
    for (QPushButton *button : std::as_const(m_severities))
        button->setIcon(button->isChecked()
                            ? QIcon(iconPixmap(QStringLiteral("check"), 14, m_theme.theme().t1,
                                               devicePixelRatioF()))
                            : QIcon());
}

/// With what the files have beside what the document states: it is taken back as a whole only.
FillRequest FillForm::request() const
{
    FillRequest made{m_shown.platform, m_shown.rule.ref, m_shown.rule.title, {}};
    const Typed typed = this->typed();
    if (m_leaving || typed.texts.isEmpty())
        return made;
    RuleFill fill{typed.texts, typed.note, {}};
    for (auto it = m_shown.fill.texts.cbegin(); it != m_shown.fill.texts.cend(); ++it) {
        if (isStated(m_shown.rule, it.key()))
            fill.texts.insert(it.key(), *it);
    }
    made.fill = fill;
    return made;
}

void FillForm::onEdited()
{
    if (isChanged())
        m_drafts.insert(here(), typed());
    else
        m_drafts.remove(here());
    m_preview.reset();
    m_asking = false;
    m_leaving = false;
    m_problem->setProblem({});
    markSeverity();
    const bool saysSomething = request().fill || isFilled();
    if (isChanged() && saysSomething)
        m_quiet.start();
    else
        m_quiet.stop();
    showState();
}

void FillForm::setLeaving(bool leaving)
{
    m_leaving = leaving;
    m_quiet.stop();
    m_preview.reset();
    m_problem->setProblem({});
    if (leaving || isChanged())
        ask();
    showState();
}

void FillForm::ask()
{
    m_asking = true;
    showState();
    Q_EMIT previewWanted(request());
}

void FillForm::act()
{
    if (!m_preview) {
        m_quiet.stop();
        ask();
        return;
    }
    m_saving = true;
    showState();
    Q_EMIT saveWanted(request());
}

void FillForm::showPreview(const FillRequest &asked, const EditPreview &preview)
{
    if (asked != request() || m_saving || (!m_leaving && !isChanged()))
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

bool FillForm::showError(const FillRequest &asked, const Error &error)
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

void FillForm::showSaved(const FillRequest &asked)
{
    // The files are read again now; what they say takes the place of what was typed.
    m_drafts.remove({asked.platform, asked.ref});
    if (asked == request()) {
        m_saving = false;
        m_leaving = false;
        m_preview.reset();
    }
    showState();
}

QString FillForm::ownText() const
{
    QStringList ours;
    QStringList disputed;
    for (auto it = m_shown.fill.texts.cbegin(); it != m_shown.fill.texts.cend(); ++it) {
        const QString text = it.key() == RulePart::Severity ? severityTitle(*it) : *it;
        (m_shown.disputed.contains(it.key()) ? disputed : ours)
            << tr("%1: %2", "part of a rule, text").arg(partTitle(it.key()).toLower(), text);
    }
    QStringList lines;
    if (!ours.isEmpty())
        lines << tr("Ours, filled in: %1.").arg(ours.join(QStringLiteral(", ")));
    if (!disputed.isEmpty())
        lines << tr("Ours, disputed: %1. The document states it otherwise, and that is in force.")
                     .arg(disputed.join(QStringLiteral(", ")));
    return lines.join(QLatin1Char(' '));
}

void FillForm::showState()
{
    const bool canSave = m_preview && m_preview->canSave();
    const bool isAsking = m_asking || m_quiet.isActive();
    const bool takesBack = m_leaving || (isFilled() && !request().fill);
    const bool hasWork = m_leaving || (isChanged() && (request().fill || isFilled()));
    m_own->setText(ownText());
    m_own->setVisible(isFilled());
    m_fields->setEnabled(!m_saving && !m_leaving);
    m_diff->setVisible(m_preview && !m_preview->files.isEmpty());
    m_act->setText(takesBack ? tr("Leave %1 open again").arg(m_shown.rule.ref)
                             : tr("Fill in %1").arg(m_shown.rule.ref));
    m_act->setVisible(m_leaving || hasOpenParts());
    m_act->setEnabled(hasWork && !m_saving && !isAsking && (canSave || !m_preview));
    m_leave->setVisible(isFilled() && !m_leaving);
    m_leave->setEnabled(!m_saving);
    m_keep->setVisible(m_leaving);
    m_keep->setEnabled(!m_saving);
    m_state->setText(m_saving                ? tr("Saving…")
                     : isAsking              ? tr("Checking…")
                     : m_preview && !canSave ? tr("Not to be saved.")
                     : !hasWork && !isFilled()
                         ? tr("The document leaves this open. What you write is shown as ours.")
                         : QString());
    QStringList others;
    for (auto it = m_drafts.cbegin(); it != m_drafts.cend(); ++it) {
        if (it.key() != here())
            others << tr("%1, rule %2", "platform, reference")
                          .arg(it.key().first.toString(), it.key().second);
    }
    m_kept->setText(
        tr("Typed elsewhere and not saved: %1.").arg(others.join(QStringLiteral("; "))));
    m_kept->setVisible(!others.isEmpty());
}

} // namespace opsdeck
