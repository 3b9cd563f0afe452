// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const PlatformId kShop("shop");
const QByteArray kPlatform = "platform: shop\n"
                             "layers: [ { id: host }, { id: app, within: host } ]   # ours\n"
                             "environments: [ { id: prod, tier: prod } ]\n"
                             "services:\n"
                             "  - { id: api, layer: app }   # the one\n"
                             "  - { id: db }\n";
const QByteArray kPins = "diagram:\n"
                         "  pinned:   # by hand\n"
                         "    - { service: api, x: 400, y: 120 }   # left\n"
                         "    - { service: db, x: 800, y: 120 }\n";

KindCatalog kinds()
{
    return {builtinProbes().infos(), {}};
}

} // namespace

/// Nodes of the diagram that are put where they are, in the platform's file.
class TestPins final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        putFile(m_dir->filePath("opsdeck.yaml"), "workspace: w\nplatforms:\n  - file: shop.yaml\n");
    }

    void cleanup() { m_dir.reset(); }

    void areRead()
    {
        const LoadedWorkspace loaded = load(kPlatform + kPins);
        QVERIFY2(!loaded.hasErrors(), qPrintable(problems(loaded)));
        const QList<PinnedNode> pinned = loaded.workspace->platforms.first().pinned;
        QCOMPARE(pinned,
                 (QList<PinnedNode>{{ServiceId("api"), 400, 120}, {ServiceId("db"), 800, 120}}));
    }

    void areRefused_data()
    {
        QTest::addColumn<QByteArray>("pin");
        QTest::addColumn<QString>("told");
        QTest::newRow("service") << QByteArray("{ service: apo, x: 8, y: 8 }")
                                 << "there is no service 'apo'. Did you mean 'api'?";
        QTest::newRow("key") << QByteArray("{ service: api, x: 8, z: 8, y: 8 }") << "'z'";
        QTest::newRow("no y") << QByteArray("{ service: api, x: 8 }") << "a pinned node needs 'y'";
        QTest::newRow("too far") << QByteArray("{ service: api, x: 8, y: 16001 }") << "16000";
        QTest::newRow("negative") << QByteArray("{ service: api, x: -8, y: 8 }") << "'x'";
        QTest::newRow("twice") << QByteArray(
            "{ service: api, x: 8, y: 8 }, { service: api, x: 80, y: 8 }")
                               << "service 'api' is pinned twice";
    }

    void areRefused()
    {
        QFETCH(const QByteArray, pin);
        QFETCH(const QString, told);
        const LoadedWorkspace loaded = load(kPlatform + "diagram: { pinned: [ " + pin + " ] }\n");
        QVERIFY(loaded.hasErrors());
        QVERIFY2(problems(loaded).contains(told), qPrintable(problems(loaded)));
    }

    void areWrittenAndNothingElse()
    {
        putFile(file(), kPlatform);
        save([](WorkspaceEdit &edit) { return edit.pin(kShop, {ServiceId("api"), 400, 120}); });
        QCOMPARE(fileBytes(file()).left(kPlatform.size()), kPlatform);
        QCOMPARE(load(fileBytes(file())).workspace->platforms.first().pinned,
                 (QList<PinnedNode>{{ServiceId("api"), 400, 120}}));
    }

    void areMovedAndLetGo()
    {
        putFile(file(), kPlatform + kPins);
        save([](WorkspaceEdit &edit) { return edit.pin(kShop, {ServiceId("api"), 408, 120}); });
        QByteArray wanted = kPlatform + kPins;
        QCOMPARE(fileBytes(file()), wanted.replace("400", "408"));
        const QList<FileWrite> saved =
            save([](WorkspaceEdit &edit) { return edit.unpin(kShop, ServiceId("db")); });
        QCOMPARE(fileBytes(file()),
                 wanted.replace("    - { service: db, x: 800, y: 120 }\n", QByteArray()));
        save([&](WorkspaceEdit &edit) { return edit.undo(saved); });
        QVERIFY(fileBytes(file()).contains("service: db, x: 800"));
        save([](WorkspaceEdit &edit) { return edit.unpin(kShop, {}); });
        QCOMPARE(fileBytes(file()), kPlatform);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit.has_value());
        const auto none = edit->unpin(kShop, ServiceId("db"));
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        QCOMPARE(edit->pin(PlatformId("other"), {ServiceId("api"), 8, 8}).error().kind,
                 ErrorKind::NotFound);
    }

    void goWithTheService()
    {
        putFile(file(), kPlatform + kPins);
        EditTarget db;
        db.platform = kShop;
        db.service = ServiceId("db");
        save([&](WorkspaceEdit &edit) { return edit.remove(db); });
        QVERIFY(!fileBytes(file()).contains("db"));
        EditTarget api = db;
        api.service = ServiceId("api");
        set(api, "id", "front");
        QVERIFY(fileBytes(file()).contains("{ service: front, x: 400, y: 120 }   # left"));
    }

    void aLayersNewNameGoesToTheFrameWithinIt()
    {
        putFile(file(), kPlatform);
        EditTarget host;
        host.kind = EditKind::Layer;
        host.platform = kShop;
        host.item = "host";
        set(host, "id", "box");
        QVERIFY(fileBytes(file()).contains("{ id: app, within: box }"));
    }

    void aGroupsFrameAndRuleAreEdited()
    {
        putFile(file(), kPlatform);
        EditTarget app;
        app.kind = EditKind::Layer;
        app.platform = kShop;
        app.item = "app";
        const auto rollUp = [this] {
            const auto layers = load(fileBytes(file())).workspace->platforms.first().layers;
            return std::find_if(layers.cbegin(), layers.cend(),
                                [](const Layer &layer) { return layer.id == "app"; })
                ->rollUp;
        };
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        const auto form = edit->form(app);
        const auto within = std::find_if(form->fields.cbegin(), form->fields.cend(),
                                         [](const auto &field) { return field.name == "within"; });
        QVERIFY(within != form->fields.cend());
        QVERIFY(within->choices.contains("host"));
        QVERIFY(!within->choices.contains("app")); // no frame stands in itself
        QCOMPARE(form->values.value("within").toString(), QString("host"));

        set(app, "rollup", "at least 2");
        QCOMPARE(rollUp(), (RollUp{RollUpKind::AtLeast, 2}));
        QVERIFY2(fileBytes(file()).contains("at_least: 2"), fileBytes(file()).constData());
        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QCOMPARE(edit->form(app)->values.value("rollup").toString(), QString("at least 2"));
        set(app, "rollup", "50 %");
        QCOMPARE(rollUp(), (RollUp{RollUpKind::Percent, 50}));
        set(app, "rollup", "best");
        QCOMPARE(rollUp(), (RollUp{RollUpKind::Best, 0}));
        set(app, "rollup", "");
        QCOMPARE(rollUp(), RollUp());
        QCOMPARE(fileBytes(file()), kPlatform);
        set(app, "within", "");
        QVERIFY(!fileBytes(file()).contains("within"));

        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        const auto wrong = edit->form(app);
        QVariantMap values = wrong->values;
        values.insert("rollup", "most of them");
        QVERIFY(edit->apply(*wrong, values));
        QVERIFY(edit->preview().fields.value("rollup").contains("at least 2"));
    }

private:
    QString file() const { return m_dir->filePath("shop.yaml"); }

    LoadedWorkspace load(const QByteArray &platform) const
    {
        putFile(file(), platform);
        return WorkspaceLoader(kinds()).load(m_dir->path());
    }

    static QString problems(const LoadedWorkspace &loaded)
    {
        QStringList texts;
        for (const ConfigProblem &problem : loaded.problems)
            texts << problem.toString();
        return texts.join('\n');
    }

    template <typename Change>
    QList<FileWrite> save(const Change &change) const
    {
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        if (!edit) {
            QTest::qFail(qPrintable(edit.error().message), __FILE__, __LINE__);
            return {};
        }
        const Result<void> done = change(*edit);
        if (!done)
            QTest::qFail(qPrintable(done.error().message), __FILE__, __LINE__);
        const QList<FileWrite> writes = edit->writes();
        const auto saved = edit->save();
        if (!saved)
            QTest::qFail(qPrintable(saved.error().message), __FILE__, __LINE__);
        return writes;
    }

    void set(const EditTarget &target, const QString &field, const QString &name) const
    {
        save([&](WorkspaceEdit &edit) -> Result<void> {
            const auto form = edit.form(target);
            if (!form)
                return failure(form.error());
            QVariantMap values = form->values;
            values.insert(field, name);
            return edit.apply(*form, values);
        });
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestPins)
#include "tst_pins.moc"
