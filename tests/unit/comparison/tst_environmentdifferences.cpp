// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/environmentdifferences.h"
#include "services/domain/expecteddifference.h"
#include "tests/unit/comparison/comparisonboard.h"

#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// One environment held against another one.
class TestEnvironmentDifferences final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(comparedWorkspace(), comparedTime(0));
        m_differences = std::make_unique<EnvironmentDifferences>(*m_board);
        m_differences->setEnvironment(comparedEnvironment("prod"));
        m_board->apply(comparedAnswers(1));
        m_board->tick(comparedTime(2));
    }

    void cleanup()
    {
        m_differences.reset();
        m_board.reset();
    }

    void isOffUntilOneIsChosen()
    {
        QVERIFY(!m_differences->isOn());
        QCOMPARE(m_differences->counts().size(), 0);
        QCOMPARE(m_differences->choices(),
                 QList<EnvironmentId>({EnvironmentId("dev"), EnvironmentId("staging")}));
        m_differences->setOther(EnvironmentId("nowhere"));
        QVERIFY(!m_differences->isOn());
        m_differences->setOther(EnvironmentId("prod"));
        QVERIFY(!m_differences->isOn());
    }

    void countsByService()
    {
        const QSignalSpy changed(m_differences.get(), &EnvironmentDifferences::changed);
        m_differences->setOther(EnvironmentId("dev"));
        QVERIFY(!changed.isEmpty());
        QCOMPARE(count("api"), 1); // replicas
        QCOMPARE(count("db"), 2);  // version, sslmode
        QCOMPARE(count("cdn"), 1); // not run in dev
        QCOMPARE(m_differences->total(), 4);
        const QList<ComparedRow> rows = m_differences->rowsOf(service("api"));
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().aspect, QString("replicas"));
        QCOMPARE(rows.first().values.at(0).value.toInt(), 3); // its own is the first
        QCOMPARE(rows.first().values.at(1).value.toInt(), 1);
        m_differences->setOther(EnvironmentId("staging"));
        QCOMPARE(count("db"), 1);
        QCOMPARE(count("cdn"), 0);
        QVERIFY(!m_differences->counts().contains(service("cdn")));
    }

    void whatIsNotOfNowIsNotCounted()
    {
        m_differences->setOther(EnvironmentId("staging"));
        m_board->tick(comparedTime(18));
        QCOMPARE(count("db"), 0);
        // But told: nobody says that it is the same.
        QVERIFY(!m_differences->rowsOf(service("db")).isEmpty());
        QCOMPARE(m_differences->rowsOf(service("db")).first().difference, Difference::NotObserved);
    }

    void whatIsExplainedIsNotCounted()
    {
        m_differences->setOther(EnvironmentId("staging"));
        QCOMPARE(count("api"), 1);
        auto explained = std::make_shared<Workspace>(*comparedWorkspace());
        explained->platforms[0].facts << factOf({"api/replicas", "prod carries the load", ""});
        m_board->setWorkspace(explained, comparedTime(2));
        QCOMPARE(count("api"), 0);
    }

    void endsWithItsEnvironment()
    {
        m_differences->setOther(EnvironmentId("staging"));
        m_differences->setPaused(true);
        QVERIFY(!m_differences->isOn());
        QCOMPARE(m_differences->counts().size(), 0);
        m_differences->setPaused(false);
        QCOMPARE(count("api"), 1);
        auto other = std::make_shared<Workspace>(*comparedWorkspace());
        other->platforms[0].environments.removeAt(1);
        m_board->setWorkspace(other, comparedTime(3));
        QVERIFY(!m_differences->isOn());
        QCOMPARE(m_differences->total(), 0);
        m_differences->setOther(EnvironmentId("dev"));
        QVERIFY(m_differences->isOn());
        m_differences->setEnvironment({PlatformId("bare"), EnvironmentId("prod")});
        QVERIFY(!m_differences->isOn());
        QVERIFY(m_differences->choices().isEmpty());
    }

private:
    static ServiceKey service(const char *id)
    {
        return {comparedEnvironment("prod"), ServiceId(QString::fromLatin1(id))};
    }

    int count(const char *id) const { return m_differences->counts().value(service(id)); }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<EnvironmentDifferences> m_differences;
};

QTEST_GUILESS_MAIN(TestEnvironmentDifferences)
#include "tst_environmentdifferences.moc"
