// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/jsonschema.h"
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

KindCatalog catalog()
{
    return {builtinProbes().infos(), builtinSteps().infos()};
}

QJsonObject at(QJsonObject schema, const QStringList &path)
{
    for (const QString &key : path)
        schema = schema.value(key).toObject();
    return schema;
}

QStringList keysOf(const QJsonObject &schema)
{
    return schema.value("properties").toObject().keys();
}

/// The keys that a kind adds.
QStringList keysOfKind(const QJsonObject &schema, const QString &kind)
{
    for (const QJsonValue &branch : schema.value("allOf").toArray()) {
        if (at(branch.toObject(), {"if", "properties", "kind"}).value("const") == kind)
            return keysOf(branch.toObject().value("then").toObject());
    }
    return {};
}

/// A mapping with every one of these keys; the values are no good, but the keys must be known.
QJsonObject withKeys(const QStringList &keys, const QJsonObject &good)
{
    QJsonObject made = good;
    for (const QString &key : keys) {
        if (!made.contains(key))
            made.insert(key, "x");
    }
    return made;
}

QString problemsWith(const QJsonObject &platform, const QJsonObject &runbook)
{
    // JSON is YAML.
    QTemporaryDir dir;
    const auto put = [&](const char *name, const QByteArray &bytes) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    };
    put("opsdeck.yaml", "workspace: w\nplatforms: [ { file: p.yaml } ]\nrunbooks: [r.yaml]\n");
    put("p.yaml", QJsonDocument(platform).toJson());
    put("r.yaml", QJsonDocument(runbook).toJson());
    QStringList lines;
    for (const ConfigProblem &problem : WorkspaceLoader(catalog()).load(dir.path()).problems)
        lines << problem.toString();
    return lines.join('\n');
}

} // namespace

class TestJsonSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedFilesAreCurrent_data();
    void publishedFilesAreCurrent();
    void everyParameterIsThere();
    void theLoaderKnowsEveryKey();
};

void TestJsonSchema::publishedFilesAreCurrent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonObject>("schema");
    QTest::newRow("workspace") << "workspace" << workspaceSchema();
    QTest::newRow("platform") << "platform" << platformSchema(catalog().probes);
    QTest::newRow("runbook") << "runbook" << runbookSchema(catalog().steps);
}

void TestJsonSchema::publishedFilesAreCurrent()
{
    QFETCH(QString, name);
    QFETCH(QJsonObject, schema);
    QFile file(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/schema/%1.schema.json").arg(name));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QVERIFY2(QJsonDocument::fromJson(file.readAll()).object() == schema,
             qPrintable(
                 QStringLiteral(
                     "opsdeckctl schema %1 > resources/schema/%1.schema.json brings it up to date")
                     .arg(name)));
}

void TestJsonSchema::everyParameterIsThere()
{
    const KindCatalog kinds = catalog();
    const QJsonObject check = at(platformSchema(kinds.probes), {"$defs", "check"});
    QVERIFY(!kinds.probes.isEmpty());
    for (const KindInfo &kind : kinds.probes) {
        const QStringList keys = keysOfKind(check, kind.id);
        QCOMPARE(keys.size(), kind.parameters.size());
        for (const ParameterSpec &spec : kind.parameters)
            QVERIFY2(keys.contains(spec.name), qPrintable(kind.id + ' ' + spec.name));
    }
    const QJsonObject step = at(runbookSchema(kinds.steps), {"properties", "steps", "items"});
    QVERIFY(!kinds.steps.isEmpty());
    for (const KindInfo &kind : kinds.steps)
        QCOMPARE(keysOfKind(step, kind.id).size(), kind.parameters.size());
}

void TestJsonSchema::theLoaderKnowsEveryKey()
{
    const KindCatalog kinds = catalog();
    const QJsonObject platforms = platformSchema(kinds.probes);
    const QJsonObject serviceSchema = at(platforms, {"properties", "services", "items"});
    const QJsonObject checkSchema = at(platforms, {"$defs", "check"});
    const QJsonObject metricSchema = at(platforms, {"$defs", "metric"});
    const QJsonObject threshold =
        withKeys(keysOf(at(metricSchema, {"properties", "thresholds", "items"})), {});
    const QJsonObject metric =
        withKeys(keysOf(metricSchema), {{"id", "m"}, {"thresholds", QJsonArray{threshold}}});
    const QJsonObject dependency = withKeys({"service", "basis", "role"}, {});
    const QJsonObject runbooks = runbookSchema(kinds.steps);
    const QJsonObject stepSchema = at(runbooks, {"properties", "steps", "items"});
    QJsonArray steps;
    for (const KindInfo &kind : kinds.steps)
        steps.append(withKeys(keysOf(stepSchema) + keysOfKind(stepSchema, kind.id),
                              {{"id", kind.id}, {"kind", kind.id}}));
    const QJsonObject runbook = withKeys(keysOf(runbooks), {{"steps", steps}});
    // One kind at a time: only so many problems are kept.
    for (const KindInfo &kind : kinds.probes) {
        const QJsonArray checks{withKeys(keysOf(checkSchema) + keysOfKind(checkSchema, kind.id),
                                         {{"id", kind.id}, {"kind", kind.id}})};
        const QJsonObject service =
            withKeys(keysOf(serviceSchema), {{"id", "s"},
                                             {"only_in", QJsonArray{"e"}},
                                             {"environments", QJsonObject{}},
                                             {"checks", checks},
                                             {"metrics", QJsonArray{metric}},
                                             {"depends_on", QJsonArray{dependency}}});
        const QJsonObject layer =
            withKeys(keysOf(at(platforms, {"properties", "layers", "items"})), {{"id", "l"}});
        const QJsonObject environment =
            withKeys(keysOf(at(platforms, {"properties", "environments", "items"})), {{"id", "e"}});
        const QJsonObject platform =
            withKeys(keysOf(platforms), {{"platform", "p"},
                                         {"layers", QJsonArray{layer}},
                                         {"environments", QJsonArray{environment}},
                                         {"services", QJsonArray{service}}});
        const QString problems = problemsWith(platform, runbook);
        QVERIFY2(problems.contains("p.yaml:"), qPrintable(problems));
        QVERIFY2(problems.contains("r.yaml:"), qPrintable(problems));
        QVERIFY2(!problems.contains("unknown key"), qPrintable(problems));
    }
}

QTEST_GUILESS_MAIN(TestJsonSchema)
#include "tst_jsonschema.moc"
