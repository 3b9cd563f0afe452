// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/programs.h"

#include "services/config/configtext.h"
#include "services/config/filewatch.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kMostBytes = 64LL * 1024 * 1024; ///< of a file that is looked into

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
        facts << ConfigText::tr("with %1=%2").arg(it.key(), it->toString());
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

/// Notes the content of what lies in the workspace's folder and is named by an argument.
QJsonArray contents(ProgramUse &program, const QString &directory)
{
    const QString folder = QFileInfo(directory).canonicalFilePath() + QLatin1Char('/');
    QJsonArray files;
    for (const QString &argument : std::as_const(program.argumentVector)) {
        const QFileInfo info(argument);
        const QString path = info.canonicalFilePath();
        if (!info.isAbsolute() || !info.isFile() || !path.startsWith(folder))
            continue;
        program.files.insert(path, WorkspaceWatch::fingerprint(path));
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha256);
        // What can't be looked into is never the same as what was.
        if (info.size() > kMostBytes || !file.open(QIODevice::ReadOnly) || !hash.addData(&file))
            hash.addData(QByteArray::number(info.lastModified().toMSecsSinceEpoch()));
        files.append(QJsonArray{argument, QString::fromLatin1(hash.result().toHex())});
    }
    return files;
}

void seal(ProgramUse &program, const QString &directory)
{
    const QJsonArray all{QJsonArray::fromStringList(program.argumentVector),
                         QJsonArray::fromStringList(program.facts), contents(program, directory)};
    program.digest = QString::fromLatin1(
        QCryptographicHash::hash(QJsonDocument(all).toJson(QJsonDocument::Compact),
                                 QCryptographicHash::Sha256)
            .toHex());
}

ProgramUse programFrom(const QStringList &arguments, const QStringList &facts = {})
{
    ProgramUse program;
    program.argumentVector = arguments;
    program.facts = facts;
    return program;
}

QList<ProgramUse> programsOf(const Check &check, const KindInfo &kind)
{
    QList<ProgramUse> programs;
    const QString ssh = QStringLiteral("ssh");
    if (!check.via.configFile.isEmpty())
        programs.append(programFrom(QStringList{ssh, QStringLiteral("-F"), check.via.configFile}
                                    + check.via.hosts));
    const QStringList command = commandIn(kind, check.parameters);
    const QString configFile = check.parameters.value(QStringLiteral("config_file")).toString();
    if (kind.ways == WayUse::Ssh && (!command.isEmpty() || !configFile.isEmpty())) {
        QStringList arguments{ssh};
        if (!configFile.isEmpty())
            arguments << QStringLiteral("-F") << configFile;
        const QString user = check.parameters.value(QStringLiteral("user")).toString();
        const QString host = check.parameters.value(QStringLiteral("host")).toString();
        arguments << (user.isEmpty() ? host : user + QLatin1Char('@') + host);
        const QStringList facts = factsIn(kind, check.parameters);
        programs.append(programFrom(arguments + command, facts));
    } else if (!command.isEmpty()) {
        programs.append(programFrom(command, factsIn(kind, check.parameters)));
    }
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
    forEachCheck(workspace, [&](const CheckKey &key, Check &check) {
        const KindInfo *kind = kindOf(kinds, check.kind);
        if (kind == nullptr)
            return;
        const QList<ProgramUse> own = programsOf(check, *kind);
        check.isWithheld = !own.isEmpty();
        for (ProgramUse program : own) {
            seal(program, workspace.directory);
            if (!known.contains(program.digest)) {
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
