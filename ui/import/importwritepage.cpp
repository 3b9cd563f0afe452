// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importwritepage.h"

#include "ui/forms/diffview.h"
#include "ui/forms/problemnote.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/segment.h"
#include "ui/widgets/tickbox.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

ImportWritePage::ImportWritePage(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("import.write.page"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_summary =
        wrappedLabel(QStringLiteral("import.write.summary"), roleFont(TextRole::Body), "t1", this);
    m_folder = elidedLabel(QStringLiteral("import.write.folder"), figureFont(12), "t2", this);
    m_changes =
        wrappedLabel(QStringLiteral("import.write.changes"), roleFont(TextRole::Body), "t1", this);
    layout->addWidget(m_summary);
    layout->addWidget(m_folder);
    layout->addWidget(m_changes);
    m_tabRow = new QHBoxLayout;
    m_tabRow->setSpacing(8);
    m_tabRow->addStretch(1);
    m_state =
        plainLabel(QStringLiteral("import.write.state"), roleFont(TextRole::Small), "t2", this);
    m_tabRow->addWidget(m_state);
    layout->addLayout(m_tabRow);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("import.write.text"));
    m_text->setAccessibleName(tr("The file as it will be written"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(figureFont(12));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_text, 1);
    m_diff = new DiffView(theme, this);
    m_diff->setObjectName(QStringLiteral("import.write.diff"));
    m_diff->setAccessibleName(tr("What changes in the file that stands there"));
    m_diff->setVisible(false);
    layout->addWidget(m_diff, 1);
    m_edited = new ProblemNote(QStringLiteral("import.write.edited"), theme, this);
    m_replace =
        new TickBox(tr("Replace it with what stands above; the edits are lost"), theme, this);
    m_replace->setObjectName(QStringLiteral("import.write.replace"));
    layout->addWidget(m_edited);
    layout->addWidget(m_replace);
    connect(m_tabs, &QButtonGroup::idClicked, this, &ImportWritePage::showFile);
    connect(m_replace, &QCheckBox::toggled, this, &ImportWritePage::confirmed);
}

bool ImportWritePage::replacesEdited() const
{
    return m_replace->isChecked();
}

QString ImportWritePage::summary() const
{
    return tr("%1, %2, in %3. Passwords are not in them. Nothing has been written yet.")
        .arg(tr("%n service(s)", nullptr, m_draft.services),
             tr("%n check(s)", nullptr, m_draft.checks),
             tr("%n file(s)", nullptr, static_cast<int>(m_draft.files.size())));
}

QString ImportWritePage::changes() const
{
    constexpr qsizetype kMost = 6;
    const ImportChanges &changes = m_draft.changes;
    QStringList parts;
    const auto add = [&parts](const QString &title, const QStringList &ids) {
        if (!ids.isEmpty())
            parts << title.arg(
                ids.mid(0, kMost).join(QStringLiteral(", "))
                + (ids.size() > kMost ? tr(" and %1 more").arg(ids.size() - kMost) : QString()));
    };
    add(tr("Added: %1."), changes.added);
    add(tr("Removed: %1."), changes.removed);
    add(tr("Changed: %1."), changes.changed);
    add(tr("Kept as edited by hand: %1."), changes.kept);
    const bool isThere =
        std::any_of(m_draft.files.cbegin(), m_draft.files.cend(), [](const PlannedFile &file) {
            return file.name.startsWith(QLatin1String("platforms/"))
                   && file.state != PlannedFile::State::New;
        });
    if (parts.isEmpty() && isThere)
        parts << tr("No service of the platform that stands there changes.");
    return parts.join(QLatin1Char(' '));
}

void ImportWritePage::setDraft(const ImportDraft &draft)
{
    m_draft = draft;
    m_summary->setText(summary());
    m_folder->setText(draft.folder);
    m_changes->setText(changes());
    m_changes->setVisible(!m_changes->text().isEmpty());
    const QList<QAbstractButton *> old = m_tabs->buttons();
    for (QAbstractButton *tab : old) {
        m_tabs->removeButton(tab);
        delete tab;
    }
    QStringList edited;
    for (int i = 0; i < draft.files.size(); ++i) {
        const PlannedFile &file = draft.files.at(i);
        QPushButton *tab = segment(file.name, QStringLiteral("import.write.file.%1").arg(i), this);
        tab->setAutoDefault(false);
        tab->setChecked(i == 0);
        m_tabs->addButton(tab, i);
        m_tabRow->insertWidget(i, tab);
        if (file.state == PlannedFile::State::Edited)
            edited << file.name;
    }
    m_edited->setProblem(edited.isEmpty()
                             ? QString()
                             : tr("%1: stands there and was edited, or was not imported.")
                                   .arg(edited.join(QStringLiteral(", "))),
                         Health::Degraded);
    m_replace->setVisible(!edited.isEmpty());
    m_replace->setChecked(false);
    showFile(0);
}

void ImportWritePage::focusFirst()
{
    QWidget *shown = m_diff->isHidden() ? static_cast<QWidget *>(m_text) : m_diff;
    shown->setFocus(Qt::OtherFocusReason);
}

void ImportWritePage::showFile(int number)
{
    const PlannedFile file = m_draft.files.value(number);
    const bool isChange = !file.diff.isEmpty();
    m_text->setPlainText(QString::fromUtf8(file.bytes));
    m_diff->setFiles({{file.name, false, file.diff}});
    m_text->setVisible(!isChange);
    m_diff->setVisible(isChange);
    switch (file.state) {
    case PlannedFile::State::New:
        m_state->setText(tr("new"));
        break;
    case PlannedFile::State::Unchanged:
        m_state->setText(tr("there already, with these very bytes"));
        break;
    case PlannedFile::State::Imported:
        m_state->setText(tr("replaces what an earlier import wrote"));
        break;
    case PlannedFile::State::Merged:
        m_state->setText(tr("was edited since; the edits stay"));
        break;
    case PlannedFile::State::Edited:
        m_state->setText(tr("would replace what was edited"));
        break;
    }
}

} // namespace opsdeck
