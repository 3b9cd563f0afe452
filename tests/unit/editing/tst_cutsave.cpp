// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/cutsave.h"
#include "services/editing/filesave.h"
#include "tests/support/wholefile.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace opsdeck;

namespace {

using State = PendingSave::State;

} // namespace

/// Several files are saved all or none, wherever the program ends.
class TestCutSave final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        putFile(path("a.yaml"), "a old");
        putFile(path("b.yaml"), "b old");
        putFile(path("gone.yaml"), "gone old");
    }

    void savesAll()
    {
        QVERIFY(saveFiles(m_dir->path(), writes()));
        QCOMPARE(names(), (QStringList{"a.yaml", "b.yaml", "sub"}));
        QCOMPARE(fileBytes(path("a.yaml")), "a new");
        QCOMPARE(fileBytes(path("b.yaml")), "b new");
        QCOMPARE(fileBytes(path("sub/fresh.yaml")), "fresh");
        QCOMPARE(QDir(path("sub")).entryList(QDir::Files | QDir::Hidden),
                 QStringList{"fresh.yaml"});
    }

    void noneWhenOneIsRefused()
    {
        QList<FileWrite> all = writes();
        all.append({path("c.yaml"), "never there", "new"});
        QVERIFY(!saveFiles(m_dir->path(), all));
        verifyOld();
        // Changed by somebody behind the look at it.
        int reached = 0;
        const auto done = saveFiles(m_dir->path(), writes(), [&] {
            if (++reached == 5)
                putFile(path("b.yaml"), "b somebody's");
        });
        QVERIFY(!done);
        QVERIFY2(done.error().message.contains("changed by somebody else"),
                 qPrintable(done.error().message));
        QCOMPARE(fileBytes(path("a.yaml")), "a old");
        QCOMPARE(fileBytes(path("b.yaml")), "b somebody's");
        QVERIFY(!QFile::exists(path("sub/fresh.yaml")));
        QCOMPARE(pendingSave(m_dir->path()).state, State::None);
    }

    void theProgramMayEndAnywhere_data()
    {
        QTest::addColumn<int>("stage");
        // Four files prepared, the journal, four files in their places.
        for (int stage = 1; stage <= 9; ++stage)
            QTest::addRow("stage %d", stage) << stage;
    }

    void theProgramMayEndAnywhere()
    {
        QFETCH(const int, stage);
        const QString directory = m_dir->path();
        cutBehind(stage);
        const PendingSave pending = pendingSave(directory);
        QCOMPARE(pending.state, stage < 5 ? State::None : State::Cut);
        // Readers see what was there before.
        const FileOverlay before = pending.overlay(directory);
        for (const char *name : {"a", "b", "gone"}) {
            const QString file = path(name + QString(".yaml"));
            QCOMPARE(before.value(file, fileBytes(file)), name + QByteArray(" old"));
        }
        const auto settled = settleCutSave(directory);
        QVERIFY2(settled, settled ? "" : qPrintable(settled.error().message));
        QCOMPARE(settled->size(), std::max(0, stage - 5));
        verifyOld();
        QCOMPARE(pendingSave(directory).state, State::None);
        QVERIFY(saveFiles(directory, writes()));
    }

    void whatSomebodyChangedSinceStays()
    {
        cutBehind(9);
        putFile(path("a.yaml"), "a somebody's");
        QVERIFY(!pendingSave(m_dir->path()).overlay(m_dir->path()).contains(path("a.yaml")));
        const auto settled = settleCutSave(m_dir->path());
        QVERIFY(settled && !settled->contains("a.yaml"));
        QCOMPARE(fileBytes(path("a.yaml")), "a somebody's");
        QCOMPARE(fileBytes(path("b.yaml")), "b old");
    }

    void oneAtATime()
    {
        int reached = 0;
        QVERIFY(saveFiles(m_dir->path(), writes(), [&] {
            if (++reached != 6)
                return;
            QCOMPARE(pendingSave(m_dir->path()).state, State::UnderWay);
            const auto other = saveFiles(m_dir->path(), {{path("b.yaml"), "b old", "x"},
                                                         {path("gone.yaml"), "gone old", "x"}});
            QVERIFY(!other);
            QVERIFY2(other.error().message.contains("has not ended"),
                     qPrintable(other.error().message));
            QVERIFY(!settleCutSave(m_dir->path()));
        }));
        QCOMPARE(fileBytes(path("b.yaml")), "b new");
    }

    void foreignJournalsHoldNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no journal") << QByteArray("nothing of ours");
        QTest::newRow("of another machine")
            << QByteArray(R"({"machine":"00","files":[{"file":"a.yaml","before":"eA==","after":"",)"
                          R"("temporary":""}]})");
        SaveJournal outside;
        outside.entries = {{"../a.yaml", "x", SaveJournal::digest("a old"), {}}};
        QTest::newRow("outside of the folder") << outside.toBytes();
        SaveJournal removes;
        removes.entries = {{"a.yaml", "x", SaveJournal::digest("a old"), "/etc/passwd"}};
        QTest::newRow("a temporary file elsewhere") << removes.toBytes();
    }

    void foreignJournalsHoldNothing()
    {
        QFETCH(const QByteArray, bytes);
        putFile(SaveJournal::pathIn(m_dir->path()), bytes);
        const PendingSave pending = pendingSave(m_dir->path());
        QCOMPARE(pending.state, State::Foreign);
        QVERIFY(pending.overlay(m_dir->path()).isEmpty());
        QVERIFY(settleCutSave(m_dir->path()));
        QCOMPARE(fileBytes(path("a.yaml")), "a old");
        QVERIFY(!saveFiles(m_dir->path(), writes()));
        QCOMPARE(fileBytes(path("a.yaml")), "a old");
    }

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }

    QStringList names() const
    {
        return QDir(m_dir->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }

    QList<FileWrite> writes() const
    {
        return {{path("sub/fresh.yaml"), std::nullopt, "fresh"},
                {path("a.yaml"), "a old", "a new"},
                {path("b.yaml"), "b old", "b new"},
                {path("gone.yaml"), "gone old", std::nullopt}};
    }

    void verifyOld() const
    {
        QCOMPARE(fileBytes(path("a.yaml")), "a old");
        QCOMPARE(fileBytes(path("b.yaml")), "b old");
        QCOMPARE(fileBytes(path("gone.yaml")), "gone old");
        QVERIFY(!QFile::exists(path("sub/fresh.yaml")));
    }

    void cutBehind(int stage) const
    {
        const QString directory = m_dir->path();
        const QList<FileWrite> all = writes();
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            int reached = 0;
            (void)saveFiles(directory, all, [&] {
                if (++reached == stage)
                    ::_exit(0);
            });
            ::_exit(1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestCutSave)
#include "tst_cutsave.moc"
