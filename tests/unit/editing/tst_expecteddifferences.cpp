// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const PlatformId kShop(QStringLiteral("shop"));
const QByteArray kPlatform = "platform: shop\n"
                             "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                             "services:\n"
                             "  - id: db\n"
                             "    facts: [ { id: image, topic: service, title: Image, value: a, "
                             "source: { basis: ours } } ]\n"
                             "    checks: [ { id: answers, kind: tcp, host: \"127.0.0.1\", "
                             "port: 1 } ]\n";

KindCatalog kinds()
{
    return {builtinProbes().infos(), {}};
}

} // namespace

/// Differences that are marked as expected, in the workspace file.
class TestExpectedDifferences final : public QObject
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
                                             "# end\n");
        QTest::newRow("braces") << QByteArray("workspace: w\nplatforms: [ { file: shop.yaml } ]\n");
        QTest::newRow("beside others")
            << QByteArray("workspace: w\n"
                          "platforms:\n"
                          "  - file: shop.yaml\n"
                          "    expected_differences:\n"
                          "      unset: dev has no mail   # asked\n"
                          "      db/image: { reason: built anew, on: 2026-11-01 }\n"
                          "title: W\n");
    }

    void goInAndOut()
    {
        QFETCH(QByteArray, root);
        putFile(m_dir->filePath("opsdeck.yaml"), root);
        const ExpectedDifference expected{"db/answers/tls.version", "prod: \"later\" # not yet",
                                          "2026-11-22"};
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
        auto done = edit->expect(kShop, expected);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->preview().canSave());
        QCOMPARE(edit->changedFiles(), QStringList("opsdeck.yaml"));
        QVERIFY(edit->save());
        QVERIFY(fileBytes(m_dir->filePath("opsdeck.yaml")).contains("expected_differences"));
        QCOMPARE(told().value(expected.ref), expected);
        // In place of what is there.
        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit->expect(kShop, {expected.ref, "another", {}}));
        QVERIFY(edit->save());
        QCOMPARE(told().value(expected.ref).reason, QString("another"));
        edit = WorkspaceEdit::open(m_dir->path(), kinds());
        done = edit->unexpect(kShop, expected.ref);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QVERIFY(edit->save());
        QCOMPARE(fileBytes(m_dir->filePath("opsdeck.yaml")), root);
        QVERIFY(!edit->unexpect(kShop, expected.ref));
        QVERIFY(!edit->expect(PlatformId("nothing"), expected));
    }

    void whatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QString>("problem");
        QTest::addColumn<bool>("isError");
        QTest::newRow("fact of the environments") << QByteArray("unset: so it is") << "" << false;
        QTest::newRow("aspect") << QByteArray("db/replicas: so it is") << "" << false;
        QTest::newRow("fact") << QByteArray("db/image: so it is") << "" << false;
        QTest::newRow("check") << QByteArray("db/answers/retries: so it is") << "" << false;
        QTest::newRow("no reason") << QByteArray("db/replicas: {}") << "reason" << true;
        QTest::newRow("empty reason") << QByteArray("db/replicas: \" \"") << "reason" << true;
        QTest::newRow("unknown key")
            << QByteArray("db/replicas: { reason: a, resaon: b }") << "resaon" << true;
        QTest::newRow("no such service")
            << QByteArray("dbb/replicas: a") << "no service 'dbb'. Did you mean 'db'?" << false;
        QTest::newRow("no such fact")
            << QByteArray("db/replica: a") << "Did you mean 'replicas'?" << false;
        QTest::newRow("no such fact of all")
            << QByteArray("replicas: a") << "'service/fact'" << false;
        QTest::newRow("nothing of the check")
            << QByteArray("db/answers: a") << "'service/check/fact'" << false;
    }

    void whatIsWrong()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QString, problem);
        QFETCH(bool, isError);
        putFile(m_dir->filePath("opsdeck.yaml"),
                "workspace: w\nplatforms:\n  - file: shop.yaml\n    expected_differences:\n      "
                    + entry + '\n');
        const LoadedWorkspace loaded = WorkspaceLoader(kinds()).load(m_dir->path());
        QStringList found;
        for (const ConfigProblem &each : loaded.problems) {
            if (each.toString().startsWith("opsdeck.yaml"))
                found << each.toString();
        }
        QCOMPARE(found.isEmpty(), problem.isEmpty());
        QVERIFY2(problem.isEmpty() || found.first().contains(problem),
                 qPrintable(found.join('\n')));
        QCOMPARE(loaded.hasErrors(), isError);
        QVERIFY(loaded.workspace != nullptr);
        if (!isError)
            QCOMPARE(expectedDifferences(loaded.workspace->platforms.first()).size(),
                     problem.isEmpty() ? 1 : 0);
    }

private:
    QHash<QString, ExpectedDifference> told() const
    {
        const LoadedWorkspace loaded = WorkspaceLoader(kinds()).load(m_dir->path());
        return loaded.workspace == nullptr
                   ? QHash<QString, ExpectedDifference>()
                   : expectedDifferences(loaded.workspace->platforms.first());
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestExpectedDifferences)
#include "tst_expecteddifferences.moc"
