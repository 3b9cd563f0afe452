// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>

// What the operator answers and fills in, in the workspace file.

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

const QString kPlatforms = QStringLiteral("platforms");
const QString kSettled = QStringLiteral("settled");
const QString kRules = QStringLiteral("rules");
const QString kExpected = QStringLiteral("expected_differences");
const QString kNote = QStringLiteral("note");
const QString kOn = QStringLiteral("on");

} // namespace

Error WorkspaceEdit::noPlatform(const PlatformId &platform)
{
    return {ErrorKind::NotFound,
            tr("There is no platform '%1' in the files.").arg(platform.toString()),
            tr("Try: read the files again; somebody may have changed them."),
            {}};
}

/// Of what is there, else of what comes. A file may be named more than once.
Result<YamlPath> WorkspaceEdit::saidPath(const PlatformId &platform, const QString &key,
                                         const QString &ref) const
{
    const qsizetype first = platformRow(platform);
    if (first < 0)
        return failure(noPlatform(platform));
    const YamlText &text = m_files.constFirst().edit.text();
    const QString file = m_files.at(fileOf(platform)).name;
    const auto rows = static_cast<qsizetype>(text.find({kPlatforms})->entries.size());
    for (qsizetype row = first; row < rows; ++row) {
        const YamlSpan *name = text.find({kPlatforms, row, QStringLiteral("file")});
        const YamlPath path{kPlatforms, row, key, ref};
        if (name != nullptr && name->text == file && text.find(path) != nullptr)
            return path;
    }
    return YamlPath{kPlatforms, first, key, ref};
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
    const auto path = saidPath(platform, kSettled, ref);
    if (!path)
        return failure(path.error());
    forgetForm();
    YamlValue value =
        YamlValue::map().add(QStringLiteral("answer"), YamlValue::text(answer.answer));
    if (!answer.note.isEmpty())
        value.add(kNote, YamlValue::text(answer.note));
    if (!answer.on.isEmpty())
        value.add(kOn, YamlValue::text(answer.on));
    return m_files.first().edit.set(*path, value);
}

Result<void> WorkspaceEdit::reopen(const PlatformId &platform, const QString &ref)
{
    return takeBack(platform, kSettled, ref,
                    tr("Question %1 has no answer in the files.").arg(ref));
}

Result<void> WorkspaceEdit::fillIn(const PlatformId &platform, const QString &rule,
                                   const RuleFill &fill)
{
    const auto path = saidPath(platform, kRules, rule);
    if (!path)
        return failure(path.error());
    forgetForm();
    YamlValue value = YamlValue::map();
    for (auto it = fill.texts.cbegin(); it != fill.texts.cend(); ++it)
        value.add(toWord(it.key()),
                  it.key() == RulePart::For ? YamlValue::plain(*it) : YamlValue::text(*it));
    if (!fill.note.isEmpty())
        value.add(kNote, YamlValue::text(fill.note));
    if (!fill.on.isEmpty())
        value.add(kOn, YamlValue::text(fill.on));
    return m_files.first().edit.set(*path, value);
}

Result<void> WorkspaceEdit::leaveOpen(const PlatformId &platform, const QString &rule)
{
    return takeBack(platform, kRules, rule,
                    tr("Nothing is filled in of rule %1 in the files.").arg(rule));
}

Result<void> WorkspaceEdit::expect(const PlatformId &platform, const ExpectedDifference &expected)
{
    const auto path = saidPath(platform, kExpected, expected.ref);
    if (!path)
        return failure(path.error());
    forgetForm();
    YamlValue value =
        YamlValue::map().add(QStringLiteral("reason"), YamlValue::text(expected.reason));
    if (!expected.on.isEmpty())
        value.add(kOn, YamlValue::text(expected.on));
    return m_files.first().edit.set(*path, value);
}

Result<void> WorkspaceEdit::unexpect(const PlatformId &platform, const QString &ref)
{
    return takeBack(platform, kExpected, ref,
                    tr("The difference %1 is not explained in the files.").arg(ref));
}

Result<void> WorkspaceEdit::takeBack(const PlatformId &platform, const QString &key,
                                     const QString &ref, const QString &missing)
{
    const auto path = saidPath(platform, key, ref);
    if (!path)
        return failure(path.error());
    forgetForm();
    if (m_files.constFirst().edit.text().find(*path) == nullptr)
        return failure(ErrorKind::NotFound, missing,
                       tr("Try: read the files again; somebody may have changed them."));
    return removeWithEmptyParents(0, *path, 3);
}

} // namespace opsdeck
