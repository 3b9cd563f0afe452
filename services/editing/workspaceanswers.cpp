// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>

// The operator's answers to contradictions, in the workspace file.

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

const QString kPlatforms = QStringLiteral("platforms");
const QString kSettled = QStringLiteral("settled");

} // namespace

/// Of an answer that is there, else of one that comes. A file may be named more than once.
Result<YamlPath> WorkspaceEdit::answerPath(const PlatformId &platform, const QString &ref) const
{
    const qsizetype first = platformRow(platform);
    if (first < 0)
        return failure(ErrorKind::NotFound,
                       tr("There is no platform '%1' in the files.").arg(platform.toString()),
                       tr("Try: read the files again; somebody may have changed them."));
    const YamlText &text = m_files.constFirst().edit.text();
    const QString file = m_files.at(fileOf(platform)).name;
    const auto rows = static_cast<qsizetype>(text.find({kPlatforms})->entries.size());
    for (qsizetype row = first; row < rows; ++row) {
        const YamlSpan *name = text.find({kPlatforms, row, QStringLiteral("file")});
        const YamlPath path{kPlatforms, row, kSettled, ref};
        if (name != nullptr && name->text == file && text.find(path) != nullptr)
            return path;
    }
    return YamlPath{kPlatforms, first, kSettled, ref};
}

void WorkspaceEdit::forgetForm()
{
    m_form.reset();
    m_fieldErrors.clear();
    m_renamed.clear();
    m_notes.clear();
}

Result<void> WorkspaceEdit::settle(const PlatformId &platform, const QString &ref,
                                   const Settlement &answer)
{
    const auto path = answerPath(platform, ref);
    if (!path)
        return failure(path.error());
    forgetForm();
    YamlValue value =
        YamlValue::map().add(QStringLiteral("answer"), YamlValue::text(answer.answer));
    if (!answer.note.isEmpty())
        value.add(QStringLiteral("note"), YamlValue::text(answer.note));
    if (!answer.on.isEmpty())
        value.add(QStringLiteral("on"), YamlValue::text(answer.on));
    return m_files.first().edit.set(*path, value);
}

Result<void> WorkspaceEdit::reopen(const PlatformId &platform, const QString &ref)
{
    const auto path = answerPath(platform, ref);
    if (!path)
        return failure(path.error());
    forgetForm();
    if (m_files.constFirst().edit.text().find(*path) == nullptr)
        return failure(ErrorKind::NotFound, tr("Question %1 has no answer in the files.").arg(ref),
                       tr("Try: read the files again; somebody may have changed them."));
    return removeWithEmptyParents(0, *path, 3);
}

} // namespace opsdeck
