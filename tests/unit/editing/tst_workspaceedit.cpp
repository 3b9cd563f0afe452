// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "# the workspace\n"
                         "workspace: demo\n"
                         "platforms:\n"
                         "  - file: platforms/shop.yaml\n"
                         "    parameters:   # by environment\n"
                         "      dev:  { host: 127.0.0.1, db_credential: demo/dev/db }\n"
                         "      prod: { host: 10.0.0.1, db_credential: demo/prod/db }\n";

const QByteArray kShop =
    "platform: shop   # the shop\n"
    "layers: [ { id: app, title: Application }, { id: data } ]\n"
    "environments:\n"
    "  - { id: dev, tier: dev }\n"
    "  - { id: prod, tier: prod, protected: true }   # careful\n"
    "\n"
    "services:\n"
    "  # the api\n"
    "  - id: api\n"
    "    layer: app\n"
    "    depends_on:\n"
    "      - db   # first\n"
    "      - { service: cache, basis: implied }\n"
    "    checks:\n"
    "      - id: health   # the page\n"
    "        kind: http\n"
    "        interval: 5s\n"
    "        url: \"http://${host}/health\"\n"
    "        json: { status: healthy }\n"
    "    metrics:\n"
    "      - { id: latency, check: health, metric: probe_duration_seconds, unit: seconds,\n"
    "          thresholds: [ { above: 0.5, clear: 0.4, severity: warning } ] }\n"
    "    environments:\n"
    "      prod: { checks: { health: { interval: 10s } } }\n"
    "\n"
    "  - id: db\n"
    "    layer: data\n"
    "    checks:\n"
    "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }\n"
    "\n"
    "  - id: cache\n"
    "    only_in: [dev, prod]\n"
    "# the end\n";

EditTarget target(EditKind kind, const QString &service = {}, const QString &item = {},
                  const QString &only = {})
{
    EditTarget made;
    made.kind = kind;
    made.platform = PlatformId("shop");
    made.service = ServiceId(service);
    made.item = item;
    made.only = EnvironmentId(only);
    return made;
}

EditTarget fresh(EditKind kind, const QString &service = {})
{
    EditTarget made = target(kind, service);
    made.isNew = true;
    return made;
}

QByteArray replaced(QByteArray text, const QByteArray &before, const QByteArray &after)
{
    if (text.count(before) != 1)
        qFatal("not there once: %s", before.constData());
    return text.replace(before, after);
}

QString textOf(const EditPreview &preview)
{
    QStringList all;
    for (const ConfigProblem &problem : preview.problems)
        all << problem.toString();
    for (auto it = preview.fields.cbegin(); it != preview.fields.cend(); ++it)
        all << it.key() + ": " + *it;
    return all.join('\n');
}

} // namespace

/// Edits in the words of the domain, on files with comments.
class TestWorkspaceEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void formsShowWhatIsWritten();
    void formsOfKinds();
    void editsAreSmall_data();
    void editsAreSmall();
    void newPlatform();
    void newEnvironmentWithParameters();
    void removals_data();
    void removals();
    void problemsComeToTheirFields_data();
    void problemsComeToTheirFields();
    void secretsAreRefused();
    void changedOnDiskIsRefused();
    void allFilesOrNone();
    void brokenFilesCannotBeEdited();

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }

    void put(const QString &name, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QByteArray get(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }

    WorkspaceEdit open() const
    {
        auto edit = WorkspaceEdit::open(m_dir->path(), {builtinProbes().infos(), {}});
        if (!edit)
            qFatal("%s", qPrintable(edit.error().message));
        return *edit;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestWorkspaceEdit::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml", kRoot);
    put("platforms/shop.yaml", kShop);
    const EditPreview untouched = open().preview();
    QVERIFY2(untouched.problems.isEmpty(), qPrintable(textOf(untouched)));
    QVERIFY(untouched.files.isEmpty());
    QVERIFY(!untouched.canSave());
}

void TestWorkspaceEdit::formsShowWhatIsWritten()
{
    const WorkspaceEdit edit = open();
    const auto service = edit.form(target(EditKind::Service, "api"));
    QVERIFY(service);
    QCOMPARE(
        service->values,
        (QVariantMap{{"id", "api"}, {"layer", "app"}, {"depends_on", QStringList{"db", "cache"}}}));
    QCOMPARE(service->fixed, QStringList());
    QCOMPARE(service->file, "platforms/shop.yaml");
    QCOMPARE(service->line, 9);
    const auto check = edit.form(target(EditKind::Check, "api", "health"));
    QVERIFY(check);
    QCOMPARE(check->values.value("url").toString(), "http://${host}/health");
    QCOMPARE(check->values.value("json").toMap(), (QVariantMap{{"status", "healthy"}}));
    QCOMPARE(check->defaults.value("timeout"), "5s");
    QCOMPARE(check->defaults.value("max_bytes"), "1MiB");
    const auto inProd = edit.form(target(EditKind::Check, "api", "health", "prod"));
    QVERIFY(inProd);
    QCOMPARE(inProd->values, (QVariantMap{{"interval", "10s"}}));
    QCOMPARE(inProd->inherited.value("interval").toString(), "5s");
    const auto metric = edit.form(target(EditKind::Metric, "api", "latency"));
    QVERIFY(metric);
    QCOMPARE(metric->values.value("thresholds").toStringList(),
             QStringList{"above 0.5 clear 0.4 warning"});
    const auto environment = edit.form(target(EditKind::Environment, {}, "dev"));
    QVERIFY(environment);
    QCOMPARE(environment->values.value("parameters").toMap(),
             (QVariantMap{{"host", "127.0.0.1"}, {"db_credential", "demo/dev/db"}}));
    const auto dependency = edit.form(target(EditKind::Dependency, "api", "cache"));
    QVERIFY(dependency);
    QCOMPARE(dependency->values, (QVariantMap{{"service", "cache"}, {"basis", "implied"}}));
    QCOMPARE(dependency->fixed, QStringList{"service"});
    const auto platform = edit.form(target(EditKind::Platform));
    QVERIFY(platform);
    QCOMPARE(platform->values.value("layers").toStringList(),
             (QStringList{"app: Application", "data"}));
    QVERIFY(!edit.form(target(EditKind::Service, "nowhere")));
}

void TestWorkspaceEdit::formsOfKinds()
{
    const WorkspaceEdit edit = open();
    for (const KindInfo &kind : builtinProbes().infos()) {
        const auto form = edit.form(fresh(EditKind::Check, "db"), kind.id);
        QVERIFY(form);
        QStringList names;
        for (const ParameterSpec &field : form->fields)
            names << field.name;
        QCOMPARE(QSet<QString>(names.cbegin(), names.cend()).size(), names.size());
        for (const ParameterSpec &field : kind.parameters)
            QVERIFY2(names.contains(field.name), qPrintable(kind.id + "." + field.name));
        for (const ParameterSpec &field : form->fields)
            QVERIFY2(!field.help.isEmpty(), qPrintable(kind.id + "." + field.name));
    }
}

void TestWorkspaceEdit::editsAreSmall_data()
{
    QTest::addColumn<EditTarget>("what");
    QTest::addColumn<QVariantMap>("changes");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const EditTarget &what, const QVariantMap &changes,
                        const char *before, const char *after) {
        QTest::newRow(name) << what << changes << QByteArray(before) << QByteArray(after);
    };
    row("interval", target(EditKind::Check, "api", "health"), {{"interval", "30s"}},
        "        interval: 5s\n", "        interval: 30s\n");
    row("new key", target(EditKind::Check, "api", "health"), {{"timeout", "2s"}},
        "        json: { status: healthy }\n",
        "        json: { status: healthy }\n        timeout: 2s\n");
    row("condition", target(EditKind::Check, "api", "health"),
        {{"json", QVariantMap{{"status", "healthy"}, {"db.pool", "< 5"}}}},
        "json: { status: healthy }", "json: { status: healthy, db.pool: < 5 }");
    row("key removed", target(EditKind::Check, "api", "health"), {{"interval", ""}},
        "        interval: 5s\n", "");
    row("another kind of value", target(EditKind::Check, "api", "health"),
        {{"retries", "2"}, {"method", "HEAD"}}, "        json: { status: healthy }\n",
        "        json: { status: healthy }\n        retries: 2\n        method: HEAD\n");
    row("another kind", target(EditKind::Check, "api", "health"),
        {{"kind", "tcp"}, {"host", "${host}"}, {"port", "80"}},
        "        kind: http\n        interval: 5s\n        url: \"http://${host}/health\"\n        "
        "json: { status: healthy }\n",
        "        kind: tcp\n        interval: 5s\n        host: \"${host}\"\n        port: 80\n");
    row("suite", fresh(EditKind::Check, "cache"),
        {{"id", "flow"},
         {"kind", "suite"},
         {"steps", "- id: login\n  url: \"http://${host}/login\"\n  save: { token: "
                   "\"[BODY].token\" }\n- id: show\n  url: \"http://${host}/\""}},
        "    only_in: [dev, prod]\n",
        "    only_in: [dev, prod]\n    checks:\n      - id: flow\n        kind: suite\n        "
        "steps:\n          - id: login\n            url: \"http://${host}/login\"\n            "
        "save: { token: \"[BODY].token\" }\n          - id: show\n            url: "
        "\"http://${host}/\"\n");
    row("title that needs quotes", target(EditKind::Service, "db"), {{"title", "yes: #1"}},
        "    layer: data\n", "    layer: data\n");
    row("dependency gone", target(EditKind::Service, "api"), {{"depends_on", QStringList{"cache"}}},
        "      - db   # first\n", "");
    row("dependency in detail", target(EditKind::Dependency, "api", "db"), {{"basis", "disputed"}},
        "- db   # first", "- { service: db, basis: disputed }   # first");
    row("dependency as usual", target(EditKind::Dependency, "api", "cache"), {{"basis", ""}},
        "{ service: cache, basis: implied }", "{ service: cache }");
    row("threshold", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"above 0.5 clear 0.3 warning", "above 2 critical"}}},
        "[ { above: 0.5, clear: 0.4, severity: warning } ]",
        "[ { above: 0.5, clear: 0.3, severity: warning }, { above: 2, severity: critical } ]");
    row("threshold that takes its time", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"above 0.5 clear 0.4 for 2m warning"}}},
        "clear: 0.4, severity: warning }", "clear: 0.4, severity: warning, for: 2m }");
    row("threshold that counts at its figure", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"at least 3 for 5m warning", "at most 0"}}},
        "[ { above: 0.5, clear: 0.4, severity: warning } ]",
        "[ { severity: warning, at_least: 3, for: 5m }, { at_most: 0 } ]");
    row("override", target(EditKind::Check, "api", "health", "prod"), {{"interval", "20s"}},
        "{ interval: 10s }", "{ interval: 20s }");
    row("override of another environment", target(EditKind::Check, "api", "health", "dev"),
        {{"retries", "1"}}, "      prod: { checks: { health: { interval: 10s } } }\n",
        "      prod: { checks: { health: { interval: 10s } } }\n      dev: { checks: { health: { "
        "retries: 1 } } }\n");
    row("override gone", target(EditKind::Check, "api", "health", "prod"), {{"interval", ""}},
        "    environments:\n      prod: { checks: { health: { interval: 10s } } }\n", "");
    row("service's override", target(EditKind::Service, "cache", {}, "prod"), {{"replicas", "3"}},
        "    only_in: [dev, prod]\n",
        "    only_in: [dev, prod]\n    environments:\n      prod: { replicas: 3 }\n");
    row("environment", target(EditKind::Environment, {}, "prod"), {{"title", "Production"}},
        "protected: true }   # careful", "protected: true, title: Production }   # careful");
    row("layers", target(EditKind::Platform),
        {{"layers", QStringList{"app: Application", "data: Data"}}}, "{ id: data }",
        "{ id: data, title: Data }");
    row("new check", fresh(EditKind::Check, "db"),
        {{"id", "answers"},
         {"kind", "postgres"},
         {"host", "${host}"},
         {"port", "5432"},
         {"database", "shop"},
         {"user", "shop"},
         {"credential", "${db_credential}"}},
        "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }\n",
        "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }\n"
        "      - { id: answers, kind: postgres, host: \"${host}\", port: 5432, database: shop, "
        "user: shop, credential: \"${db_credential}\" }\n");
    row("first check of a service", fresh(EditKind::Check, "cache"),
        {{"id", "port"}, {"kind", "tcp"}, {"host", "${host}"}, {"port", "6379"}},
        "    only_in: [dev, prod]\n",
        "    only_in: [dev, prod]\n    checks:\n      - { id: port, kind: tcp, host: \"${host}\", "
        "port: 6379 }\n");
    row("new service", fresh(EditKind::Service),
        {{"id", "worker"}, {"layer", "app"}, {"depends_on", QStringList{"db", "cache"}}},
        "    only_in: [dev, prod]\n",
        "    only_in: [dev, prod]\n\n  - id: worker\n    layer: app\n    depends_on:\n      - db\n "
        "     - cache\n");
    row("way", target(EditKind::Service, "db"), {{"via", "direct"}}, "port: 5432 }\n",
        "port: 5432 }\n    via: direct\n");
    row("new dependency", fresh(EditKind::Dependency, "cache"), {{"service", "db"}},
        "    only_in: [dev, prod]\n", "    only_in: [dev, prod]\n    depends_on:\n      - db\n");
    row("new chart", fresh(EditKind::Metric, "db"),
        {{"id", "time"},
         {"check", "port"},
         {"metric", "probe_duration_seconds"},
         {"thresholds", QStringList{"above 1 critical"}}},
        "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }\n",
        "      - { id: port, kind: tcp, host: \"${host}\", port: 5432 }\n    metrics:\n"
        "      - { id: time, check: port, metric: probe_duration_seconds, thresholds: [ { above: "
        "1, severity: critical } ] }\n");
}

void TestWorkspaceEdit::editsAreSmall()
{
    QFETCH(EditTarget, what);
    QFETCH(QVariantMap, changes);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    WorkspaceEdit edit = open();
    const auto form = edit.form(what, changes.value("kind").toString());
    QVERIFY2(form, form ? "" : qPrintable(form.error().message));
    QVariantMap values = form->values;
    values.insert(changes);
    const auto done = edit.apply(*form, values);
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    const EditPreview preview = edit.preview();
    QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
    QCOMPARE(edit.changedFiles(), QStringList{"platforms/shop.yaml"});
    const auto saved = edit.save();
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
    QByteArray wanted = replaced(kShop, before, after);
    if (changes.value("title") == "yes: #1")
        wanted = replaced(wanted, "port: 5432 }\n", "port: 5432 }\n    title: \"yes: #1\"\n");
    QCOMPARE(get("platforms/shop.yaml"), wanted);
    QCOMPARE(get("opsdeck.yaml"), kRoot);
    // A form opened again shows what was put in.
    EditTarget again = what;
    again.isNew = false;
    if (what.isNew) {
        if (what.kind == EditKind::Service)
            again.service = ServiceId(changes.value("id").toString());
        else
            again.item =
                changes.value(what.kind == EditKind::Dependency ? "service" : "id").toString();
    }
    const auto reopened = open().form(again);
    QVERIFY(reopened);
    for (auto it = changes.cbegin(); it != changes.cend(); ++it)
        QCOMPARE(isEmptyValue(*it) ? QVariant() : *it, reopened->values.value(it.key()));
}

void TestWorkspaceEdit::newPlatform()
{
    WorkspaceEdit edit = open();
    EditTarget what;
    what.kind = EditKind::Platform;
    what.isNew = true;
    const auto form = edit.form(what);
    QVERIFY(form);
    WorkspaceEdit wrong = edit;
    QVERIFY(wrong.apply(*form, {{"file", "../out.yaml"}}));
    QCOMPARE(wrong.preview().fields.keys(), (QStringList{"environment", "file", "platform"}));
    QVERIFY(edit.apply(*form, {{"file", "platforms/site.yaml"},
                               {"platform", "site"},
                               {"title", "Site"},
                               {"environment", "prod"},
                               {"tier", "prod"},
                               {"layers", QStringList{"edge: Edge"}}}));
    const EditPreview preview = edit.preview();
    QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
    QCOMPARE(preview.files.size(), 2);
    QVERIFY(edit.save());
    QCOMPARE(get("opsdeck.yaml"), kRoot + "  - file: platforms/site.yaml\n");
    QCOMPARE(get("platforms/site.yaml"),
             "platform: site\ntitle: Site\nlayers:\n  - id: edge\n    title: Edge\nenvironments:\n "
             " - id: prod\n    tier: prod\n");
    QVERIFY(open().form([] {
        EditTarget made;
        made.kind = EditKind::Platform;
        made.platform = PlatformId("site");
        return made;
    }()));
}

void TestWorkspaceEdit::newEnvironmentWithParameters()
{
    WorkspaceEdit edit = open();
    const auto form = edit.form(fresh(EditKind::Environment));
    QVERIFY(form);
    QVERIFY(edit.apply(*form, {{"id", "staging"},
                               {"tier", "staging"},
                               {"parameters", QVariantMap{{"host", "10.0.0.2"},
                                                          {"db_credential", "demo/staging/db"},
                                                          {"db_port", "5432"}}}}));
    const EditPreview preview = edit.preview();
    QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
    QVERIFY(edit.save());
    QCOMPARE(get("platforms/shop.yaml"),
             replaced(kShop, "# careful\n", "# careful\n  - { id: staging, tier: staging }\n"));
    QCOMPARE(
        get("opsdeck.yaml"),
        kRoot
            + "      staging: { db_credential: demo/staging/db, db_port: 5432, host: 10.0.0.2 }\n");
}

void TestWorkspaceEdit::removals_data()
{
    QTest::addColumn<EditTarget>("what");
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<QByteArray>("shop");
    const QByteArray metrics =
        "    metrics:\n"
        "      - { id: latency, check: health, metric: probe_duration_seconds, unit: seconds,\n"
        "          thresholds: [ { above: 0.5, clear: 0.4, severity: warning } ] }\n";
    const QByteArray overrides =
        "    environments:\n      prod: { checks: { health: { interval: 10s } } }\n";
    const QByteArray checks =
        "    checks:\n      - id: health   # the page\n        kind: http\n        interval: 5s\n  "
        "      url: \"http://${host}/health\"\n        json: { status: healthy }\n";
    QTest::newRow("check with what refers to it")
        << target(EditKind::Check, "api", "health") << kRoot
        << replaced(replaced(replaced(kShop, checks, ""), metrics, ""), overrides, "");
    QTest::newRow("chart") << target(EditKind::Metric, "api", "latency") << kRoot
                           << replaced(kShop, metrics, "");
    QTest::newRow("dependency") << target(EditKind::Dependency, "api", "cache") << kRoot
                                << replaced(kShop, "      - { service: cache, basis: implied }\n",
                                            "");
    QTest::newRow("service that is needed")
        << target(EditKind::Service, "db") << kRoot
        << replaced(replaced(kShop, "      - db   # first\n", ""),
                    "\n  - id: db\n    layer: data\n    checks:\n      - { id: port, kind: tcp, "
                    "host: \"${host}\", port: 5432 }\n",
                    "");
    QTest::newRow("override") << target(EditKind::Check, "api", "health", "prod") << kRoot
                              << replaced(kShop, overrides, "");
    QTest::newRow("environment")
        << target(EditKind::Environment, {}, "prod")
        << replaced(kRoot, "      prod: { host: 10.0.0.1, db_credential: demo/prod/db }\n", "")
        << replaced(
               replaced(replaced(kShop,
                                 "  - { id: prod, tier: prod, protected: true }   # careful\n", ""),
                        overrides, ""),
               "[dev, prod]", "[dev]");
}

void TestWorkspaceEdit::removals()
{
    QFETCH(EditTarget, what);
    WorkspaceEdit edit = open();
    const auto done = edit.remove(what);
    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    const EditPreview preview = edit.preview();
    QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
    QVERIFY(edit.save());
    QTEST(get("opsdeck.yaml"), "root");
    QTEST(get("platforms/shop.yaml"), "shop");
}

void TestWorkspaceEdit::problemsComeToTheirFields_data()
{
    QTest::addColumn<EditTarget>("what");
    QTest::addColumn<QVariantMap>("changes");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const EditTarget &what, const QVariantMap &changes,
                        const char *field, const char *words) {
        QTest::newRow(name) << what << changes << QString(field) << QString(words);
    };
    row("duration", target(EditKind::Check, "api", "health"), {{"interval", "often"}}, "interval",
        "duration");
    row("unknown variable", target(EditKind::Check, "api", "health"), {{"url", "http://${hst}/"}},
        "url", "hst");
    row("missing", target(EditKind::Check, "api", "health"), {{"url", ""}}, "url", "needs 'url'");
    row("missing in a new one", fresh(EditKind::Check, "api"),
        {{"id", "new"}, {"kind", "tcp"}, {"port", "1"}}, "host", "needs 'host'");
    row("id twice", fresh(EditKind::Check, "api"),
        {{"id", "health"}, {"kind", "tcp"}, {"host", "h"}, {"port", "1"}}, "id", "twice");
    row("bad id", fresh(EditKind::Service), {{"id", "a b"}}, "id", "must be letters");
    row("override", target(EditKind::Check, "api", "health", "dev"), {{"retries", "many"}},
        "retries", "whole number");
    row("threshold", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"very slow"}}}, "thresholds", "a limit is written");
    row("threshold's time", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"above 1 for 2"}}}, "thresholds", "'for'");
    row("threshold's numbers", target(EditKind::Metric, "api", "latency"),
        {{"thresholds", QStringList{"above 1 clear 2"}}}, "thresholds", "'clear'");
    row("condition", target(EditKind::Check, "api", "health"),
        {{"json", QVariantMap{{"x", "< much"}}}}, "json", "needs a number");
    row("parameter that is needed", target(EditKind::Environment, {}, "prod"),
        {{"parameters", QVariantMap{{"db_credential", "demo/prod/db"}}}}, "", "host");
    row("parameter", target(EditKind::Environment, {}, "prod"),
        {{"parameters", QVariantMap{{"host", "h"}, {"a-b", "x"}}}}, "parameters",
        "parameter's name");
    row(
        "new platform's file",
        [] {
            EditTarget made;
            made.kind = EditKind::Platform;
            made.isNew = true;
            return made;
        }(),
        {{"file", "platforms/shop.yaml"}, {"platform", "x"}, {"environment", "dev"}}, "file",
        "there already");
}

void TestWorkspaceEdit::problemsComeToTheirFields()
{
    QFETCH(EditTarget, what);
    QFETCH(QVariantMap, changes);
    QFETCH(QString, field);
    QFETCH(QString, words);
    WorkspaceEdit edit = open();
    const auto form = edit.form(what, changes.value("kind").toString());
    QVERIFY(form);
    QVariantMap values = form->values;
    values.insert(changes);
    QVERIFY(edit.apply(*form, values));
    const EditPreview preview = edit.preview();
    QVERIFY(!preview.canSave());
    if (field.isEmpty()) {
        QVERIFY2(!preview.problems.isEmpty(), qPrintable(textOf(preview)));
        QVERIFY(preview.problems.first().where.line > 0);
        QVERIFY2(textOf(preview).contains(words), qPrintable(textOf(preview)));
    } else {
        QVERIFY2(preview.fields.value(field).contains(words), qPrintable(textOf(preview)));
    }
    const auto saved = edit.save();
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.startsWith("Not saved: "), qPrintable(saved.error().message));
    QCOMPARE(get("platforms/shop.yaml"), kShop);
    QCOMPARE(get("opsdeck.yaml"), kRoot);
}

void TestWorkspaceEdit::secretsAreRefused()
{
    const QString secret = "hunter2-hunter2";
    const QList<std::pair<EditTarget, QVariantMap>> attempts{
        {target(EditKind::Environment, {}, "prod"),
         {{"parameters", QVariantMap{{"host", "h"}, {"db_password", secret}}}}},
        {target(EditKind::Check, "api", "health"),
         {{"headers", QVariantMap{{"Authorization", "Bearer " + secret}}}}},
        {target(EditKind::Check, "api", "health"), {{"url", "http://user:" + secret + "@h/"}}}};
    for (const auto &[what, changes] : attempts) {
        WorkspaceEdit edit = open();
        const auto form = edit.form(what);
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert(changes);
        QVERIFY(edit.apply(*form, values));
        const EditPreview preview = edit.preview();
        QVERIFY(!preview.canSave());
        QVERIFY2(textOf(preview).contains("keychain"), qPrintable(textOf(preview)));
        QVERIFY2(!textOf(preview).contains(secret), qPrintable(textOf(preview)));
        QVERIFY(!edit.save());
        QCOMPARE(get("platforms/shop.yaml"), kShop);
        QCOMPARE(get("opsdeck.yaml"), kRoot);
    }
}

void TestWorkspaceEdit::changedOnDiskIsRefused()
{
    WorkspaceEdit edit = open();
    const auto form = edit.form(target(EditKind::Check, "api", "health"));
    QVariantMap values = form->values;
    values.insert("interval", "30s");
    QVERIFY(edit.apply(*form, values));
    const QByteArray others = kShop + "# somebody was here\n";
    put("platforms/shop.yaml", others);
    const auto saved = edit.save();
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.contains("changed by somebody else"),
             qPrintable(saved.error().message));
    QCOMPARE(get("platforms/shop.yaml"), others);
}

void TestWorkspaceEdit::allFilesOrNone()
{
    WorkspaceEdit edit = open();
    const auto form = edit.form(fresh(EditKind::Environment));
    QVERIFY(
        edit.apply(*form, {{"id", "staging"},
                           {"parameters", QVariantMap{{"host", "h"}, {"db_credential", "c"}}}}));
    QCOMPARE(edit.changedFiles(), (QStringList{"opsdeck.yaml", "platforms/shop.yaml"}));
    // The file that is written last is another one by then.
    put("opsdeck.yaml", kRoot + "# somebody was here\n");
    QVERIFY(!edit.save());
    QCOMPARE(get("platforms/shop.yaml"), kShop);
}

void TestWorkspaceEdit::brokenFilesCannotBeEdited()
{
    put("platforms/shop.yaml", "platform: [\n");
    const auto edit = WorkspaceEdit::open(m_dir->path(), {builtinProbes().infos(), {}});
    QVERIFY(!edit);
    QVERIFY2(edit.error().message.startsWith("platforms/shop.yaml: "),
             qPrintable(edit.error().message));
    QVERIFY(!WorkspaceEdit::open(m_dir->path() + "/nowhere", {builtinProbes().infos(), {}}));
}

QTEST_GUILESS_MAIN(TestWorkspaceEdit)
#include "tst_workspaceedit.moc"
