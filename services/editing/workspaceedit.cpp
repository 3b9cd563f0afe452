// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include "services/config/configlimits.h"
#include "services/config/workspacepath.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WorkspaceEdit", text);
}

const QString kId = QStringLiteral("id");
const QString kServices = QStringLiteral("services");
const QString kEnvironments = QStringLiteral("environments");
const QString kPlatforms = QStringLiteral("platforms");
const QString kDependsOn = QStringLiteral("depends_on");
const QString kRunbooks = QStringLiteral("runbooks");
const QString kSteps = QStringLiteral("steps");
const QString kLayers = QStringLiteral("layers");

/// The index of the item whose `key` is `id`; of one that is the text itself too. -1: none.
qsizetype rowOf(const YamlSpan *list, const QString &key, const QString &id)
{
    if (list == nullptr || !list->isList())
        return -1;
    for (std::size_t i = 0; i < list->entries.size(); ++i) {
        const YamlSpan &item = list->entries.at(i).value;
        const YamlEntry *name = item.find(key);
        if ((name != nullptr && name->value.text == id) || (item.isScalar() && item.text == id))
            return static_cast<qsizetype>(i);
    }
    return -1;
}

QStringList namesIn(const YamlSpan *list, const QString &key)
{
    QStringList names;
    for (std::size_t i = 0; list != nullptr && i < list->entries.size(); ++i) {
        const YamlEntry *name = list->entries.at(i).value.find(key);
        if (name != nullptr && !name->value.text.isEmpty())
            names << name->value.text;
    }
    return names;
}

QStringList textsIn(const YamlSpan *list)
{
    QStringList texts;
    for (std::size_t i = 0; list != nullptr && i < list->entries.size(); ++i) {
        if (list->entries.at(i).value.isScalar())
            texts << list->entries.at(i).value.text;
    }
    return texts;
}

Error notThere(const QString &what)
{
    return {ErrorKind::NotFound,
            tr("There is no %1 in the files.").arg(what),
            tr("Try: read the files again; somebody may have changed them."),
            {}};
}

} // namespace

Result<WorkspaceEdit::File> WorkspaceEdit::readFile(const QString &name) const
{
    const QString path = workspacePath(m_directory, name);
    if (name.isEmpty() || QDir::isAbsolutePath(name) || !isInside(m_directory, path))
        return failure(ErrorKind::Guard, tr("%1 lies outside of the workspace's folder.").arg(name),
                       {});
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::NotFound, tr("%1 can't be read.").arg(name),
                       tr("Try: mend the workspace's files first."));
    const QByteArray bytes = file.read(configlimits::kFileBytes + 1);
    auto edit = YamlEdit::open(bytes);
    if (!edit) {
        Error error = edit.error();
        error.message = name + QStringLiteral(": ") + error.message;
        return failure(error);
    }
    return File{name, path, bytes, false, std::move(*edit)};
}

Result<WorkspaceEdit> WorkspaceEdit::open(const QString &fileOrFolder, const KindCatalog &kinds)
{
    const QFileInfo info(fileOrFolder);
    WorkspaceEdit made;
    made.m_kinds = kinds;
    made.m_root = info.isDir() ? QDir(fileOrFolder).absoluteFilePath(QStringLiteral("opsdeck.yaml"))
                               : info.absoluteFilePath();
    made.m_directory = QFileInfo(made.m_root).absolutePath();
    if (const auto done = settleCutSave(made.m_directory); !done)
        return failure(done.error());
    auto root = made.readFile(QFileInfo(made.m_root).fileName());
    if (!root)
        return failure(root.error());
    made.m_files.append(std::move(*root));
    const YamlText text = made.m_files.constFirst().edit.text();
    if (const auto done = made.readIncluded(text.find({kPlatforms}), QStringLiteral("file")); !done)
        return failure(done.error());
    // A runbook that can't be read stands in the way of nothing else; the loader tells of it.
    made.readIncluded(text.find({kRunbooks}), {});
    return made;
}

Result<void> WorkspaceEdit::readIncluded(const YamlSpan *list, const QString &key)
{
    const bool arePlatforms = !key.isEmpty();
    const QStringList names = arePlatforms ? namesIn(list, key) : textsIn(list);
    for (const QString &name : names) {
        auto file = readFile(name);
        if (!file && arePlatforms)
            return failure(file.error());
        if (!file)
            continue;
        const auto index = static_cast<int>(m_files.size());
        const YamlSpan *id = file->edit.text().find(
            {arePlatforms ? QStringLiteral("platform") : QStringLiteral("runbook")});
        if (id != nullptr && id->isScalar() && arePlatforms)
            m_platforms.insert(PlatformId(id->text), index);
        else if (id != nullptr && id->isScalar())
            m_runbooks.insert(RunbookId(id->text), index);
        m_files.append(std::move(*file));
    }
    return {};
}

int WorkspaceEdit::fileOf(const PlatformId &platform) const
{
    return m_platforms.value(platform, -1);
}

int WorkspaceEdit::fileOf(const EditTarget &target) const
{
    const bool isInRunbook = target.kind == EditKind::Runbook || target.kind == EditKind::Step;
    return isInRunbook ? m_runbooks.value(target.runbook, -1) : fileOf(target.platform);
}

qsizetype WorkspaceEdit::platformRow(const PlatformId &platform) const
{
    const int file = fileOf(platform);
    return file < 0 ? -1
                    : rowOf(m_files.constFirst().edit.text().find({kPlatforms}),
                            QStringLiteral("file"), m_files.at(file).name);
}

YamlPath WorkspaceEdit::parametersPath(const PlatformId &platform, const QString &environment) const
{
    return {kPlatforms, platformRow(platform), QStringLiteral("parameters"), environment};
}

Result<WorkspaceEdit::Place> WorkspaceEdit::placeOf(const EditTarget &target) const
{
    if (target.kind == EditKind::Platform && target.isNew)
        return Place{0, {kPlatforms}};
    if (target.kind == EditKind::Runbook && target.isNew)
        return Place{0, {kRunbooks}};
    Place place{fileOf(target), {}};
    const bool isInRunbook = target.kind == EditKind::Runbook || target.kind == EditKind::Step;
    if (place.file < 0)
        return failure(notThere(isInRunbook ? tr("runbook '%1'").arg(target.runbook.toString())
                                            : tr("platform '%1'").arg(target.platform.toString())));
    const YamlText &text = m_files.at(place.file).edit.text();
    // Goes down into a list: to the item, or to the list for a new one.
    const auto enter = [&](const QString &list, const QString &key, const QString &id, bool isNew) {
        place.path.append(list);
        const qsizetype row = isNew ? 0 : rowOf(text.find(place.path), key, id);
        if (!isNew)
            place.path.append(row);
        return row >= 0;
    };
    if (target.kind == EditKind::Platform || target.kind == EditKind::Runbook)
        return place;
    if (target.kind == EditKind::Step || target.kind == EditKind::Layer) {
        const bool isStep = target.kind == EditKind::Step;
        if (!enter(isStep ? kSteps : kLayers, kId, target.item, target.isNew))
            return failure(
                notThere((isStep ? tr("step '%1'") : tr("layer '%1'")).arg(target.item)));
        return place;
    }
    if (target.kind == EditKind::Environment) {
        if (!enter(kEnvironments, kId, target.item, target.isNew))
            return failure(notThere(tr("environment '%1'").arg(target.item)));
        return place;
    }
    const bool isService = target.kind == EditKind::Service;
    if (!enter(kServices, kId, target.service.toString(), isService && target.isNew))
        return failure(notThere(tr("service '%1'").arg(target.service.toString())));
    if (!target.only.isEmpty()) {
        place.path += {kEnvironments, target.only.toString()};
        if (!isService)
            place.path += {QStringLiteral("checks"), target.item};
        return place;
    }
    bool isThere = true;
    if (target.kind == EditKind::Check)
        isThere = enter(QStringLiteral("checks"), kId, target.item, target.isNew);
    else if (target.kind == EditKind::Metric)
        isThere = enter(QStringLiteral("metrics"), kId, target.item, target.isNew);
    else if (target.kind == EditKind::Dependency)
        isThere = enter(kDependsOn, QStringLiteral("service"), target.item, target.isNew);
    if (!isThere)
        return failure(
            notThere(tr("'%1' of service '%2'").arg(target.item, target.service.toString())));
    return place;
}

EditChoices WorkspaceEdit::choicesFor(const EditTarget &target) const
{
    EditChoices choices;
    const bool isInRunbook = target.kind == EditKind::Runbook || target.kind == EditKind::Step;
    choices.kinds = isInRunbook ? m_kinds.steps : m_kinds.probes;
    for (auto it = m_platforms.cbegin(); it != m_platforms.cend(); ++it)
        choices.platforms << it.key().toString();
    PlatformId platform = target.platform;
    if (const int runbook = isInRunbook ? fileOf(target) : -1; runbook >= 0) {
        const YamlText &text = m_files.at(runbook).edit.text();
        const YamlSpan *stated = text.find({QStringLiteral("platform")});
        const YamlSpan *steps = text.find({kSteps});
        platform = PlatformId(stated == nullptr ? QString() : stated->text);
        choices.steps = steps == nullptr ? 0 : static_cast<qsizetype>(steps->entries.size());
    }
    const int file = fileOf(platform);
    if (file < 0)
        return choices;
    const YamlText &text = m_files.at(file).edit.text();
    choices.layers = namesIn(text.find({kLayers}), kId);
    choices.ways = namesIn(text.find({QStringLiteral("ways")}), kId);
    choices.environments = namesIn(text.find({kEnvironments}), kId);
    choices.services = namesIn(text.find({kServices}), kId);
    const qsizetype row = rowOf(text.find({kServices}), kId, target.service.toString());
    if (row >= 0)
        choices.checks = namesIn(text.find({kServices, row, QStringLiteral("checks")}), kId);
    return choices;
}

Result<EditForm> WorkspaceEdit::form(const EditTarget &target, const QString &checkKind) const
{
    const auto place = placeOf(target);
    if (!place)
        return failure(place.error());
    const File &file = m_files.at(place->file);
    const YamlText &text = file.edit.text();
    EditForm form;
    form.target = target;
    const bool isWhole = target.kind == EditKind::Platform || target.kind == EditKind::Runbook;
    form.file = isWhole && target.isNew ? QString() : file.name;
    const YamlSpan *span = target.isNew ? nullptr : text.find(place->path);
    const YamlSpan *base = span;
    if (!target.only.isEmpty()) {
        EditTarget everywhere = target;
        everywhere.only = {};
        const auto whole = placeOf(everywhere);
        if (!whole)
            return failure(whole.error());
        base = text.find(whole->path);
    }
    const YamlEntry *kind = base == nullptr ? nullptr : base->find(QStringLiteral("kind"));
    form.fields = editFields(target, choicesFor(target),
                             !checkKind.isEmpty() ? checkKind
                             : kind == nullptr    ? QString()
                                                  : kind->value.text);
    if (span != nullptr)
        form.line = text.place(span->begin).first;
    for (const ParameterSpec &field : std::as_const(form.fields)) {
        const QString standard = defaultText(field);
        if (!standard.isEmpty())
            form.defaults.insert(field.name, standard);
        const auto take = [&](const YamlSpan *from, QVariantMap &values) {
            const YamlEntry *entry = from == nullptr ? nullptr : from->find(field.name);
            const auto value =
                entry == nullptr ? std::optional(QVariant()) : shownValue(field, entry->value);
            if (!value)
                form.fixed << field.name;
            else if (value->isValid())
                values.insert(field.name, *value);
        };
        take(span, form.values);
        if (!target.only.isEmpty())
            take(base, form.inherited);
        // Another service is another dependency.
        if (target.kind == EditKind::Dependency && field.name == QLatin1String("service")
            && !target.isNew)
            form.fixed << field.name;
    }
    addSpecialValues(target, *place, span, form);
    form.fixed.removeDuplicates();
    return form;
}

/// Those that are not written where the others are.
void WorkspaceEdit::addSpecialValues(const EditTarget &target, const Place &place,
                                     const YamlSpan *span, EditForm &form) const
{
    if (target.kind == EditKind::Dependency && span != nullptr && span->isScalar())
        form.values.insert(QStringLiteral("service"), span->text);
    if (target.kind == EditKind::Runbook && target.isNew)
        form.values.insert(QStringLiteral("platform"), target.platform.toString());
    if (target.kind == EditKind::Step) {
        const qsizetype row =
            target.isNew ? choicesFor(target).steps : std::get<qsizetype>(place.path.constLast());
        form.values.insert(kPosition, QString::number(row + 1));
    }
    if (target.kind != EditKind::Environment || target.isNew)
        return;
    const YamlSpan *parameters =
        m_files.constFirst().edit.text().find(parametersPath(target.platform, target.item));
    ParameterSpec field;
    field.type = ParameterType::StringMap;
    const auto value =
        parameters == nullptr ? std::optional(QVariant()) : shownValue(field, *parameters);
    if (!value)
        form.fixed << QStringLiteral("parameters");
    else if (value->isValid())
        form.values.insert(QStringLiteral("parameters"), *value);
}

Result<QStringList> WorkspaceEdit::save() const
{
    const EditPreview judged = preview();
    if (judged.files.isEmpty() && judged.fields.isEmpty())
        return QStringList();
    if (!judged.canSave()) {
        const QString first =
            judged.fields.isEmpty() ? judged.problems.constFirst().text : judged.fields.first();
        return failure(ErrorKind::Config, tr("Not saved: %1.").arg(first),
                       tr("Nothing was changed. Try: mend what is wrong first."));
    }
    if (const auto done = saveFiles(m_directory, writes()); !done)
        return failure(done.error());
    return changedFiles();
}

QList<FileWrite> WorkspaceEdit::writes() const
{
    QList<FileWrite> fresh;
    QList<FileWrite> changed;
    QList<FileWrite> gone;
    for (qsizetype i = m_files.size() - 1; i >= 0; --i) {
        const File &file = m_files.at(i);
        const QByteArray bytes = file.edit.bytes();
        if (file.isGone)
            gone.append({file.path, file.read, std::nullopt});
        else if (file.isNew)
            fresh.append({file.path, std::nullopt, bytes});
        else if (file.isChanged())
            changed.append({file.path, file.read, bytes});
    }
    // New files first, the one that names them behind, what it no longer names last.
    return fresh + changed + gone;
}

Result<void> WorkspaceEdit::undo(const QList<FileWrite> &saved)
{
    m_form.reset();
    for (const FileWrite &write : saved) {
        const auto file = std::find_if(m_files.begin(), m_files.end(),
                                       [&](const File &each) { return each.path == write.path; });
        const QString name = QDir(m_directory).relativeFilePath(write.path);
        const bool isThere = file != m_files.end();
        const bool isAsSaved = write.bytes ? isThere && file->read == *write.bytes
                                           : !isThere && !QFileInfo::exists(write.path);
        if (!isAsSaved)
            return failure(ErrorKind::Guard,
                           tr("%1 was changed since: the last change can't be undone.").arg(name),
                           tr("Try: edit what is there now."));
        if (!write.known) {
            file->isGone = true;
            continue;
        }
        auto edit = YamlEdit::open(*write.known);
        if (!edit)
            return failure(edit.error());
        if (isThere)
            file->edit = std::move(*edit);
        else
            m_files.append(File{name, write.path, {}, true, std::move(*edit)});
    }
    return {};
}

} // namespace opsdeck
