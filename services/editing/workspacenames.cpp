// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/scalars.h"
#include "services/editing/workspaceedit.h"

#include <QCoreApplication>

#include <algorithm>

// New names for what other places refer to, and what speaks of a name that goes.

namespace opsdeck {

namespace {

class Names
{
    Q_DECLARE_TR_FUNCTIONS(WorkspaceNames)
};

constexpr qsizetype kMostPlaces = 8; ///< in one sentence

QStringList idsIn(const YamlSpan *list)
{
    QStringList ids;
    for (std::size_t i = 0; list != nullptr && i < list->entries.size(); ++i) {
        const YamlEntry *id = list->entries.at(i).value.find(QStringLiteral("id"));
        if (id != nullptr)
            ids << id->value.text;
    }
    return ids;
}

template <typename Key>
QStringList texts(const QList<Key> &ids)
{
    QStringList all;
    for (const Key &id : ids)
        all << id.toString();
    return all;
}

QString takenText(EditKind kind)
{
    switch (kind) {
    case EditKind::Platform:
        return Names::tr("there is a platform '%1' already");
    case EditKind::Environment:
        return Names::tr("there is an environment '%1' already");
    case EditKind::Service:
        return Names::tr("there is a service '%1' already");
    case EditKind::Check:
        return Names::tr("the service has a check '%1' already");
    case EditKind::Metric:
        return Names::tr("the service has a chart '%1' already");
    case EditKind::Layer:
        return Names::tr("there is a layer '%1' already");
    case EditKind::Runbook:
        return Names::tr("there is a runbook '%1' already");
    case EditKind::Step:
        return Names::tr("the runbook has a step '%1' already");
    case EditKind::Dependency:
        break;
    }
    return {};
}

} // namespace

QString WorkspaceEdit::nameProblem(const EditTarget &target, const QString &name) const
{
    if (!scalars::isId(name))
        return name.isEmpty()
                   ? Names::tr("it needs a name")
                   : Names::tr("a name is letters, digits, '-', '_' and '.', begins with a letter "
                               "or digit and has at most 63");
    QStringList taken;
    if (target.kind == EditKind::Platform)
        taken = texts(m_platforms.keys());
    else if (target.kind == EditKind::Runbook)
        taken = texts(m_runbooks.keys());
    else
        taken = idsIn(
            m_files.at(m_place.file).edit.text().find(m_place.path.first(m_place.path.size() - 1)));
    return taken.contains(name) ? takenText(target.kind).arg(name) : QString();
}

NameFiles WorkspaceEdit::filesWithNamesOf(const EditTarget &target) const
{
    const auto named = [this](int file) { return NamedFile{file, &m_files.at(file).edit.text()}; };
    NameFiles files;
    files.workspace = named(0);
    if (target.kind == EditKind::Runbook || target.kind == EditKind::Step) {
        files.runbooks = {named(fileOf(target))};
        return files;
    }
    files.platformRow = platformRow(target.platform);
    files.platform = named(fileOf(target.platform));
    for (const int file : m_runbooks) {
        const YamlSpan *platform = m_files.at(file).edit.text().find({QStringLiteral("platform")});
        if (platform != nullptr && platform->text == target.platform.toString())
            files.runbooks.append(named(file));
    }
    return files;
}

QStringList WorkspaceEdit::notesOnNewName(const EditTarget &target, const QString &name,
                                          const NameFiles &files) const
{
    const QString old = nameOf(target);
    QStringList notes;
    switch (target.kind) {
    case EditKind::Platform:
    case EditKind::Environment: {
        const QString variable = target.kind == EditKind::Platform ? QStringLiteral("platform")
                                                                   : QStringLiteral("environment");
        QStringList places;
        for (const NamePlace &use : usesOfVariable(variable, files)) {
            const QString place =
                QStringLiteral("%1:%2").arg(m_files.at(use.file).name).arg(use.line);
            if (!places.contains(place))
                places << place;
        }
        const qsizetype more = places.size() - kMostPlaces;
        if (!places.isEmpty())
            notes << Names::tr("${%1} stands for '%2' from now on where that is meant: %3.")
                         .arg(variable, name,
                              more > 0
                                  ? Names::tr("%1 and %2 more places")
                                        .arg(places.first(kMostPlaces).join(QStringLiteral(", ")))
                                        .arg(more)
                                  : places.join(QStringLiteral(", ")));
        notes << Names::tr(
            "Names of credentials, commands and addresses stay as they are written.");
        [[fallthrough]];
    }
    case EditKind::Service:
    case EditKind::Check:
        notes << Names::tr("What was observed and recorded until now stays in the past under the "
                           "old name '%1'; '%2' begins anew.")
                     .arg(old, name);
        break;
    case EditKind::Metric:
        notes << Names::tr("The chart keeps its past: samples are kept by check.");
        break;
    case EditKind::Runbook:
        notes << Names::tr("Runs until now stay in the record under the old name '%1'.").arg(old);
        break;
    default:
        break;
    }
    return notes;
}

Result<void> WorkspaceEdit::rename(const QString &name)
{
    EditTarget &target = m_form->target;
    const QString field = nameField(target.kind);
    if (const QString problem = nameProblem(target, name); !problem.isEmpty()) {
        m_fieldErrors.insert(field, problem);
        return {};
    }
    const NameFiles files = filesWithNamesOf(target);
    const QList<NamePlace> places = placesOfName(target, files);
    m_notes = notesOnNewName(target, name, files);
    for (const NamePlace &place : places)
        m_renamed.append({m_files.at(place.file).name, place.line, place.what});
    // Keys last: what stands below one of them is found by its old name.
    for (const bool areKeys : {false, true}) {
        for (const NamePlace &place : places) {
            if (place.isKey != areKeys)
                continue;
            File &file = m_files[place.file];
            const QString whole = place.before + name + place.after;
            const auto done = place.isKey ? file.edit.renameKey(place.path, whole)
                                          : file.edit.set(place.path, YamlValue::text(whole));
            if (!done) {
                Error error = done.error();
                error.message =
                    QStringLiteral("%1:%2: %3").arg(file.name).arg(place.line).arg(error.message);
                return failure(error);
            }
        }
    }
    if (target.kind == EditKind::Platform)
        m_platforms.insert(PlatformId(name), m_platforms.take(target.platform));
    else if (target.kind == EditKind::Runbook)
        m_runbooks.insert(RunbookId(name), m_runbooks.take(target.runbook));
    setName(target, name);
    m_form->values.insert(field, name);
    return {};
}

Result<void> WorkspaceEdit::removeMentions(const EditTarget &target, int file)
{
    YamlEdit &edit = m_files[file].edit;
    QList<NamePlace> places = placesOfName(target, filesWithNamesOf(target));
    // From the end: the numbers of what stands before stay as they are.
    std::reverse(places.begin(), places.end());
    for (const NamePlace &place : std::as_const(places)) {
        if (place.file != file)
            continue;
        const YamlPath &path = place.path;
        const YamlPath above = path.first(path.size() - 1);
        const auto isAt = [&](const char *key) {
            return path.constFirst() == YamlStep(QString::fromLatin1(key));
        };
        const YamlSpan *list = edit.text().find(above);
        const bool isOneOfSeveral = list != nullptr && list->isList() && list->entries.size() > 1;
        const qsizetype fact = path.lastIndexOf(YamlStep(QStringLiteral("in")));
        Result<void> done;
        if (isAt("diagram"))
            done = removeWithEmptyParents(file, above, 1);
        else if (isAt("pages"))
            done = removeWithEmptyParents(file, above, 3);
        else if (isAt("parameters"))
            done = removeWithEmptyParents(file, path, 2);
        else if (isAt("contradictions"))
            done = removeWithEmptyParents(file, path, 3);
        else if (isAt("start_order"))
            done =
                isOneOfSeveral ? edit.remove(path) : removeWithEmptyParents(file, path.first(2), 1);
        else if (isAt("rules"))
            done = removeFromRule(target, file, above);
        else if (fact > 0) // one that held there alone goes: else it would hold everywhere
            done = isOneOfSeveral ? edit.remove(path)
                                  : removeWithEmptyParents(file, path.first(fact), fact - 1);
        else if (path.contains(YamlStep(QStringLiteral("capacity"))))
            done = edit.remove(path);
        else if (path.contains(YamlStep(QStringLiteral("flow"))) && list != nullptr)
            done = edit.remove(above);
        if (!done)
            return done;
    }
    return {};
}

/// A rule stays; it says no longer what it judges.
Result<void> WorkspaceEdit::removeFromRule(const EditTarget &target, int file, const YamlPath &rule)
{
    QStringList keys{QStringLiteral("metric")};
    if (target.kind == EditKind::Service)
        keys << QStringLiteral("service");
    YamlEdit &edit = m_files[file].edit;
    for (const QString &key : std::as_const(keys)) {
        if (edit.text().find(rule + YamlPath{key}) == nullptr)
            continue;
        if (const auto done = edit.remove(rule + YamlPath{key}); !done)
            return done;
    }
    return {};
}

} // namespace opsdeck
