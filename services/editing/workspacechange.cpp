// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspacepath.h"
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

// What WorkspaceEdit does to the files.

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
const QString kParameters = QStringLiteral("parameters");
const QString kChecks = QStringLiteral("checks");
const QString kService = QStringLiteral("service");

qsizetype sizeOf(const YamlSpan *span)
{
    return span == nullptr ? 0 : static_cast<qsizetype>(span->entries.size());
}

} // namespace

Result<void> WorkspaceEdit::apply(const EditForm &form, const QVariantMap &values)
{
    const auto place = placeOf(form.target);
    if (!place)
        return failure(place.error());
    m_form = form;
    m_place = *place;
    m_fieldErrors.clear();
    m_renamed.clear();
    m_notes.clear();
    const EditKind kind = form.target.kind;
    if (kind == EditKind::Platform && form.target.isNew)
        return applyNewPlatform(values);
    if (kind == EditKind::Runbook && form.target.isNew)
        return applyNewRunbook(values);
    if (form.target.isNew)
        return applyNew(form, values, *place);
    if (kind == EditKind::Dependency)
        return applyDependency(values, *place);
    const QString name = form.target.only.isEmpty() ? nameField(kind) : QString();
    const QVariant wanted = values.value(name);
    if (!name.isEmpty() && !form.fixed.contains(name) && wanted != form.values.value(name)) {
        if (const auto done = rename(wanted.toString()); !done)
            return done;
    }
    const bool hasKinds = kind == EditKind::Check || kind == EditKind::Step;
    if (hasKinds && form.target.only.isEmpty()) {
        if (const auto done = removeForeignKeys(form, values, m_place); !done)
            return done;
    }
    // Under its new name, with what is there now.
    const EditForm current = *m_form;
    for (const ParameterSpec &field : form.fields) {
        const QVariant value = values.value(field.name);
        const QVariant before = form.values.value(field.name);
        const bool isSame = value == before || (isEmptyValue(value) && isEmptyValue(before));
        if (isSame || form.fixed.contains(field.name) || field.name == name)
            continue;
        const auto done = kind == EditKind::Step && field.name == kPosition
                              ? moveStep(value)
                              : applyField(current, field, value, m_place);
        if (!done)
            return done;
    }
    return {};
}

/// What only the kind before had.
Result<void> WorkspaceEdit::removeForeignKeys(const EditForm &form, const QVariantMap &values,
                                              const Place &place)
{
    const QString kind = QStringLiteral("kind");
    if (values.value(kind).toString() == form.values.value(kind).toString())
        return {};
    YamlEdit &edit = m_files[place.file].edit;
    QStringList keys;
    const QList<KindInfo> &kinds =
        form.target.kind == EditKind::Step ? m_kinds.steps : m_kinds.probes;
    for (const KindInfo &each : kinds) {
        for (const ParameterSpec &spec : each.parameters) {
            const bool isThere = edit.text().find(place.path)->find(spec.name) != nullptr;
            if (each.id == form.values.value(kind).toString() && isThere)
                keys << spec.name;
        }
    }
    for (const ParameterSpec &field : form.fields)
        keys.removeAll(field.name);
    for (const QString &key : std::as_const(keys)) {
        if (const auto done = edit.remove(place.path + YamlPath{key}); !done)
            return done;
    }
    return {};
}

Result<void> WorkspaceEdit::applyField(const EditForm &form, const ParameterSpec &field,
                                       const QVariant &value, const Place &place)
{
    const bool isParameters =
        form.target.kind == EditKind::Environment && field.name == kParameters;
    const int file = isParameters ? 0 : place.file;
    const YamlPath path = isParameters ? parametersPath(form.target.platform, form.target.item)
                                       : place.path + YamlPath{field.name};
    YamlEdit &edit = m_files[file].edit;
    const YamlSpan *old = edit.text().find(path);
    if (isEmptyValue(value)) {
        if (old == nullptr)
            return {};
        const qsizetype shortest = form.target.only.isEmpty() ? path.size() : 3;
        return isParameters ? edit.remove(path) : removeWithEmptyParents(file, path, shortest);
    }
    const auto written = writtenValue(field, value, old);
    if (!written) {
        m_fieldErrors.insert(field.name, written.error().message);
        return {};
    }
    return edit.update(path, *written);
}

Result<void> WorkspaceEdit::applyNew(const EditForm &form, const QVariantMap &values,
                                     const Place &place)
{
    const bool isStep = form.target.kind == EditKind::Step;
    YamlValue item = YamlValue::map();
    YamlValue parameters;
    for (const ParameterSpec &field : form.fields) {
        const QVariant value = values.value(field.name);
        if (isEmptyValue(value) || (isStep && field.name == kPosition))
            continue;
        const auto written = writtenValue(field, value, nullptr);
        if (!written)
            m_fieldErrors.insert(field.name, written.error().message);
        else if (form.target.kind == EditKind::Environment && field.name == kParameters)
            parameters = *written;
        else
            item.add(field.name, *written);
    }
    // A dependency of which only the service is said is written as its name.
    const bool isName =
        form.target.kind == EditKind::Dependency && item.keys() == QStringList{kService};
    YamlEdit &edit = m_files[place.file].edit;
    const qsizetype count = sizeOf(edit.text().find(place.path));
    const qsizetype position = isStep ? values.value(kPosition).toLongLong() : 0;
    const qsizetype row = position > 0 ? std::min(position - 1, count) : count;
    m_place.path = place.path + YamlPath{row};
    if (const auto done = edit.insert(place.path, row, isName ? *item.find(kService) : item); !done)
        return done;
    m_form->target.item = values.value(kId).toString();
    if (!parameters.isMap() || m_form->target.item.isEmpty())
        return {};
    return m_files.first().edit.update(parametersPath(form.target.platform, m_form->target.item),
                                       parameters);
}

Result<void> WorkspaceEdit::applyNewPlatform(const QVariantMap &values)
{
    const auto text = [&](const char *name) {
        return values.value(QString::fromLatin1(name)).toString();
    };
    const QString name = text("file");
    const QString path = workspacePath(m_directory, name);
    isFreshName(name, QStringLiteral("platforms/shop.yaml"));
    for (const char *field : {"platform", "environment"}) {
        if (text(field).isEmpty())
            m_fieldErrors.insert(QString::fromLatin1(field),
                                 tr("a platform needs '%1'").arg(QString::fromLatin1(field)));
    }
    if (!m_fieldErrors.isEmpty())
        return {};
    YamlValue platform =
        YamlValue::map().add(QStringLiteral("platform"), YamlValue::text(text("platform")));
    for (const ParameterSpec &field : std::as_const(m_form->fields)) {
        const QVariant value = values.value(field.name);
        const bool isHeld =
            field.name == QLatin1String("title") || field.name == QLatin1String("layers");
        if (!isHeld || isEmptyValue(value))
            continue;
        const auto written = writtenValue(field, value, nullptr);
        if (written)
            platform.add(field.name, *written);
    }
    YamlValue environment = YamlValue::map().add(kId, YamlValue::text(text("environment")));
    if (!text("tier").isEmpty())
        environment.add(QStringLiteral("tier"), YamlValue::text(text("tier")));
    platform.add(kEnvironments, YamlValue::list({environment}));
    auto edit = YamlEdit::open(YamlEdit::written(platform));
    if (!edit)
        return failure(edit.error());
    if (const auto done = m_files.first().edit.append(
            {kPlatforms}, YamlValue::map().add(QStringLiteral("file"), YamlValue::text(name)));
        !done)
        return done;
    m_files.append(File{name, path, {}, true, std::move(*edit)});
    m_place = {static_cast<int>(m_files.size()) - 1, {}};
    return {};
}

Result<void> WorkspaceEdit::applyDependency(const QVariantMap &values, const Place &place)
{
    YamlEdit &edit = m_files[place.file].edit;
    const YamlSpan *old = edit.text().find(place.path);
    YamlValue wanted = old->isMap() ? YamlText::valueOf(*old)
                                    : YamlValue::map().add(kService, YamlValue::text(old->text));
    for (const char *name : {"basis", "role"}) {
        const QString key = QString::fromLatin1(name);
        const QString value = values.value(key).toString();
        if (value.isEmpty())
            wanted.remove({key});
        else
            wanted.set({key}, YamlValue::text(value));
    }
    if (!old->isMap() && wanted.keys() == QStringList{kService})
        return {};
    return edit.update(place.path, wanted);
}

/// Removes a value and the mappings and lists above it that would be empty, down to a path of
/// `shortest` steps.
Result<void> WorkspaceEdit::removeWithEmptyParents(int file, YamlPath path, qsizetype shortest)
{
    YamlEdit &edit = m_files[file].edit;
    while (path.size() > shortest && sizeOf(edit.text().find(path.first(path.size() - 1))) == 1)
        path.removeLast();
    return edit.remove(path);
}

Result<void> WorkspaceEdit::remove(const EditTarget &target)
{
    const auto place = placeOf(target);
    if (!place)
        return failure(place.error());
    forgetForm();
    if (target.kind == EditKind::Platform)
        return m_files.first().edit.remove({kPlatforms, platformRow(target.platform)});
    if (target.kind == EditKind::Runbook)
        return removeItems(0, {QStringLiteral("runbooks")}, {}, m_files.at(place->file).name);
    if (target.kind == EditKind::Step || target.kind == EditKind::Layer)
        return m_files[place->file].edit.remove(place->path);
    if (!target.only.isEmpty())
        return removeWithEmptyParents(place->file, place->path, 3);
    if (const auto done = removeReferences(target, place->file); !done)
        return done;
    // An empty list of checks, metrics or dependencies goes too; one of services or environments
    // stays to be seen.
    const bool isInService =
        target.kind != EditKind::Service && target.kind != EditKind::Environment;
    return isInService ? removeWithEmptyParents(place->file, place->path, 3)
                       : m_files[place->file].edit.remove(place->path);
}

/// Items of a list that are `text`, or whose `key` is.
Result<void> WorkspaceEdit::removeItems(int file, const YamlPath &list, const QString &key,
                                        const QString &text)
{
    for (qsizetype row = sizeOf(m_files.at(file).edit.text().find(list)) - 1; row >= 0; --row) {
        const YamlSpan *item = m_files.at(file).edit.text().find(list + YamlPath{row});
        const YamlEntry *name = item->find(key);
        if (item->text != text && (name == nullptr || name->value.text != text))
            continue;
        const auto shortest = std::min<qsizetype>(3, list.size());
        if (const auto done = removeWithEmptyParents(file, list + YamlPath{row}, shortest); !done)
            return done;
    }
    return {};
}

/// The charts that are drawn by a check, with what speaks of them.
Result<void> WorkspaceEdit::removeDrawn(const EditTarget &check, int file, const YamlPath &metrics)
{
    const QString key = QStringLiteral("check");
    EditTarget metric = check;
    metric.kind = EditKind::Metric;
    for (qsizetype row = 0; row < sizeOf(m_files.at(file).edit.text().find(metrics)); ++row) {
        const YamlSpan *item = m_files.at(file).edit.text().find(metrics + YamlPath{row});
        const YamlEntry *drawn = item->find(key);
        const YamlEntry *id = item->find(kId);
        if (drawn == nullptr || drawn->value.text != check.item || id == nullptr)
            continue;
        metric.item = id->value.text;
        if (const auto done = removeMentions(metric, file); !done)
            return done;
    }
    return removeItems(file, metrics, key, check.item);
}

Result<void> WorkspaceEdit::removeReferences(const EditTarget &target, int file)
{
    const auto text = [&]() -> const YamlText & { return m_files.at(file).edit.text(); };
    if (const auto done = removeMentions(target, file); !done)
        return done;
    const qsizetype services = sizeOf(text().find({kServices}));
    if (target.kind == EditKind::Environment) {
        const YamlPath parameters = parametersPath(target.platform, target.item);
        if (m_files.constFirst().edit.text().find(parameters) != nullptr) {
            if (const auto done = removeWithEmptyParents(0, parameters, 3); !done)
                return done;
        }
    }
    for (qsizetype row = 0; row < services; ++row) {
        const YamlPath service{kServices, row};
        const YamlSpan *id = text().find(service + YamlPath{kId});
        const bool isOwn = id != nullptr && id->text == target.service.toString();
        Result<void> done;
        if (target.kind == EditKind::Environment) {
            const YamlPath over = service + YamlPath{kEnvironments, target.item};
            if (text().find(over) != nullptr)
                done = removeWithEmptyParents(file, over, 3);
            const YamlSpan *onlyIn = text().find(service + YamlPath{QStringLiteral("only_in")});
            // The last one stays: without it the service would be everywhere.
            if (done && sizeOf(onlyIn) > 1)
                done = removeItems(file, service + YamlPath{QStringLiteral("only_in")}, kId,
                                   target.item);
        } else if (target.kind == EditKind::Service && !isOwn) {
            done = removeItems(file, service + YamlPath{kDependsOn}, kService,
                               target.service.toString());
        } else if (target.kind == EditKind::Check && isOwn) {
            const YamlSpan *overrides = text().find(service + YamlPath{kEnvironments});
            QStringList environments;
            for (std::size_t i = 0; overrides != nullptr && i < overrides->entries.size(); ++i)
                environments << overrides->entries.at(i).key;
            for (const QString &environment : std::as_const(environments)) {
                const YamlPath over =
                    service + YamlPath{kEnvironments, environment, kChecks, target.item};
                if (done && text().find(over) != nullptr)
                    done = removeWithEmptyParents(file, over, 3);
            }
            if (done)
                done = removeDrawn(target, file, service + YamlPath{QStringLiteral("metrics")});
        }
        if (!done)
            return done;
    }
    return {};
}

} // namespace opsdeck
