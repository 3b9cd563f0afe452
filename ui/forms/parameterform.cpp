// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/parameterform.h"

#include "ui/forms/parametereditor.h"
#include "ui/forms/problemnote.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kLabelWidth = 128;

/// "kind", and "step.kind" of a new runbook.
bool isKindField(const QString &name)
{
    return name == QLatin1String("kind") || name.endsWith(QLatin1String(".kind"));
}

QString standardText(const EditForm &form, const QString &name)
{
    const QVariant inherited = form.inherited.value(name);
    if (inherited.typeId() == QMetaType::QStringList)
        return inherited.toStringList().join(QStringLiteral(", "));
    return inherited.toString().isEmpty() ? form.defaults.value(name) : inherited.toString();
}

} // namespace

ParameterForm::ParameterForm(ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("edit.form"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
}

void ParameterForm::setForm(const EditForm &form, const QVariantMap &values)
{
    delete m_content;
    m_order.clear();
    m_editors.clear();
    m_notes.clear();
    m_content = new QWidget(this);
    auto *grid = new QGridLayout(m_content);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    grid->setColumnMinimumWidth(0, kLabelWidth);
    grid->setColumnStretch(1, 1);
    for (const ParameterSpec &field : form.fields)
        addField(*grid, form, field,
                 values.contains(field.name) ? values.value(field.name)
                                             : form.values.value(field.name));
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_content);
    m_content->show();
}

void ParameterForm::addField(QGridLayout &grid, const EditForm &form, const ParameterSpec &field,
                             const QVariant &value)
{
    const QString name = QStringLiteral("edit.field.") + field.name;
    const int row = grid.rowCount();
    auto *label =
        plainLabel(name + QStringLiteral(".label"), roleFont(TextRole::Body), "t1", m_content);
    label->setText(field.name);
    label->setMinimumHeight(32);
    grid.addWidget(label, row, 0, Qt::AlignTop);
    if (field.required && !form.fixed.contains(field.name)) {
        auto *needed = plainLabel(name + QStringLiteral(".needed"), roleFont(TextRole::Caption),
                                  "t3", m_content);
        needed->setText(tr("needed"));
        grid.addWidget(needed, row + 1, 0, Qt::AlignTop);
    }
    const bool isFixed = form.fixed.contains(field.name);
    ParameterEditor *editor =
        isFixed ? nullptr
                : ParameterEditor::make(
                      field, {name, standardText(form, field.name), m_credentials}, m_content);
    QString help = field.help;
    if (editor == nullptr) {
        auto *fixed = wrappedLabel(name, roleFont(TextRole::Body), "t2", m_content);
        const QString text = value.toString();
        fixed->setText(text.isEmpty() ? tr("written in a way that is edited in the file") : text);
        fixed->setMinimumHeight(32);
        grid.addWidget(fixed, row, 1);
        if (!text.isEmpty())
            help = tr("Another one is another dependency: remove this one and add that.");
    } else {
        editor->setValue(value);
        label->setBuddy(editor);
        grid.addWidget(editor, row, 1);
        m_order << field.name;
        m_editors.insert(field.name, editor);
        connect(editor, &ParameterEditor::edited, this, [this, field, editor] {
            if (isKindField(field.name))
                Q_EMIT kindChosen(editor->value().toString());
            else
                Q_EMIT edited();
        });
    }
    auto *below = new QVBoxLayout;
    below->setContentsMargins(0, 0, 0, 10);
    below->setSpacing(2);
    auto *note = new ProblemNote(name + QStringLiteral(".problem"), m_theme, m_content);
    below->addWidget(note);
    m_notes.insert(field.name, note);
    auto *helpLabel =
        wrappedLabel(name + QStringLiteral(".help"), roleFont(TextRole::Caption), "t3", m_content);
    helpLabel->setText(help);
    below->addWidget(helpLabel);
    grid.addLayout(below, row + 1, 1);
}

void ParameterForm::setValue(const QString &name, const QString &value)
{
    if (ParameterEditor *editor = m_editors.value(name)) {
        editor->setValue(value);
        Q_EMIT edited();
    }
}

void ParameterForm::focusKind()
{
    for (const QString &name : std::as_const(m_order)) {
        if (isKindField(name))
            focusField(name);
    }
}

QVariantMap ParameterForm::values() const
{
    QVariantMap values;
    for (auto it = m_editors.cbegin(); it != m_editors.cend(); ++it)
        values.insert(it.key(), it.value()->value());
    return values;
}

void ParameterForm::setProblems(const QMap<QString, QString> &problems)
{
    for (auto it = m_notes.cbegin(); it != m_notes.cend(); ++it)
        it.value()->setProblem(problems.value(it.key()));
}

void ParameterForm::focusFirst()
{
    if (!m_order.isEmpty())
        focusField(m_order.constFirst());
}

void ParameterForm::focusField(const QString &name)
{
    if (ParameterEditor *editor = m_editors.value(name))
        editor->setFocus(Qt::TabFocusReason);
}

} // namespace opsdeck
