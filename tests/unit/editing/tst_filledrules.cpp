// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const PlatformId kShop("shop");
const QByteArray kPlatform =
    "platform: shop\n"
    "environments: [ { id: prod, tier: prod } ]\n"
    "contradictions: [ { ref: \"1\", title: \"Reachable?\", text: Two. } ]\n"
    "rules:\n"
    "  - { ref: A1, condition: over 80 % }\n"
    "  - { ref: A2, condition: over 90 %, for: 5m }\n"
    "services: [ { id: db } ]\n";

RuleFill fill()
{
    return {{{RulePart::For, "10m"}, {RulePart::Severity, "warning"}}, "asked: them", "2026-11-22"};
}

KindCatalog kinds()
{
    return {builtinProbes().infos(), {}};
}

} // namespace

/// What rules leave open, written into the workspace file and taken out again.
class TestFilledRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        putFile(m_dir->filePath("shop.yaml"), kPlatform);
    }

    void goInAndOut_data()
    {
        QTest::addColumn<QByteArray>("root");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("block") << QByteArray(
            "workspace: w\nplatforms:\n  - file: shop.yaml   # ours\n# end\n")
                               << QByteArray(
                                      "workspace: w\nplatforms:\n  - file: shop.yaml   # ours\n"
                                      "    rules:\n"
                                      "      A1:\n"
                                      "        for: 10m\n"
                                      "        severity: warning\n"
                                      "        note: \"asked: them\"\n"
                                      "        \"on\": \"2026-11-22\"\n"
                                      "# end\n");
        QTest::newRow("an answer beside it")
            << QByteArray("workspace: w\nplatforms:\n  - file: shop.yaml\n"
                          "    settled: { \"1\": \"no\" }   # asked\ntitle: W\n")
            << QByteArray("workspace: w\nplatforms:\n  - file: shop.yaml\n"
                          "    settled: { \"1\": \"no\" }   # asked\n"
                          "    rules: { A1: { for: 10m, severity: warning, note: \"asked: them\", "
                          "\"on\": \"2026-11-22\" } }\n"
                          "title: W\n");
    }

    void goInAndOut()
    {
        QFETCH(const QByteArray, root);
        QFETCH(const QByteArray, written);
        putFile(rootFile(), root);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        auto done = edit->fillIn(kShop, "A1", fill());
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->preview().canSave());
        QCOMPARE(edit->changedFiles(), QStringList("opsdeck.yaml"));
        QVERIFY(edit->save());
        QCOMPARE(fileBytes(rootFile()), written);
        QCOMPARE(loadedFill().texts, fill().texts);
        QCOMPARE(loadedFill().note, fill().note);

        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit);
        done = edit->leaveOpen(kShop, "A1");
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->save());
        QCOMPARE(fileBytes(rootFile()), root);
        QVERIFY(loadedFill().texts.isEmpty());
    }

    void anotherTakesThePlace()
    {
        putFile(rootFile(),
                "workspace: w\nplatforms:\n  - file: shop.yaml\n"
                "    rules: { A1: { for: 1m, action: call }, A2: { severity: info } }\n");
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit);
        QVERIFY(edit->fillIn(kShop, "A1", {{{RulePart::Recovery, "no"}}, {}, {}}));
        QVERIFY(edit->save());
        // "no" stays text for every reader of YAML.
        QCOMPARE(fileBytes(rootFile()),
                 QByteArray("workspace: w\nplatforms:\n  - file: shop.yaml\n    rules: { A1: { "
                            "recovery: \"no\" }, A2: { severity: info } }\n"));
    }

    void whatIsWrongIsNotSaved()
    {
        const QByteArray root = "workspace: w\nplatforms:\n  - file: shop.yaml\n";
        putFile(rootFile(), root);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit);
        QVERIFY(!edit->leaveOpen(kShop, "A1"));
        QVERIFY(!edit->fillIn(PlatformId("none"), "A1", fill()));
        QVERIFY(edit->changedFiles().isEmpty());
        WorkspaceEdit length = *edit;
        QVERIFY(length.fillIn(kShop, "A1", {{{RulePart::For, "5 min"}}, {}, {}}));
        const EditPreview preview = length.preview();
        QVERIFY(!preview.canSave());
        QVERIFY2(preview.problems.constFirst().toString().contains("'for' must be a duration"),
                 qPrintable(preview.problems.constFirst().toString()));
        QVERIFY(!length.save());
        WorkspaceEdit rule = *edit;
        QVERIFY(rule.fillIn(kShop, "A7", fill()));
        QVERIFY(!rule.preview().canSave());
        QVERIFY(!rule.save());
        QCOMPARE(fileBytes(rootFile()), root);
    }

private:
    QString rootFile() const { return m_dir->filePath("opsdeck.yaml"); }

    /// Of the first rule.
    RuleFill loadedFill() const
    {
        const LoadedWorkspace loaded = WorkspaceLoader(kinds()).load(m_dir->path());
        if (!loaded.workspace || loaded.hasErrors())
            return {{{RulePart::Value, "not loaded"}}, {}, {}};
        const Platform &platform = loaded.workspace->platforms.constFirst();
        return fillOf(platform, platform.rules.constFirst());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestFilledRules)
#include "tst_filledrules.moc"
