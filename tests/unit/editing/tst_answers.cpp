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
    "contradictions:\n"
    "  - { ref: \"1\", title: \"Reachable?\", text: Two places differ. }\n"
    "  - { ref: \"2\", title: \"How much?\", text: Not stated., kind: gap }\n"
    "services: [ { id: db } ]\n";
const Settlement kAnswer{"no: only inside", "probed", "2026-11-21"};

KindCatalog kinds()
{
    return {builtinProbes().infos(), {}};
}

} // namespace

/// Answers to contradictions, written into the workspace file and taken out again.
class TestAnswers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        putFile(m_dir->filePath("shop.yaml"), kPlatform);
    }

    void cleanup() { m_dir.reset(); }

    void goInAndOut_data()
    {
        QTest::addColumn<QByteArray>("root");
        QTest::newRow("block") << QByteArray("workspace: w\n"
                                             "platforms:\n"
                                             "  - file: shop.yaml   # ours\n"
                                             "    parameters:\n"
                                             "      prod: { a: b }\n"
                                             "# end\n");
        QTest::newRow("braces") << QByteArray(
            "workspace: w\nplatforms: [ { file: shop.yaml } ]   # one\nrunbooks: []\n");
        QTest::newRow("list of braces") << QByteArray("workspace: w\n"
                                                      "platforms:\n"
                                                      "  - { file: shop.yaml }   # one\n");
        QTest::newRow("line ends of Windows")
            << QByteArray("workspace: w\r\nplatforms:\r\n  - file: shop.yaml\r\n");
        QTest::newRow("no end of line")
            << QByteArray("workspace: w\nplatforms:\n- file: shop.yaml");
        QTest::newRow("an answer beside it") << QByteArray("workspace: w\n"
                                                           "platforms:\n"
                                                           "  - file: shop.yaml\n"
                                                           "    settled:\n"
                                                           "      \"2\": a gigabyte   # asked\n"
                                                           "title: W\n");
    }

    void goInAndOut()
    {
        QFETCH(QByteArray, root);
        putFile(m_dir->filePath("opsdeck.yaml"), root);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        auto done = edit->settle(kShop, "1", kAnswer);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->preview().canSave());
        QCOMPARE(edit->changedFiles(), QStringList("opsdeck.yaml"));
        QVERIFY(edit->save());
        const QByteArray written = fileBytes(m_dir->filePath("opsdeck.yaml"));
        QVERIFY(written != root);
        QCOMPARE(answer("1"), std::optional(kAnswer));

        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        done = edit->reopen(kShop, "1");
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->save());
        QCOMPARE(fileBytes(m_dir->filePath("opsdeck.yaml")), root);
        QCOMPARE(answer("1"), std::nullopt);
    }

    void anotherAnswerTakesThePlace()
    {
        putFile(m_dir->filePath("opsdeck.yaml"), "workspace: w\n"
                                                 "platforms:\n"
                                                 "  - file: shop.yaml\n"
                                                 "    settled:\n"
                                                 "      1: yes   # guessed\n"
                                                 "      2: { answer: all of it }\n");
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        QVERIFY(edit->settle(kShop, "1", {"no", {}, {}}));
        QVERIFY(edit->save());
        QCOMPARE(answer("1"), std::optional(Settlement{"no", {}, {}}));
        QCOMPARE(answer("2"), std::optional(Settlement{"all of it", {}, {}}));
        // "no" stays text for every reader of YAML.
        QVERIFY(fileBytes(m_dir->filePath("opsdeck.yaml")).contains("\"no\""));
    }

    void aFileThatIsNamedTwiceIsAskedInBothPlaces()
    {
        const QByteArray root = "workspace: w\n"
                                "platforms:\n"
                                "  - { file: shop.yaml }\n"
                                "  - file: shop.yaml\n"
                                "    settled: { \"2\": none }\n";
        putFile(m_dir->filePath("opsdeck.yaml"), root);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit);
        QVERIFY(edit->reopen(kShop, "2"));
        QCOMPARE(edit->writes().size(), 1);
        QCOMPARE(edit->writes().constFirst().bytes,
                 std::optional(QByteArray(root).replace("    settled: { \"2\": none }\n", "")));
    }

    void whatIsNotThereIsToldSo()
    {
        putFile(m_dir->filePath("opsdeck.yaml"), "workspace: w\nplatforms:\n  - file: shop.yaml\n");
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        QVERIFY(!edit->reopen(kShop, "1"));
        QVERIFY(!edit->settle(PlatformId("none"), "1", kAnswer));
        QVERIFY(edit->changedFiles().isEmpty());
        // The platform lists no such question: the loader says so, and nothing is saved.
        QVERIFY(edit->settle(kShop, "7", kAnswer));
        QVERIFY(!edit->preview().canSave());
        QVERIFY(!edit->save());
    }

private:
    std::optional<Settlement> answer(const QString &ref) const
    {
        const LoadedWorkspace loaded =
            WorkspaceLoader(kinds()).load(m_dir->filePath("opsdeck.yaml"));
        if (!loaded.workspace || loaded.hasErrors())
            return Settlement{"not loaded: " + loaded.problems.value(0).toString(), {}, {}};
        for (const Contradiction &one : loaded.workspace->platforms.constFirst().contradictions) {
            if (one.ref == ref)
                return one.settled;
        }
        return Settlement{"no such question", {}, {}};
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestAnswers)
#include "tst_answers.moc"
