// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace opsdeck::test {

inline KindCatalog catalog()
{
    const auto spec = [](const char *name, ParameterType type, bool required = false) {
        ParameterSpec made;
        made.name = name;
        made.type = type;
        made.required = required;
        return made;
    };
    ParameterSpec artifact = spec("artifact", ParameterType::String);
    artifact.laterVariables = QStringList{"timestamp", "run"};
    ParameterSpec verify = spec("artifact_verify", ParameterType::StringList);
    verify.laterVariables = QStringList{"artifact"};
    verify.isArgumentVector = true;
    ParameterSpec vector = spec("command", ParameterType::StringList, true);
    vector.isArgumentVector = true;
    ParameterSpec pgpass = spec("pgpass", ParameterType::StringMap);
    pgpass.requiredKeys = QStringList{"credential", "host", "user"};
    pgpass.keys = pgpass.requiredKeys + QStringList{"port", "database"};
    artifact.isInside = true;
    ParameterSpec reach = spec("reach", ParameterType::Steps);
    reach.fields = {spec("id", ParameterType::String, true),
                    spec("host", ParameterType::String, true),
                    spec("port", ParameterType::String, true)};
    vector.laterVariables = pgpass.laterVariables = QStringList{"reach.*"};
    KindInfo command{"command",
                     "Command",
                     {vector, spec("working_directory", ParameterType::String), reach, pgpass,
                      artifact, verify, spec("idempotent", ParameterType::Boolean)}};
    KindInfo check{"check",
                   "Check",
                   {spec("services", ParameterType::StringList, true),
                    spec("within", ParameterType::Duration, true)}};
    return {builtinProbes().infos(), {command, check}};
}

/// A copy of the sample workspace whose files can be changed before it is loaded.
class Files
{
public:
    Files()
    {
        for (const char *name : {"opsdeck.yaml", "shop.yaml", "restart.yaml"})
            put(name, sample(name));
    }

    static QByteArray sample(const QString &name)
    {
        QFile file(QStringLiteral(OPSDECK_SOURCE_DIR "/tests/unit/config/sample/") + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the sample is not there");
        return file.readAll();
    }

    Files &put(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(name));
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write(bytes);
        return *this;
    }

    Files &replace(const QString &name, const QByteArray &from, const QByteArray &to)
    {
        QFile file(m_dir.filePath(name));
        [[maybe_unused]] const bool opened = file.open(QIODevice::ReadOnly);
        QByteArray bytes = file.readAll();
        file.close();
        if (!bytes.contains(from))
            qFatal("nothing to replace");
        return put(name, bytes.replace(from, to));
    }

    QString path(const QString &name = {}) const
    {
        return name.isEmpty() ? m_dir.path() : m_dir.filePath(name);
    }

    LoadedWorkspace load() const { return WorkspaceLoader(catalog()).load(m_dir.path()); }

private:
    QTemporaryDir m_dir;
};

inline QString textOf(const LoadedWorkspace &loaded)
{
    QStringList lines;
    for (const ConfigProblem &problem : loaded.problems)
        lines << problem.toString();
    return lines.join('\n');
}

} // namespace opsdeck::test
