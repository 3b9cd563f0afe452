// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/platforms/documentedplatform.h"

#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace opsdeck {

namespace {

const QString kDefinitions = QString(OPSDECK_SOURCE_DIR) + "/resources/platforms/";

/// Something that a parameter of this name may be.
QString valueFor(const ParameterDeclaration &parameter)
{
    if (parameter.isCredential)
        return "documented/" + parameter.name;
    if (parameter.name.endsWith("port"))
        return "9";
    if (parameter.name.endsWith("scheme"))
        return "http";
    if (parameter.name.endsWith("url"))
        return "http://127.0.0.1:9";
    if (parameter.name.endsWith("target"))
        return "tcp://127.0.0.1:9";
    const QStringList words = parameter.title.split(' ');
    for (const QString &word : words) {
        if (word.contains(".sh"))
            return "/nowhere/" + word;
    }
    return parameter.name.contains("path") || parameter.name.contains("directory")
                   || parameter.name.contains("socket")
               ? "/nowhere"
               : "127.0.0.1";
}

QByteArray valuesFor(const Platform &platform)
{
    QJsonObject values;
    for (const Environment &environment : platform.environments) {
        QJsonObject here;
        for (const ParameterDeclaration &parameter : platform.parameters) {
            const bool hasDefault = !parameter.otherwise.isEmpty()
                                    || parameter.otherwiseIn.contains(environment.id.toString());
            if (!hasDefault && !parameter.isOptional)
                here.insert(parameter.name, valueFor(parameter));
        }
        values.insert(environment.id.toString(), here);
    }
    return QJsonDocument(values).toJson(QJsonDocument::Compact);
}

} // namespace

DocumentedPlatform::DocumentedPlatform(QString id)
    : m_id(std::move(id))
    , m_definitions(kDefinitions)
    , m_facts(QString(OPSDECK_SOURCE_DIR) + "/tests/platforms/facts/" + m_id)
{
    findParameters();
}

DocumentedPlatform::DocumentedPlatform(QString id, const QString &folder)
    : m_id(std::move(id))
    , m_definitions(folder + '/')
    , m_facts(folder + "/facts")
{
    findParameters();
}

void DocumentedPlatform::findParameters()
{
    const LoadedWorkspace loaded = asShipped();
    if (const Platform *platform = platformOf(loaded))
        m_parameters = valuesFor(*platform);
}

QStringList DocumentedPlatform::ids()
{
    QStringList ids;
    const QStringList files = QDir(kDefinitions).entryList({"*.yaml"}, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        if (file != "opsdeck.yaml")
            ids << file.chopped(5);
    }
    return ids;
}

QByteArray DocumentedPlatform::definition() const
{
    QFile file(m_definitions + m_id + ".yaml");
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

LoadedWorkspace DocumentedPlatform::asShipped() const
{
    return load(definition(), "{}");
}

LoadedWorkspace DocumentedPlatform::setUp(const QByteArray &definition) const
{
    return load(definition, m_parameters);
}

LoadedWorkspace DocumentedPlatform::load(const QByteArray &definition,
                                         const QByteArray &parameters) const
{
    const QString file = m_id + ".yaml";
    const QByteArray workspace = "workspace: documented\nplatforms:\n  - file: " + file.toUtf8()
                                 + "\n    parameters: " + parameters + '\n';
    // Taken by the overlay: what the folder's own workspace file says does not count here.
    const WorkspaceLoader loader({builtinProbes().infos(), builtinSteps().infos()});
    const QString path = m_definitions + "opsdeck.yaml";
    return loader.load(path, {{path, workspace}, {m_definitions + file, definition}});
}

const Platform *platformOf(const LoadedWorkspace &loaded)
{
    return loaded.workspace == nullptr || loaded.workspace->platforms.isEmpty()
               ? nullptr
               : &loaded.workspace->platforms.first();
}

} // namespace opsdeck
