// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"

#include "services/config/configlimits.h"
#include "services/config/workspacepath.h"
#include "services/editing/filesave.h"
#include "services/editing/textdiff.h"

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
    auto root = made.readFile(QFileInfo(made.m_root).fileName());
    if (!root)
        return failure(root.error());
    made.m_files.append(std::move(*root));
    const YamlSpan *platforms = made.m_files.constFirst().edit.text().find({kPlatforms});
    const QStringList names = namesIn(platforms, QStringLiteral("file"));
    for (const QString &name : names) {
        auto file = made.readFile(name);
        if (!file)
            return failure(file.error());
        const YamlSpan *id = file->edit.text().find({QStringLiteral("platform")});
        if (id != nullptr && id->isScalar())
            made.m_platforms.insert(PlatformId(id->text), static_cast<int>(made.m_files.size()));
        made.m_files.append(std::move(*file));
    }
    return made;
}

int WorkspaceEdit::fileOf(const PlatformId &platform) const
{
    return m_platforms.value(platform, -1);
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
    Place place{fileOf(target.platform), {}};
    if (place.file < 0)
        return failure(notThere(tr("platform '%1'").arg(target.platform.toString())));
    const YamlText &text = m_files.at(place.file).edit.text();
    // Goes down into a list: to the item, or to the list for a new one.
    const auto enter = [&](const QString &list, const QString &key, const QString &id, bool isNew) {
        place.path.append(list);
        const qsizetype row = isNew ? 0 : rowOf(text.find(place.path), key, id);
        if (!isNew)
            place.path.append(row);
        return row >= 0;
    };
    if (target.kind == EditKind::Platform)
        return place;
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
    choices.kinds = m_kinds.probes;
    const int file = fileOf(target.platform);
    if (file < 0)
        return choices;
    const YamlText &text = m_files.at(file).edit.text();
    choices.layers = namesIn(text.find({QStringLiteral("layers")}), kId);
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
    form.file = target.kind == EditKind::Platform && target.isNew ? QString() : file.name;
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
        const bool isName =
            field.name == kId
            || (target.kind == EditKind::Dependency && field.name == QLatin1String("service"));
        if (isName && !target.isNew)
            form.fixed << field.name;
    }
    if (target.kind == EditKind::Dependency && span != nullptr && span->isScalar())
        form.values.insert(QStringLiteral("service"), span->text);
    if (target.kind == EditKind::Environment && !target.isNew) {
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
    form.fixed.removeDuplicates();
    return form;
}

QMap<QString, QByteArray> WorkspaceEdit::overlay() const
{
    QMap<QString, QByteArray> changed;
    for (const File &file : m_files) {
        if (file.isChanged())
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

EditPreview WorkspaceEdit::preview() const
{
    EditPreview preview;
    for (const File &file : m_files) {
        if (file.isChanged())
            preview.files.append(
                {file.name, file.isNew,
                 textDiff(file.isNew ? QByteArray() : file.read, file.edit.bytes())});
    }
    preview.fields = m_fieldErrors;
    sortProblems(WorkspaceLoader(m_kinds).load(m_root, overlay()).problems, preview);
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
    // What is missing is told at the place of the whole, which is also that of its first key.
    for (const ParameterSpec &field : m_form->fields) {
        const QString quoted = QLatin1Char('\'') + field.name + QLatin1Char('\'');
        if (field.required && span->find(field.name) == nullptr && problem.text.contains(quoted))
            return field.name;
    }
    for (const ParameterSpec &field : m_form->fields) {
        const YamlEntry *entry = span->find(field.name);
        if (entry != nullptr && isAt(file.edit.text(), entry->begin, entry->end()))
            return field.name;
    }
    return {};
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
    // New files first, the one that names them last; what was written is taken back when a later
    // one fails.
    QList<const File *> order;
    for (const File &file : m_files) {
        if (file.isChanged() && file.isNew)
            order.prepend(&file);
        else if (file.isChanged() && &file != &m_files.constFirst())
            order.append(&file);
    }
    if (m_files.constFirst().isChanged())
        order.append(&m_files.constFirst());
    QStringList names;
    for (qsizetype i = 0; i < order.size(); ++i) {
        const File &file = *order.at(i);
        const QByteArray bytes = file.edit.bytes();
        const auto done =
            file.isNew ? createFile(file.path, bytes) : replaceFile(file.path, file.read, bytes);
        if (done) {
            names << file.name;
            continue;
        }
        Error error = done.error();
        for (qsizetype back = i - 1; back >= 0; --back) {
            const File &written = *order.at(back);
            const bool isBack =
                written.isNew
                    ? QFile::remove(written.path)
                    : replaceFile(written.path, written.edit.bytes(), written.read).has_value();
            if (!isBack)
                error.message += QLatin1Char(' ') + tr("%1 was already written.").arg(written.name);
        }
        return failure(error);
    }
    return names;
}

} // namespace opsdeck
