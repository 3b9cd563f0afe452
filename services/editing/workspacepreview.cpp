// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/textdiff.h"
#include "services/editing/workspaceedit.h"

// What an edit would write, and the places of what is wrong with it.

namespace opsdeck {

QMap<QString, QByteArray> WorkspaceEdit::overlay() const
{
    QMap<QString, QByteArray> changed;
    for (const File &file : m_files) {
        if (file.isChanged() && !file.isGone)
            changed.insert(file.path, file.edit.bytes());
    }
    return changed;
}

QStringList WorkspaceEdit::changedFiles() const
{
    QStringList names;
    for (const File &file : m_files) {
        if (file.isChanged())
            names << file.name;
    }
    return names;
}

LoadedWorkspace WorkspaceEdit::loaded() const
{
    return WorkspaceLoader(m_kinds).load(m_root, overlay());
}

EditPreview WorkspaceEdit::preview(const LoadedWorkspace &loaded) const
{
    EditPreview preview;
    for (const File &file : m_files) {
        if (file.isChanged())
            preview.files.append({file.name, file.isNew,
                                  textDiff(file.isNew ? QByteArray() : file.read,
                                           file.isGone ? QByteArray() : file.edit.bytes()),
                                  file.isGone});
    }
    preview.fields = m_fieldErrors;
    preview.places = m_renamed;
    preview.notes = m_notes;
    sortProblems(loaded.problems, preview);
    return preview;
}

void WorkspaceEdit::sortProblems(const QList<ConfigProblem> &problems, EditPreview &preview) const
{
    for (const ConfigProblem &problem : problems) {
        const QString field =
            problem.severity == ProblemSeverity::Error ? fieldOf(problem) : QString();
        if (field.isEmpty())
            preview.problems.append(problem);
        else if (!preview.fields.contains(field))
            preview.fields.insert(field, problem.text);
    }
}

/// The field of the last form whose value the problem stands at, or whose name it misses.
QString WorkspaceEdit::fieldOf(const ConfigProblem &problem) const
{
    if (!m_form)
        return {};
    const auto isAt = [&](const YamlText &text, qsizetype begin, qsizetype end) {
        const std::pair<int, int> where{problem.where.line, problem.where.column};
        return text.place(begin) <= where && where <= text.place(end);
    };
    if (m_form->target.kind == EditKind::Environment
        && problem.where.file == m_files.constFirst().name) {
        const YamlText &text = m_files.constFirst().edit.text();
        const YamlSpan *parameters =
            text.find(parametersPath(m_form->target.platform, m_form->target.item));
        return parameters != nullptr && isAt(text, parameters->begin, parameters->end)
                   ? QStringLiteral("parameters")
                   : QString();
    }
    const File &file = m_files.at(m_place.file);
    const YamlSpan *span =
        problem.where.file == file.name ? file.edit.text().find(m_place.path) : nullptr;
    if (span == nullptr || !isAt(file.edit.text(), span->begin, span->end))
        return {};
    // Of a new runbook some fields are its first step's.
    const YamlSpan *first = file.edit.text().find({QStringLiteral("steps"), qsizetype(0)});
    const bool hasFirst = m_form->target.kind == EditKind::Runbook && m_form->target.isNew;
    const auto isFirst = [&](const ParameterSpec &field) {
        return hasFirst && first != nullptr && field.name.startsWith(kFirstStep);
    };
    const auto keyOf = [&](const ParameterSpec &field) {
        return isFirst(field) ? field.name.mid(kFirstStep.size()) : field.name;
    };
    const auto holderOf = [&](const ParameterSpec &field) { return isFirst(field) ? first : span; };
    // What is missing is told at the place of the whole, which is also that of its first key.
    for (const ParameterSpec &field : m_form->fields) {
        const QString quoted = QLatin1Char('\'') + keyOf(field) + QLatin1Char('\'');
        if (field.required && holderOf(field)->find(keyOf(field)) == nullptr
            && problem.text.contains(quoted))
            return field.name;
    }
    for (const ParameterSpec &field : m_form->fields) {
        const YamlEntry *entry = holderOf(field)->find(keyOf(field));
        if (entry != nullptr && isAt(file.edit.text(), entry->begin, entry->end()))
            return field.name;
    }
    // What is wrong with the whole in braces, by its name.
    const QString name = nameField(m_form->target.kind);
    const YamlEntry *own = name.isEmpty() ? nullptr : span->find(name);
    const bool isNamed =
        own != nullptr
        && problem.text.contains(QLatin1Char('\'') + own->value.text + QLatin1Char('\''));
    return isNamed && isAt(file.edit.text(), span->begin, span->begin) ? name : QString();
}

} // namespace opsdeck
