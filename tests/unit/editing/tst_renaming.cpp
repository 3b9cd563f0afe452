// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "# the workspace\n"
                         "workspace: demo\n"
                         "platforms:\n"
                         "  - file: shop.yaml\n"
                         "    parameters:   # by environment\n"
                         "      \"dev\":  { host: 127.0.0.1, db_credential: demo/dev/db }\n"
                         "      prod: { host: 10.0.0.1, db_credential: demo/prod/db }\n"
                         "    expected_differences:\n"
                         "      host: prod is a machine of its own\n"
                         "      db/port: another one there\n"
                         "      api/health/status: { reason: \"no TLS in dev\", on: 2026 }\n"
                         "      api/port: another one there\n"
                         "  - file: mail.yaml\n"
                         "runbooks: [ restart.yaml, mail-restart.yaml ]   # both\n";

const QByteArray kShop = "platform: shop   # the shop\n"
                         "layers: [ { id: app, title: Application }, { id: 'data' } ]\n"
                         "environments:\n"
                         "  - { id: dev, tier: dev }\n"
                         "  - { id: prod, tier: prod, protected: true }   # careful: prod\n"
                         "services:\n"
                         "  # the api of dev and prod\n"
                         "  - id: api\n"
                         "    title: \"api in ${environment} of ${platform}\"\n"
                         "    layer: app\n"
                         "    depends_on:\n"
                         "      - db   # db first\n"
                         "      - { service: cache, basis: implied }\n"
                         "    checks:\n"
                         "      - id: health   # the health page\n"
                         "        kind: http\n"
                         "        interval: 5s\n"
                         "        url: \"http://${host}/health\"\n"
                         "      - { id: port, kind: tcp, host: \"${host}\", port: 80 }\n"
                         "    metrics:\n"
                         "      - { id: latency, check: health, metric: probe_duration_seconds }\n"
                         "    environments:\n"
                         "      prod: { layer: data, depends_on: [ \"db\" ], checks: { \"health\": "
                         "{ interval: 10s } } }\n"
                         "\n"
                         "  - id: db\n"
                         "    layer: data\n"
                         "    only_in: [ dev, prod ]   # everywhere\n"
                         "    checks:\n"
                         "      - { id: health, kind: tcp, host: \"${host}\", port: 5432 }\n"
                         "  - id: cache\n"
                         "# the end\n";

/// The same names, of another platform: they stay.
const QByteArray kMail = "platform: mail\n"
                         "layers: [ { id: app }, { id: data } ]\n"
                         "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                         "services: [ { id: api, layer: app, depends_on: [ db ] }, { id: db } ]\n";

const QByteArray kRestart = "runbook: restart   # of the api\n"
                            "platform: shop\n"
                            "service: api\n"
                            "danger: low\n"
                            "environments: [ dev, prod ]\n"
                            "steps:\n"
                            "  # api first\n"
                            "  - id: stop\n"
                            "    kind: command\n"
                            "    command: [ echo, api, \"${environment}\" ]\n"
                            "  - { id: verify, kind: check, services: [ api, db ], within: 60s }\n";

const QByteArray kMailRestart =
    "runbook: mail-restart\n"
    "platform: mail\n"
    "service: api\n"
    "danger: low\n"
    "environments: [ prod ]\n"
    "steps: [ { id: verify, kind: check, services: [ api ], within: 9s } ]\n";

using Change = std::pair<QByteArray, QByteArray>;

struct Changes
{
    QList<Change> root;
    QList<Change> shop;
    QList<Change> restart;
};

EditTarget target(EditKind kind, const QString &service = {}, const QString &item = {})
{
    EditTarget made;
    made.kind = kind;
    made.platform = PlatformId("shop");
    made.service = ServiceId(service);
    made.item = item;
    if (kind == EditKind::Runbook || kind == EditKind::Step)
        made.runbook = RunbookId("restart");
    return made;
}

QByteArray with(QByteArray text, const QList<Change> &changes)
{
    for (const auto &[before, after] : changes) {
        if (text.count(before) != 1)
            qFatal("not there once: %s", before.constData());
        text.replace(before, after);
    }
    return text;
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

Q_DECLARE_METATYPE(Changes)

/// A new name goes wherever the old one is referred to, and nowhere else.
class TestRenaming final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        put("opsdeck.yaml", kRoot);
        put("shop.yaml", kShop);
        put("mail.yaml", kMail);
        put("restart.yaml", kRestart);
        put("mail-restart.yaml", kMailRestart);
        const EditPreview untouched = open().preview();
        QVERIFY2(untouched.problems.isEmpty(), qPrintable(textOf(untouched)));
    }

    void followsEverywhere_data()
    {
        QTest::addColumn<EditTarget>("what");
        QTest::addColumn<QString>("name");
        QTest::addColumn<Changes>("changes");
        QTest::addColumn<QStringList>("places");
        const auto row = [](const char *label, const EditTarget &what, const QString &name,
                            const Changes &changes, const QStringList &places) {
            QTest::newRow(label) << what << name << changes << places;
        };
        row("platform", target(EditKind::Platform), "store",
            {{},
             {{"platform: shop   #", "platform: store   #"}},
             {{"platform: shop\n", "platform: store\n"}}},
            {"shop.yaml:1 its own name", "restart.yaml:2 the platform of runbook restart"});
        row("environment", target(EditKind::Environment, {}, "dev"), "development",
            {{{"\"dev\":  {", "\"development\":  {"}},
             {{"{ id: dev,", "{ id: development,"}, {"only_in: [ dev,", "only_in: [ development,"}},
             {{"[ dev, prod ]", "[ development, prod ]"}}},
            {"opsdeck.yaml:6 its parameters", "shop.yaml:4 its own name",
             "shop.yaml:27 only_in of db", "restart.yaml:5 where runbook restart may run"});
        row("environment with what differs", target(EditKind::Environment, {}, "prod"), "live",
            {{{"      prod: {", "      live: {"}},
             {{"{ id: prod,", "{ id: live,"},
              {"      prod: { layer", "      live: { layer"},
              {"dev, prod ]   # ev", "dev, live ]   # ev"}},
             {{"[ dev, prod ]", "[ dev, live ]"}}},
            {"opsdeck.yaml:7 its parameters", "shop.yaml:5 its own name",
             "shop.yaml:23 what differs there in api", "shop.yaml:27 only_in of db",
             "restart.yaml:5 where runbook restart may run"});
        row("service that is needed", target(EditKind::Service, "db"), "postgres",
            {{{"      db/port:", "      postgres/port:"}},
             {{"- db   # db first", "- postgres   # db first"},
              {"[ \"db\" ]", "[ \"postgres\" ]"},
              {"  - id: db\n", "  - id: postgres\n"}},
             {{"[ api, db ]", "[ api, postgres ]"}}},
            {"opsdeck.yaml:10 why db/port is expected to differ", "shop.yaml:12 needed by api",
             "shop.yaml:23 needed by api in prod", "shop.yaml:25 its own name",
             "restart.yaml:11 step verify of runbook restart"});
        row("service that is needed in words", target(EditKind::Service, "cache"), "redis",
            {{},
             {{"{ service: cache,", "{ service: redis,"}, {"  - id: cache\n", "  - id: redis\n"}},
             {}},
            {"shop.yaml:13 needed by api", "shop.yaml:30 its own name"});
        row("service of a runbook", target(EditKind::Service, "api"), "web",
            {{{"      api/health/", "      web/health/"}, {"      api/port:", "      web/port:"}},
             {{"  - id: api\n", "  - id: web\n"}},
             {{"service: api\n", "service: web\n"}, {"[ api, db ]", "[ web, db ]"}}},
            {"opsdeck.yaml:11 why api/health/status is expected to differ",
             "opsdeck.yaml:12 why api/port is expected to differ", "shop.yaml:8 its own name",
             "restart.yaml:3 what runbook restart acts on",
             "restart.yaml:11 step verify of runbook restart"});
        row("check", target(EditKind::Check, "api", "health"), "page",
            {{{"      api/health/", "      api/page/"}},
             {{"- id: health   #", "- id: page   #"},
              {"check: health,", "check: page,"},
              {"{ \"health\": {", "{ \"page\": {"}},
             {}},
            {"opsdeck.yaml:11 why api/health/status is expected to differ",
             "shop.yaml:15 its own name", "shop.yaml:21 drawn by the chart latency",
             "shop.yaml:23 what differs in prod"});
        row("chart", target(EditKind::Metric, "api", "latency"), "time",
            {{}, {{"{ id: latency,", "{ id: time,"}}, {}}, {"shop.yaml:21 its own name"});
        row("layer", target(EditKind::Layer, {}, "data"), "store",
            {{},
             {{"{ id: 'data' }", "{ id: 'store' }"},
              {"{ layer: data,", "{ layer: store,"},
              {"    layer: data\n", "    layer: store\n"}},
             {}},
            {"shop.yaml:2 its own name", "shop.yaml:23 the layer of api in prod",
             "shop.yaml:26 the layer of db"});
        row("runbook", target(EditKind::Runbook), "again",
            {{}, {}, {{"runbook: restart   #", "runbook: again   #"}}},
            {"restart.yaml:1 its own name"});
        row("step", target(EditKind::Step, {}, "verify"), "look",
            {{}, {}, {{"{ id: verify,", "{ id: look,"}}}, {"restart.yaml:11 its own name"});
        // Words that other readers of YAML take for something else are quoted.
        row("a name that looks like a number", target(EditKind::Service, "cache"), "007",
            {{},
             {{"{ service: cache,", "{ service: \"007\","},
              {"  - id: cache\n", "  - id: \"007\"\n"}},
             {}},
            {"shop.yaml:13 needed by api", "shop.yaml:30 its own name"});
    }

    void followsEverywhere()
    {
        QFETCH(const EditTarget, what);
        QFETCH(const QString, name);
        QFETCH(const Changes, changes);
        QFETCH(const QStringList, places);
        WorkspaceEdit edit = renamed(what, name);
        const EditPreview preview = edit.preview();
        QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
        QStringList shown;
        for (const EditPlace &place : preview.places)
            shown << QStringLiteral("%1:%2 %3").arg(place.file).arg(place.line).arg(place.what);
        QCOMPARE(shown, places);
        const auto saved = edit.save();
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
        QCOMPARE(get("opsdeck.yaml"), with(kRoot, changes.root));
        QCOMPARE(get("shop.yaml"), with(kShop, changes.shop));
        QCOMPARE(get("restart.yaml"), with(kRestart, changes.restart));
        QCOMPARE(get("mail.yaml"), kMail);
        QCOMPARE(get("mail-restart.yaml"), kMailRestart);
        // And back.
        WorkspaceEdit back = open();
        QVERIFY(back.undo(edit.writes()));
        QVERIFY(back.preview().canSave());
        QVERIFY(back.save());
        QCOMPARE(get("opsdeck.yaml"), kRoot);
        QCOMPARE(get("shop.yaml"), kShop);
        QCOMPARE(get("restart.yaml"), kRestart);
    }

    void otherFieldsComeAlong()
    {
        WorkspaceEdit edit = open();
        const auto form = edit.form(target(EditKind::Environment, {}, "prod"));
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert("id", "live");
        values.insert("title", "Live");
        values.insert("parameters",
                      QVariantMap{{"host", "10.0.0.2"}, {"db_credential", "demo/prod/db"}});
        QVERIFY(edit.apply(*form, values));
        QVERIFY2(edit.preview().canSave(), qPrintable(textOf(edit.preview())));
        QVERIFY(edit.save());
        QCOMPARE(get("opsdeck.yaml"),
                 with(kRoot, {{"      prod: { host: 10.0.0.1,", "      live: { host: 10.0.0.2,"}}));
        QVERIFY(get("shop.yaml")
                    .contains("  - { id: live, tier: prod, protected: true, title: Live }   # "
                              "careful: prod\n"));
    }

    void saysWhatElseItMeans()
    {
        const auto notes = [this](const EditTarget &what) {
            return renamed(what, "other").preview().notes.join('\n');
        };
        const QString environment = notes(target(EditKind::Environment, {}, "prod"));
        QVERIFY2(environment.contains("${environment} stands for 'other' from now on where that is "
                                      "meant: shop.yaml:9, restart.yaml:10."),
                 qPrintable(environment));
        QVERIFY(environment.contains("credentials"));
        QVERIFY(environment.contains("under the old name 'prod'; 'other' begins anew"));
        QVERIFY(notes(target(EditKind::Platform)).contains("${platform} stands for 'other'"));
        QVERIFY(notes(target(EditKind::Service, "api")).contains("under the old name 'api'"));
        QVERIFY(notes(target(EditKind::Metric, "api", "latency")).contains("keeps its past"));
        QVERIFY(notes(target(EditKind::Runbook)).contains("record under the old name 'restart'"));
        // Nothing of it once the old name is back.
        WorkspaceEdit edit = open();
        const auto form = edit.form(target(EditKind::Service, "api"));
        QVERIFY(edit.apply(*form, form->values));
        QVERIFY(edit.preview().notes.isEmpty() && edit.preview().places.isEmpty());
    }

    void badNamesAreRefused_data()
    {
        QTest::addColumn<EditTarget>("what");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("words");
        QTest::newRow("environment") << target(EditKind::Environment, {}, "dev") << "prod"
                                     << "there is an environment 'prod' already";
        QTest::newRow("service") << target(EditKind::Service, "api") << "db"
                                 << "there is a service 'db' already";
        QTest::newRow("check") << target(EditKind::Check, "api", "health") << "port"
                               << "the service has a check 'port' already";
        QTest::newRow("layer") << target(EditKind::Layer, {}, "app") << "data"
                               << "there is a layer 'data' already";
        QTest::newRow("platform") << target(EditKind::Platform) << "mail"
                                  << "there is a platform 'mail' already";
        QTest::newRow("runbook") << target(EditKind::Runbook) << "mail-restart"
                                 << "there is a runbook 'mail-restart' already";
        QTest::newRow("step") << target(EditKind::Step, {}, "stop") << "verify"
                              << "the runbook has a step 'verify' already";
        QTest::newRow("none") << target(EditKind::Service, "api") << "" << "it needs a name";
        QTest::newRow("blanks") << target(EditKind::Service, "api") << "a b" << "a name is letters";
        QTest::newRow("long") << target(EditKind::Service, "api") << QString(64, 'a')
                              << "at most 63";
    }

    void badNamesAreRefused()
    {
        QFETCH(const EditTarget, what);
        QFETCH(const QString, name);
        QFETCH(const QString, words);
        const WorkspaceEdit edit = renamed(what, name);
        const EditPreview preview = edit.preview();
        QVERIFY(!preview.canSave());
        QVERIFY2(preview.fields.value(nameField(what.kind)).contains(words),
                 qPrintable(textOf(preview)));
        QVERIFY(!edit.save());
        QCOMPARE(get("shop.yaml"), kShop);
    }

    void whatIsRepeatedIsRefusedWithItsPlace()
    {
        put("mail.yaml", "platform: mail\n"
                         "environments: [ { id: dev, tier: dev } ]\n"
                         "services:\n"
                         "  - { id: api, depends_on: &needs [ db ] }\n"
                         "  - { id: web, depends_on: *needs }\n"
                         "  - { id: db }\n");
        put("opsdeck.yaml", with(kRoot, {{", mail-restart.yaml", ""}}));
        const QByteArray before = get("mail.yaml");
        WorkspaceEdit edit = open();
        EditTarget what = target(EditKind::Service, "db");
        what.platform = PlatformId("mail");
        const auto form = edit.form(what);
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert("id", "postgres");
        const auto done = edit.apply(*form, values);
        QVERIFY(!done);
        QVERIFY2(done.error().message.startsWith("mail.yaml:4: "),
                 qPrintable(done.error().message));
        QVERIFY2(done.error().message.contains("anchor"), qPrintable(done.error().message));
        QCOMPARE(get("mail.yaml"), before);
    }

    void undoIsRefusedOverWhatOthersDid()
    {
        WorkspaceEdit edit = renamed(target(EditKind::Environment, {}, "dev"), "development");
        QVERIFY(edit.save());
        put("restart.yaml", get("restart.yaml") + "# somebody was here\n");
        WorkspaceEdit back = open();
        const auto done = back.undo(edit.writes());
        QVERIFY(!done);
        QVERIFY2(done.error().message.contains("restart.yaml was changed since"),
                 qPrintable(done.error().message));
    }

    void aSaveThatWasCutShortChangesNothing()
    {
        const WorkspaceEdit edit = renamed(target(EditKind::Environment, {}, "dev"), "development");
        const QList<FileWrite> writes = edit.writes();
        QCOMPARE(writes.size(), 3);
        const WorkspaceLoader loader({builtinProbes().infos(), builtinSteps().infos()});
        // Looked at while it is under way, with every file but one written.
        int reached = 0;
        const auto environments = [&] {
            QStringList names;
            const LoadedWorkspace loaded = loader.load(m_dir->path());
            if (loaded.hasErrors() || !loaded.workspace)
                return QStringList{"broken"};
            for (const Environment &each : loaded.workspace->platforms.first().environments)
                names << each.id.toString();
            return names;
        };
        QVERIFY(saveFiles(m_dir->path(), writes, [&] {
            ++reached;
            QCOMPARE(environments(), (QStringList{"dev", "prod"}));
            QVERIFY(loader.load(m_dir->path()).problems.isEmpty());
        }));
        QCOMPARE(reached, 7);
        QCOMPARE(environments(), (QStringList{"development", "prod"}));
    }

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        putFile(m_dir->filePath(name), bytes);
    }

    QByteArray get(const QString &name) const { return fileBytes(m_dir->filePath(name)); }

    WorkspaceEdit open() const
    {
        auto edit =
            WorkspaceEdit::open(m_dir->path(), {builtinProbes().infos(), builtinSteps().infos()});
        if (!edit)
            qFatal("%s", qPrintable(edit.error().message));
        return *edit;
    }

    WorkspaceEdit renamed(const EditTarget &what, const QString &name) const
    {
        WorkspaceEdit edit = open();
        const auto form = edit.form(what);
        if (!form)
            qFatal("%s", qPrintable(form.error().message));
        QVariantMap values = form->values;
        values.insert(nameField(what.kind), name);
        const auto done = edit.apply(*form, values);
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
        return edit;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestRenaming)
#include "tst_renaming.moc"
