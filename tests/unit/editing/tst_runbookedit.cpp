// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "services/runbooks/builtinsteps.h"
#include "tests/support/wholefile.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kRoot = "workspace: demo\n"
                         "platforms: [ { file: shop.yaml } ]\n"
                         "runbooks:   # by hand\n"
                         "  - restart.yaml   # the first\n";

const QByteArray kShop = "platform: shop\n"
                         "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                         "services:\n"
                         "  - { id: api, checks: [ { id: port, kind: tcp, host: h, port: 80 } ] }\n"
                         "  - { id: db }\n";

const QByteArray kRestart =
    "runbook: restart   # of the api\n"
    "platform: shop\n"
    "service: api\n"
    "danger: low   # nobody notices\n"
    "steps:\n"
    "  # first of all\n"
    "  - id: stop   # gently\n"
    "    kind: command\n"
    "    command: [ echo, stop ]\n"
    "\n"
    "  - id: start\n"
    "    kind: command\n"
    "    command:\n"
    "      - echo\n"
    "      - \"start\"   # in words\n"
    "    timeout: 30s\n"
    "\n"
    "  # and then\n"
    "  # look\n"
    "  - { id: verify, kind: check, services: [ api ], within: 60s }   # all\n"
    "# the end\n";

EditTarget runbook()
{
    EditTarget made;
    made.kind = EditKind::Runbook;
    made.platform = PlatformId("shop");
    made.runbook = RunbookId("restart");
    return made;
}

EditTarget step(const QString &id)
{
    EditTarget made = runbook();
    made.kind = EditKind::Step;
    made.item = id;
    made.isNew = id.isEmpty();
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

QStringList names(const ParameterSchema &fields)
{
    QStringList all;
    for (const ParameterSpec &field : fields)
        all << field.name;
    return all;
}

} // namespace

/// Runbooks and their steps in forms.
class TestRunbookEdit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        put("opsdeck.yaml", kRoot);
        put("shop.yaml", kShop);
        put("restart.yaml", kRestart);
        const EditPreview untouched = open().preview();
        QVERIFY2(untouched.problems.isEmpty(), qPrintable(textOf(untouched)));
    }

    void formsShowWhatIsWritten()
    {
        const WorkspaceEdit edit = open();
        const auto whole = edit.form(runbook());
        QVERIFY(whole);
        QCOMPARE(whole->values, (QVariantMap{{"runbook", "restart"},
                                             {"platform", "shop"},
                                             {"service", "api"},
                                             {"danger", "low"}}));
        QCOMPARE(whole->file, "restart.yaml");
        const auto field = [&](const char *name) {
            return *std::find_if(whole->fields.cbegin(), whole->fields.cend(),
                                 [&](const ParameterSpec &each) { return each.name == name; });
        };
        QCOMPARE(field("danger").choices,
                 (QStringList{"read-only", "low", "disruptive", "destructive"}));
        QCOMPARE(field("environments").choices, (QStringList{"dev", "prod"}));
        QCOMPARE(field("service").choices, (QStringList{"api", "db"}));
        QVERIFY(field("triggers").choices.contains("timeout"));
        const auto start = edit.form(step("start"));
        QVERIFY(start);
        QCOMPARE(start->values, (QVariantMap{{"id", "start"},
                                             {"kind", "command"},
                                             {"command", QStringList{"echo", "start"}},
                                             {"timeout", "30s"},
                                             {"position", "2"}}));
        QCOMPARE(start->line, 11);
        // Of every kind what its schema has.
        for (const KindInfo &kind : builtinSteps().infos()) {
            const auto form = edit.form(step({}), kind.id);
            QVERIFY(form);
            for (const ParameterSpec &spec : kind.parameters)
                QVERIFY2(names(form->fields).contains(spec.name), qPrintable(spec.name));
            QCOMPARE(form->values.value("position").toString(), "4");
        }
    }

    void editsAreSmall_data()
    {
        QTest::addColumn<EditTarget>("what");
        QTest::addColumn<QVariantMap>("changes");
        QTest::addColumn<QByteArray>("file");
        const auto row = [](const char *name, const EditTarget &what, const QVariantMap &changes,
                            const QByteArray &before, const QByteArray &after) {
            QTest::newRow(name) << what << changes << replaced(kRestart, before, after);
        };
        row("danger", runbook(), {{"danger", "disruptive"}}, "danger: low   #",
            "danger: disruptive   #");
        row("environments", runbook(), {{"environments", QStringList{"dev"}}}, "# the end\n",
            "environments: [ dev ]\n# the end\n");
        row("arguments", step("start"), {{"command", QStringList{"echo", "up"}}}, "\"start\"   #",
            "\"up\"   #");
        row("one more argument", step("stop"), {{"command", QStringList{"echo", "stop", "-9"}}},
            "[ echo, stop ]", "[ echo, stop, \"-9\" ]");
        row("time limit", step("start"), {{"timeout", "1m"}}, "timeout: 30s", "timeout: 1m");
        row("goes on when it fails", step("verify"), {{"on_failure", "continue"}}, "within: 60s }",
            "within: 60s, on_failure: continue }");
        row("another kind", step("stop"),
            {{"kind", "check"},
             {"services", QStringList{"api"}},
             {"within", "9s"},
             {"command", {}}},
            "    kind: command\n    command: [ echo, stop ]\n",
            "    kind: check\n    services: [ api ]\n    within: 9s\n");
        row("new", step({}),
            {{"id", "tell"}, {"kind", "command"}, {"command", QStringList{"echo", "done"}}},
            "# all\n", "# all\n\n  - { id: tell, kind: command, command: [ echo, done ] }\n");
        row("new, in front", step({}),
            {{"id", "tell"},
             {"kind", "check"},
             {"services", QStringList{"api"}},
             {"within", "9s"},
             {"position", "1"}},
            "  - id: stop   # gently\n",
            "  - id: tell\n    kind: check\n    services: [ api ]\n    within: 9s\n  - id: stop   "
            "# "
            "gently\n");
    }

    void editsAreSmall()
    {
        QFETCH(const EditTarget, what);
        QFETCH(const QVariantMap, changes);
        WorkspaceEdit edit = open();
        const auto form = edit.form(what, changes.value("kind").toString());
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert(changes);
        const auto done = edit.apply(*form, values);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        const EditPreview preview = edit.preview();
        QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
        QVERIFY(edit.save());
        QFETCH(const QByteArray, file);
        QVERIFY2(get("restart.yaml") == file, get("restart.yaml").constData());
        QCOMPARE(get("opsdeck.yaml"), kRoot);
    }

    void stepsMoveWithTheirComments_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("position");
        QTest::addColumn<QStringList>("order");
        QTest::newRow("down") << "stop" << "2" << QStringList{"start", "stop", "verify"};
        QTest::newRow("up") << "verify" << "2" << QStringList{"stop", "verify", "start"};
        QTest::newRow("to the end") << "stop" << "3" << QStringList{"start", "verify", "stop"};
        QTest::newRow("to the front") << "verify" << "1" << QStringList{"verify", "stop", "start"};
    }

    void stepsMoveWithTheirComments()
    {
        QFETCH(const QString, id);
        QFETCH(const QString, position);
        QFETCH(const QStringList, order);
        const QMap<QString, QByteArray> pieces{
            {"stop", "  # first of all\n  - id: stop   # gently\n    kind: command\n    command: [ "
                     "echo, stop ]\n"},
            {"start", "  - id: start\n    kind: command\n    command:\n      - echo\n      - "
                      "\"start\"   # in words\n    timeout: 30s\n"},
            {"verify", "  # and then\n  # look\n  - { id: verify, kind: check, services: [ api ], "
                       "within: 60s }   # all\n"}};
        WorkspaceEdit edit = open();
        const auto form = edit.form(step(id));
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert("position", position);
        const auto done = edit.apply(*form, values);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY2(edit.preview().canSave(), qPrintable(textOf(edit.preview())));
        QVERIFY(edit.save());
        QByteArray wanted = kRestart.left(kRestart.indexOf("  # first"));
        wanted += pieces.value(order.at(0)) + '\n' + pieces.value(order.at(1)) + '\n'
                  + pieces.value(order.at(2)) + "# the end\n";
        QCOMPARE(get("restart.yaml"), wanted);
        // And back where it was.
        WorkspaceEdit back = open();
        const auto moved = back.form(step(id));
        QVERIFY(moved);
        QCOMPARE(moved->values.value("position").toString(), position);
        values.insert("position", form->values.value("position"));
        QVERIFY(back.apply(*moved, values));
        QVERIFY(back.save());
        QCOMPARE(get("restart.yaml"), kRestart);
    }

    void removals()
    {
        WorkspaceEdit edit = open();
        QVERIFY(edit.remove(step("start")));
        QVERIFY2(edit.preview().canSave(), qPrintable(textOf(edit.preview())));
        QVERIFY(edit.save());
        QCOMPARE(get("restart.yaml"),
                 replaced(kRestart,
                          "\n  - id: start\n    kind: command\n    command:\n      - echo\n      - "
                          "\"start\"   # in words\n    timeout: 30s\n",
                          ""));
        // The last one stays: there is no runbook without.
        WorkspaceEdit more = open();
        QVERIFY(more.remove(step("stop")));
        QVERIFY(more.remove(step("verify")));
        QVERIFY2(textOf(more.preview()).contains("needs at least one step"),
                 qPrintable(textOf(more.preview())));
        QVERIFY(!more.save());
        // The workspace forgets a runbook, its file stays.
        WorkspaceEdit whole = open();
        QVERIFY(whole.remove(runbook()));
        QVERIFY2(whole.preview().canSave(), qPrintable(textOf(whole.preview())));
        const QByteArray before = get("restart.yaml");
        QVERIFY(whole.save());
        QVERIFY2(!get("opsdeck.yaml").contains("restart.yaml"), get("opsdeck.yaml").constData());
        QCOMPARE(get("restart.yaml"), before);
    }

    void newRunbook()
    {
        EditTarget what;
        what.kind = EditKind::Runbook;
        what.platform = PlatformId("shop");
        what.isNew = true;
        WorkspaceEdit edit = open();
        const auto form = edit.form(what, "command");
        QVERIFY(form);
        QCOMPARE(form->values, (QVariantMap{{"platform", "shop"}}));
        QVariantMap values = form->values;
        values.insert({{"file", "runbooks/vacuum.yaml"},
                       {"runbook", "vacuum"},
                       {"service", "db"},
                       {"danger", "low"},
                       {"environments", QStringList{"dev"}},
                       {"step.id", "vacuum"},
                       {"step.kind", "command"},
                       {"step.command", QStringList{"vacuumdb", "shop"}}});
        QVERIFY(edit.apply(*form, values));
        const EditPreview preview = edit.preview();
        QVERIFY2(preview.canSave(), qPrintable(textOf(preview)));
        QVERIFY(edit.save());
        QCOMPARE(get("opsdeck.yaml"),
                 replaced(kRoot, "# the first\n", "# the first\n  - runbooks/vacuum.yaml\n"));
        QCOMPARE(get("runbooks/vacuum.yaml"),
                 "runbook: vacuum\nplatform: shop\nservice: db\ndanger: low\nenvironments: [dev]\n"
                 "steps:\n  - id: vacuum\n    kind: command\n    command: [vacuumdb, shop]\n");
        // Undone, the file is gone again.
        WorkspaceEdit back = open();
        QVERIFY(back.undo(edit.writes()));
        QVERIFY(back.preview().files.last().isGone);
        QVERIFY(back.save());
        QCOMPARE(get("opsdeck.yaml"), kRoot);
        QVERIFY(!QFile::exists(m_dir->filePath("runbooks/vacuum.yaml")));
    }

    void problemsComeToTheirFields_data()
    {
        QTest::addColumn<EditTarget>("what");
        QTest::addColumn<QVariantMap>("changes");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("words");
        EditTarget fresh = runbook();
        fresh.runbook = {};
        fresh.isNew = true;
        const QVariantMap good{{"file", "x.yaml"},
                               {"runbook", "x"},
                               {"danger", "low"},
                               {"step.id", "a"},
                               {"step.kind", "command"}};
        const auto row = [](const char *name, const EditTarget &what, const QVariantMap &changes,
                            const char *field, const char *words) {
            QTest::newRow(name) << what << changes << QString(field) << QString(words);
        };
        row("danger", runbook(), {{"danger", ""}}, "danger", "needs 'danger'");
        row("time limit", step("start"), {{"timeout", "soon"}}, "timeout", "duration");
        row("no command", step("start"), {{"command", QStringList()}}, "command",
            "needs 'command'");
        row("variable", step("stop"), {{"command", QStringList{"echo", "${hots}"}}}, "command",
            "hots");
        row("position", step("stop"), {{"position", "9"}}, "position", "from 1 to 3");
        row("new one's name", step({}),
            {{"id", "stop"}, {"kind", "command"}, {"command", QStringList{"true"}}}, "id", "twice");
        row("file", fresh, {{"file", "../x.yaml"}}, "file", "inside of the workspace's folder");
        row("file that is there", fresh, {{"file", "restart.yaml"}}, "file", "there already");
        row("first step", fresh, good, "step.command", "needs 'command'");
        QVariantMap slow = good;
        slow.insert({{"step.command", QStringList{"true"}}, {"step.timeout", "soon"}});
        row("first step's time limit", fresh, slow, "step.timeout", "duration");
        QVariantMap mild = good;
        mild.insert({{"step.command", QStringList{"true"}}, {"danger", ""}});
        row("new one's danger", fresh, mild, "danger", "needs 'danger'");
    }

    void problemsComeToTheirFields()
    {
        QFETCH(const EditTarget, what);
        QFETCH(const QVariantMap, changes);
        QFETCH(const QString, field);
        QFETCH(const QString, words);
        WorkspaceEdit edit = open();
        const QString kind = changes.value("step.kind", changes.value("kind")).toString();
        const auto form = edit.form(what, kind);
        QVERIFY(form);
        QVariantMap values = form->values;
        values.insert(changes);
        QVERIFY(edit.apply(*form, values));
        const EditPreview preview = edit.preview();
        QVERIFY(!preview.canSave());
        QVERIFY2(preview.fields.value(field).contains(words), qPrintable(textOf(preview)));
        QVERIFY(!edit.save());
        QCOMPARE(get("restart.yaml"), kRestart);
        QCOMPARE(get("opsdeck.yaml"), kRoot);
    }

    void aBrokenRunbookStandsInNobodysWay()
    {
        put("restart.yaml", "runbook: [\n");
        const WorkspaceEdit edit = open();
        EditTarget what;
        what.kind = EditKind::Service;
        what.platform = PlatformId("shop");
        what.service = ServiceId("api");
        QVERIFY(edit.form(what));
        QVERIFY(!edit.form(runbook()));
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

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestRunbookEdit)
#include "tst_runbookedit.moc"
