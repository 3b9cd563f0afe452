// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/programs.h"

#include "services/config/configtext.h"
#include "services/config/programfiles.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qsizetype kPathsShown = 4;

const KindInfo *kindOf(const QList<KindInfo> &kinds, const QString &id)
{
    const auto it = std::find_if(kinds.cbegin(), kinds.cend(),
                                 [&](const KindInfo &kind) { return kind.id == id; });
    return it == kinds.cend() ? nullptr : &*it;
}

QStringList commandIn(const KindInfo &kind, const QVariantMap &values)
{
    for (const ParameterSpec &spec : kind.parameters) {
        if (spec.isArgumentVector && spec.type == ParameterType::StringList)
            return values.value(spec.name).toStringList();
    }
    return {};
}

/// Variables and credentials that a program gets, each in words.
QStringList factsIn(const KindInfo &kind, const QVariantMap &values)
{
    QStringList facts;
    const QVariantMap environment = values.value(QStringLiteral("environment")).toMap();
    for (auto it = environment.cbegin(); it != environment.cend(); ++it)
        facts << ConfigText::tr("with %1=%2").arg(it.key(), shownArgument(it->toString()));
    for (const ParameterSpec &spec : kind.parameters) {
        const QString credential = values.value(spec.name).toString();
        if (spec.type == ParameterType::Credential && !credential.isEmpty())
            facts << ConfigText::tr("gets the credential %1 as %2")
                         .arg(credential,
                              values.value(QStringLiteral("credential_as"), QStringLiteral("stdin"))
                                  .toString());
    }
    return facts;
}

/// The same for the digest: nothing of it depends on the language.
QJsonArray sealed(const KindInfo &kind, const QVariantMap &values)
{
    QJsonArray all{
        QJsonObject::fromVariantMap(values.value(QStringLiteral("environment")).toMap())};
    for (const ParameterSpec &spec : kind.parameters) {
        const QString credential = values.value(spec.name).toString();
        if (spec.type == ParameterType::Credential && !credential.isEmpty())
            all.append(QJsonArray{spec.name, credential,
                                  values.value(QStringLiteral("credential_as")).toString()});
    }
    return all;
}

/// One that a check runs, and what of it decides but its arguments.
struct Found
{
    ProgramUse program;
    QJsonArray sealed = {};
    QStringList variables = {}; ///< values
};

QString listed(const QStringList &paths)
{
    QStringList shown;
    for (const QString &path : paths.mid(0, kPathsShown))
        shown << path;
    const QString text = shown.join(QStringLiteral(", "));
    const qsizetype more = paths.size() - shown.size();
    return more > 0 ? ConfigText::tr("%1 and %2 more").arg(text).arg(more) : text;
}

void seal(Found &found, const QString &directory, ReadContents &read)
{
    ProgramUse &program = found.program;
    QStringList texts = program.argumentVector + found.variables;
    // A bare name is looked up in PATH, which may lead into the workspace.
    texts << QStandardPaths::findExecutable(program.argumentVector.constFirst());
    const ProgramFiles files = filesNamedIn(texts, directory, read);
    program.files = files.stamps;
    if (!files.leftOut.isEmpty())
        program.facts << ConfigText::tr("left out, as data of a version control: %1")
                             .arg(listed(files.leftOut));
    if (!files.notLookedInto.isEmpty()) {
        program.facts << ConfigText::tr("not looked into, so never trusted: %1")
                             .arg(listed(files.notLookedInto));
        return;
    }
    const QJsonArray all{QJsonArray::fromStringList(program.argumentVector), found.sealed,
                         files.contents};
    program.digest = QString::fromLatin1(
        QCryptographicHash::hash(QJsonDocument(all).toJson(QJsonDocument::Compact),
                                 QCryptographicHash::Sha256)
            .toHex());
}

Found programFrom(const QStringList &arguments)
{
    Found found;
    found.program.argumentVector = arguments;
    return found;
}

Found programFrom(const QStringList &arguments, const KindInfo &kind, const QVariantMap &values)
{
    Found found = programFrom(arguments);
    found.program.facts = factsIn(kind, values);
    found.sealed = sealed(kind, values);
    const QVariantMap environment = values.value(QStringLiteral("environment")).toMap();
    for (const QVariant &value : environment)
        found.variables << value.toString();
    return found;
}

QList<Found> programsOf(const Check &check, const KindInfo &kind)
{
    QList<Found> programs;
    const QStringList byWay = wayVector(check);
    if (!byWay.isEmpty())
        programs.append(programFrom(byWay));
    const QStringList own =
        commandVector(check, commandIn(kind, check.parameters), kind.ways == WayUse::Ssh);
    if (!own.isEmpty())
        programs.append(programFrom(own, kind, check.parameters));
    return programs;
}

template <typename Use>
void forEachCheck(Workspace &workspace, Use use)
{
    for (Platform &platform : workspace.platforms) {
        for (Environment &environment : platform.environments) {
            for (Service &service : environment.services) {
                for (Check &check : service.checks)
                    use(CheckKey{{{platform.id, environment.id}, service.id}, check.id}, check);
            }
        }
    }
}

} // namespace

QList<ProgramUse> withholdPrograms(Workspace &workspace, const QList<KindInfo> &kinds,
                                   const QHash<CheckKey, SourceLocation> &places)
{
    QList<ProgramUse> all;
    QHash<QString, qsizetype> known;
    ReadContents read;
    forEachCheck(workspace, [&](const CheckKey &key, Check &check) {
        const KindInfo *kind = kindOf(kinds, check.kind);
        if (kind == nullptr)
            return;
        const QList<Found> own = programsOf(check, *kind);
        check.isWithheld = !own.isEmpty();
        for (Found found : own) {
            seal(found, workspace.directory, read);
            ProgramUse &program = found.program;
            if (program.digest.isEmpty() || !known.contains(program.digest)) {
                program.where = places.value(key);
                known.insert(program.digest, all.size());
                all.append(program);
            }
            all[known.value(program.digest)].checks.append(key);
        }
    });
    return all;
}

WorkspacePtr releasedPrograms(const WorkspacePtr &workspace, const QList<ProgramUse> &programs,
                              const QSet<QString> &trusted)
{
    if (!workspace || programs.isEmpty())
        return workspace;
    QSet<CheckKey> withheld;
    for (const ProgramUse &program : notAmong(programs, trusted))
        withheld.unite(QSet<CheckKey>(program.checks.cbegin(), program.checks.cend()));
    auto released = std::make_shared<Workspace>(*workspace);
    forEachCheck(*released, [&](const CheckKey &key, Check &check) {
        check.isWithheld = check.isWithheld && withheld.contains(key);
    });
    return released;
}

} // namespace opsdeck
