// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/editdialog.h"

#include "ui/forms/diffview.h"
#include "ui/forms/editoutline.h"
#include "ui/forms/editwords.h"
#include "ui/forms/parameterform.h"
#include "ui/forms/problemnote.h"
#include "ui/forms/quietcombobox.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kQuietMs = 150;
constexpr int kMostProblems = 4;

} // namespace

EditDialog::EditDialog(OutlineModel &outline, ThemeHub &theme, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_outline(new EditOutline(outline, theme, this))
{
    setObjectName(QStringLiteral("edit"));
    setWindowTitle(tr("Edit the workspace"));
    setModal(true);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(m_outline);
    columns->addWidget(makeForm(), 5);
    columns->addWidget(makePreview(), 4);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(columns, 1);
    layout->addWidget(makeButtons());
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &EditDialog::askPreview);
    auto *saveKey = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(saveKey, &QShortcut::activated, this, &EditDialog::save);
    for (const int by : {-1, 1}) {
        auto *key =
            new QShortcut(QKeySequence(Qt::ALT | (by < 0 ? Qt::Key_Up : Qt::Key_Down)), this);
        connect(key, &QShortcut::activated, this, [this, by] { moveStep(by); });
    }
    connect(m_outline, &EditOutline::chosen, this, &EditDialog::onRowChosen);
    connect(m_outline, &EditOutline::additionWanted, this, &EditDialog::add);
    setTabOrder(m_outline->list(), m_scope);
    showState();
}

QWidget *EditDialog::makeHead()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_title = wrappedLabel(QStringLiteral("edit.title"), roleFont(TextRole::Title), "t1", box);
    m_place = wrappedLabel(QStringLiteral("edit.place"), figureFont(12), "t3", box);
    m_scopeRow = new QWidget(box);
    auto *row = new QHBoxLayout(m_scopeRow);
    row->setContentsMargins(0, 4, 0, 4);
    auto *label = plainLabel(QString(), roleFont(TextRole::Body), "t2", m_scopeRow);
    label->setText(tr("Holds in"));
    m_scope = new QuietComboBox(m_scopeRow);
    m_scope->setObjectName(QStringLiteral("edit.scope"));
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_scope->setAccessibleName(tr("Environment that this holds in"));
    label->setBuddy(m_scope);
    row->addWidget(label);
    row->addWidget(m_scope);
    row->addStretch(1);
    m_orderRow = new QWidget(box);
    auto *order = new QHBoxLayout(m_orderRow);
    order->setContentsMargins(0, 4, 0, 4);
    order->setSpacing(8);
    for (const int by : {-1, 1}) {
        auto *button = new QPushButton(by < 0 ? tr("Move up") : tr("Move down"), m_orderRow);
        button->setObjectName(by < 0 ? QStringLiteral("edit.step.up")
                                     : QStringLiteral("edit.step.down"));
        button->setToolTip(by < 0 ? tr("Alt+Up") : tr("Alt+Down"));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, by] { moveStep(by); });
        order->addWidget(button);
    }
    order->addStretch(1);
    layout->addWidget(m_title);
    layout->addWidget(m_place);
    layout->addWidget(m_scopeRow);
    layout->addWidget(m_orderRow);
    return box;
}

QWidget *EditDialog::makeForm()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(makeHead());
    m_fields = new ParameterForm(m_theme, box);
    m_scroll = new QScrollArea(box);
    m_scroll->setObjectName(QStringLiteral("edit.scroll"));
    m_scroll->setWidget(m_fields);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(m_scroll, 1);
    connect(m_scope, &QComboBox::activated, this, &EditDialog::onScopeChosen);
    connect(m_fields, &ParameterForm::edited, this, &EditDialog::onEdited);
    connect(m_fields, &ParameterForm::kindChosen, this, &EditDialog::onKindChosen);
    return box;
}

QWidget *EditDialog::makePreview()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *title =
        plainLabel(QStringLiteral("edit.diff.title"), roleFont(TextRole::BodyStrong), "t1", box);
    title->setText(tr("What will be written"));
    m_diff = new DiffView(m_theme, box);
    m_notes = wrappedLabel(QStringLiteral("edit.notes"), roleFont(TextRole::Small), "t1", box);
    m_problems = new ProblemNote(QStringLiteral("edit.problems"), m_theme, box);
    layout->addWidget(title);
    layout->addWidget(m_notes);
    layout->addWidget(m_diff, 1);
    layout->addWidget(m_problems);
    return box;
}

QWidget *EditDialog::makeButtons()
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_remove = new QPushButton(box);
    m_remove->setObjectName(QStringLiteral("edit.remove"));
    m_undoButton = new QPushButton(box);
    m_undoButton->setObjectName(QStringLiteral("edit.undo"));
    m_state = wrappedLabel(QStringLiteral("edit.state"), roleFont(TextRole::Small), "t2", box);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_cancel = new QPushButton(tr("Leave without saving"), box);
    m_cancel->setObjectName(QStringLiteral("edit.cancel"));
    m_save = new QPushButton(box);
    m_save->setObjectName(QStringLiteral("edit.save"));
    m_save->setProperty("kind", QStringLiteral("primary"));
    m_save->setToolTip(tr("Ctrl+Return"));
    for (QPushButton *button : {m_remove, m_undoButton, m_cancel, m_save})
        button->setAutoDefault(false);
    layout->addWidget(m_remove);
    layout->addWidget(m_undoButton);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_save);
    connect(m_remove, &QPushButton::clicked, this, [this] { setMode(Mode::Remove); });
    connect(m_undoButton, &QPushButton::clicked, this, [this] { setMode(Mode::Undo); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &EditDialog::save);
    return box;
}

void EditDialog::setCredentials(const QStringList &names)
{
    m_fields->setCredentials(names);
}

void EditDialog::setUndo(const QString &what)
{
    m_undo = what;
    showState();
}

void EditDialog::add(EditKind kind)
{
    EditTarget target;
    target.kind = kind;
    target.isNew = true;
    if (kind != EditKind::Platform)
        target.platform = m_target.platform;
    const bool isInService =
        kind == EditKind::Check || kind == EditKind::Metric || kind == EditKind::Dependency;
    if (isInService)
        target.service = m_target.service;
    if (kind == EditKind::Step)
        target.runbook = m_target.runbook;
    edit(target);
}

void EditDialog::edit(const EditTarget &target)
{
    m_target = target;
    if (m_target.platform.isEmpty() && !(target.isNew && target.kind == EditKind::Platform)) {
        const EditTarget first = m_outline->first();
        m_target.platform = first.platform;
        if (!target.isNew)
            m_target = first;
    }
    m_form.reset();
    m_preview.reset();
    m_kept.clear();
    m_kind.reset();
    m_isKeptFocus = false;
    m_mode = Mode::Edit;
    m_outline->mark(m_target);
    showState();
    Q_EMIT formWanted(m_target, {});
}

void EditDialog::onRowChosen(const EditTarget &target)
{
    if (target == m_target)
        return;
    edit(target);
    m_isKeptFocus = true;
}

void EditDialog::moveStep(int by)
{
    if (!m_form || m_mode != Mode::Edit || m_target.kind != EditKind::Step)
        return;
    const QString field = QStringLiteral("position");
    const int wanted = m_fields->values().value(field).toInt() + by;
    const auto spec = std::find_if(m_form->fields.cbegin(), m_form->fields.cend(),
                                   [&](const ParameterSpec &each) { return each.name == field; });
    if (spec != m_form->fields.cend() && spec->choices.contains(QString::number(wanted)))
        m_fields->setValue(field, QString::number(wanted));
}

void EditDialog::onScopeChosen()
{
    EditTarget target = m_target;
    target.only = EnvironmentId(m_scope->currentData().toString());
    edit(target);
    m_isKeptFocus = true;
}

void EditDialog::onKindChosen(const QString &kind)
{
    if (m_kind == kind)
        return;
    m_kind = kind;
    m_kept = m_fields->values();
    m_form.reset();
    m_preview.reset();
    showState();
    Q_EMIT formWanted(m_target, kind);
}

void EditDialog::showForm(const EditForm &form)
{
    if (form.target != m_target)
        return;
    m_form = form;
    m_preview.reset();
    m_fields->setForm(form, m_kept);
    m_scroll->ensureVisible(0, 0);
    m_place->setText(form.file.isEmpty() ? tr("a new file")
                     : form.line > 0     ? tr("%1, line %2").arg(form.file).arg(form.line)
                                         : form.file);
    m_scope->clear();
    m_scope->addItem(tr("all environments"), QString());
    const QStringList environments = m_environments.value(m_target.platform);
    for (const QString &environment : environments)
        m_scope->addItem(tr("%1 only").arg(environment), environment);
    m_scope->setCurrentIndex(std::max(0, m_scope->findData(m_target.only.toString())));
    showState();
    if (m_kind)
        m_fields->focusKind();
    else if (!m_isKeptFocus)
        m_fields->focusFirst();
    askPreview();
}

void EditDialog::onEdited()
{
    m_preview.reset();
    m_quiet.start();
    showState();
}

void EditDialog::askPreview()
{
    m_quiet.stop();
    if (m_form && m_mode == Mode::Edit)
        Q_EMIT previewWanted(*m_form, m_fields->values());
}

void EditDialog::setMode(Mode mode)
{
    m_mode = m_mode == mode ? Mode::Edit : mode;
    m_preview.reset();
    m_fields->setProblems({});
    showState();
    if (m_mode == Mode::Remove)
        Q_EMIT removalWanted(m_target);
    else if (m_mode == Mode::Undo)
        Q_EMIT undoWanted();
    else
        askPreview();
}

void EditDialog::showPreview(const EditPreview &preview)
{
    // Somebody typed on: the answer to that comes.
    if (m_quiet.isActive() || !m_form)
        return;
    m_preview = preview;
    m_diff->setPreview(preview);
    m_notes->setText(preview.notes.join(QLatin1Char('\n')));
    m_fields->setProblems(preview.fields);
    QStringList texts;
    bool hasErrors = false;
    for (const ConfigProblem &problem : preview.problems) {
        hasErrors = hasErrors || problem.severity == ProblemSeverity::Error;
        if (texts.size() < kMostProblems)
            texts << problem.toString();
    }
    if (preview.problems.size() > kMostProblems)
        texts << tr("%1 more").arg(preview.problems.size() - kMostProblems);
    m_problems->setProblem(texts.join(QLatin1Char('\n')),
                           hasErrors ? Health::Down : Health::Degraded);
    showState();
}

void EditDialog::showError(const Error &error)
{
    m_saving = false;
    m_preview.reset();
    m_diff->setPreview({});
    m_notes->setText({});
    m_problems->setProblem(
        error.advice.isEmpty() ? error.message : error.message + QLatin1Char(' ') + error.advice);
    showState();
}

void EditDialog::reject()
{
    if (!m_saving)
        QDialog::reject();
}

void EditDialog::showSaved()
{
    m_saving = false;
    accept();
}

void EditDialog::save()
{
    if (!m_save->isEnabled())
        return;
    m_saving = true;
    showState();
    if (m_mode == Mode::Remove)
        Q_EMIT removalConfirmed(m_target);
    else if (m_mode == Mode::Undo)
        Q_EMIT undoConfirmed();
    else
        Q_EMIT saveWanted(*m_form, m_fields->values());
}

void EditDialog::showButtons()
{
    const bool isThere = !m_target.isNew;
    const bool isRemoving = m_mode == Mode::Remove;
    const bool isUndoing = m_mode == Mode::Undo;
    m_remove->setVisible(isThere && m_form && !isUndoing
                         && (m_target.only.isEmpty() || !m_form->values.isEmpty()));
    m_remove->setText(isRemoving ? tr("Keep it") : removeWords(m_target) + QStringLiteral("…"));
    m_undoButton->setVisible(!m_undo.isEmpty() && m_form && !isRemoving);
    m_undoButton->setText(isUndoing ? tr("Keep it") : tr("Undo: %1…").arg(m_undo));
    m_save->setText(isRemoving  ? removeWords(m_target)
                    : isUndoing ? tr("Undo: %1").arg(m_undo)
                                : saveWords(m_target));
    m_save->setEnabled(m_preview && m_preview->canSave() && !m_saving);
}

void EditDialog::showState()
{
    const bool isThere = !m_target.isNew;
    const bool hasScope =
        isThere && (m_target.kind == EditKind::Service || m_target.kind == EditKind::Check);
    m_title->setText(titleOf(m_target));
    m_scopeRow->setVisible(hasScope);
    m_orderRow->setVisible(m_target.kind == EditKind::Step);
    m_notes->setVisible(!m_notes->text().isEmpty());
    m_fields->setEnabled(m_form && m_mode == Mode::Edit && !m_saving);
    showButtons();
    if (!m_form || m_saving) {
        m_state->setText(m_saving ? tr("Saving…") : QString());
        return;
    }
    if (!m_preview) {
        m_state->setText(tr("Checking…"));
        return;
    }
    const auto wrong = m_preview->fields.size()
                       + std::count_if(m_preview->problems.cbegin(), m_preview->problems.cend(),
                                       [](const ConfigProblem &problem) {
                                           return problem.severity == ProblemSeverity::Error;
                                       });
    if (wrong > 0)
        m_state->setText(tr("Not to be saved: %n problem(s).", nullptr, static_cast<int>(wrong)));
    else
        m_state->setText(m_preview->files.isEmpty() ? tr("Nothing has been changed.")
                                                    : tr("Good to be saved."));
}

} // namespace opsdeck
