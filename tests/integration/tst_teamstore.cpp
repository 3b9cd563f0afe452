// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamschema.h"
#include "services/storage/team/teamspool.h"
#include "services/storage/team/teamwriter.h"
#include "tests/integration/teamserver.h"
#include "tests/unit/storage/historysamples.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr int kWaitMs = 30'000;

/// Change set `i` of a writer: one result with one sample, one event.
ChangeSet numbered(int i, const QString &writer, qint64 stepMs = 1)
{
    Event event = eventAt(i * stepMs, QStringLiteral("%1 %2").arg(writer).arg(i));
    event.check = CheckId(writer);
    return changesOf({resultAt(i * stepMs, {double(i)}, checkKey(writer))}, {event});
}

std::unique_ptr<TeamStore> opened(const TeamPlace &place, const QString &spool,
                                  const TeamLimits &limits = impatientTeam())
{
    auto store = std::make_unique<TeamStore>(limits);
    answerPassword(*store);
    store->open(place, spool);
    return store;
}

Error lastOf(const QSignalSpy &problems)
{
    return problems.isEmpty() ? Error() : problems.last().first().value<Error>();
}

qint64 waiting(const QString &path)
{
    TeamSpool spool;
    return spool.open(path) ? spool.count().value_or(-1) : -1;
}

/// Another process on the same store: tells how many sets are on the disk at least.
int writeMany(const TeamPlace &place, const QString &spool, const QString &writer, int count)
{
    auto store = opened(place, spool);
    for (int i = 0; i < count; ++i) {
        store->append(numbered(i, writer));
        if (i % 5 != 4)
            continue;
        eventsOf(*store, 1);
        std::printf("%d\n", i + 1);
        std::fflush(stdout);
    }
    return 0;
}

QStringList childArguments(const TeamPlace &place, const QString &spool, const QString &writer,
                           int count)
{
    return {"--write", QString::number(place.port), place.database, spool,
            writer,    QString::number(count)};
}

} // namespace

/// A team's store and the ways its server can fail.
class TestTeamStore final : public QObject
{
    Q_OBJECT

private:
    QByteArray sql(const QByteArray &statement) { return m_server.sql(m_place, statement); }

    /// A killed server's sessions may hold its memory for a moment yet.
    bool isStarted() { return m_server.server().isRunning() || m_server.start(); }

    QString spool(const QString &name = QStringLiteral("team.db"))
    {
        return m_folder->filePath(name);
    }

    /// All of [0, count) of a writer, each once.
    void hasAllOnce(const QString &writer, int count)
    {
        const QByteArray events =
            "FROM opsdeck.events WHERE check_name = '" + writer.toUtf8() + "'";
        QCOMPARE(sql("SELECT count(*) " + events).toInt(), count);
        QCOMPARE(sql("SELECT count(DISTINCT text) " + events).toInt(), count);
        const QByteArray samples =
            "FROM opsdeck.samples JOIN opsdeck.series s ON s.id = series_id JOIN opsdeck.checks c "
            "ON c.id = s.check_id WHERE c.key LIKE '%/"
            + writer.toUtf8() + "'";
        QCOMPARE(sql("SELECT count(*) " + samples).toInt(), count);
        QCOMPARE(sql("SELECT coalesce(sum(value), 0)::bigint " + samples).toLongLong(),
                 qint64(count) * (count - 1) / 2);
    }

private Q_SLOTS:

    void initTestCase()
    {
        QTRY_VERIFY_WITH_TIMEOUT(isStarted(), kWaitMs);
        if (m_server.server().sql(
                "SELECT count(*) FROM pg_available_extensions WHERE name = 'timescaledb'")
            == "0")
            qWarning("TimescaleDB is not installed here: nothing of it is tested");
    }

    void init()
    {
        if (!m_server.server().isRunning())
            QTRY_VERIFY_WITH_TIMEOUT(isStarted(), kWaitMs);
        m_folder = std::make_unique<QTemporaryDir>();
        m_place = m_server.newPlace();
    }

    void aServerThatDiesLosesNothing()
    {
        auto store = opened(m_place, spool());
        QSignalSpy problems(store.get(), &History::problem);
        QSignalSpy recovered(store.get(), &History::recovered);
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        int count = 0;
        for (int round = 0; round < 4; ++round) {
            const qsizetype before = problems.size();
            const auto appendFor = [&](int ms) {
                QElapsedTimer timer;
                timer.start();
                while (timer.elapsed() < ms) {
                    store->append(numbered(count++, "dies"));
                    QTest::qSleep(2);
                    QCoreApplication::processEvents();
                }
            };
            appendFor(200 + round * 37);
            m_server.server().killHard();
            appendFor(300);
            QTRY_VERIFY_WITH_TIMEOUT(problems.size() > before, kWaitMs);
            QVERIFY(!store->isReachable());
            QVERIFY2(lastOf(problems).advice.contains("kept on this computer"),
                     qPrintable(lastOf(problems).advice));
            QTRY_VERIFY_WITH_TIMEOUT(isStarted(), kWaitMs);
            QTRY_COMPARE_WITH_TIMEOUT(recovered.size(), round + 1, kWaitMs);
        }
        QCOMPARE(eventsOf(*store, 100'000).size(), count);
        hasAllOnce("dies", count);
        QCOMPARE(store->dropped(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(waiting(spool()), 0, kWaitMs);
    }

    void aServerThatIsStoppedKeepsNobodyWaiting()
    {
        TeamLimits limits = impatientTeam();
        limits.answerWithin = limits.connectWithin = std::chrono::milliseconds(300);
        auto store = opened(m_place, spool(), limits);
        QSignalSpy problems(store.get(), &History::problem);
        QSignalSpy recovered(store.get(), &History::recovered);
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        store->append(numbered(0, "stops"));
        QCOMPARE(eventsOf(*store).size(), 1);
        // The server itself and all of its sessions: their kernel answers on.
        const QByteArray pids =
            m_server.server().sql("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity");
        m_server.server().pause();
        for (const QByteArray &pid : pids.split(' '))
            ::kill(static_cast<pid_t>(pid.toInt()), SIGSTOP);
        for (int i = 1; i < 50; ++i)
            store->append(numbered(i, "stops"));
        QTRY_VERIFY_WITH_TIMEOUT(!problems.isEmpty(), kWaitMs);
        QCOMPARE(lastOf(problems).kind, ErrorKind::Timeout);
        // All of it is on the disk meanwhile.
        QTRY_VERIFY_WITH_TIMEOUT(waiting(spool()) > 0, kWaitMs);
        for (const QByteArray &pid : pids.split(' '))
            ::kill(static_cast<pid_t>(pid.toInt()), SIGCONT);
        m_server.server().resume();
        QTRY_VERIFY_WITH_TIMEOUT(!recovered.isEmpty(), kWaitMs);
        hasAllOnce("stops", 50);
    }

    void aKilledWriterLosesATickAtMost()
    {
        for (int round = 0; round < 24; ++round) {
            const QString writer = QStringLiteral("round%1").arg(round);
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(),
                          childArguments(m_place, spool(), writer, 1'000'000));
            QVERIFY(process.waitForStarted());
            int told = 0;
            const int enough = 5 + QRandomGenerator::global()->bounded(40);
            while (told < enough) {
                QVERIFY(process.waitForReadyRead(kWaitMs));
                while (process.canReadLine())
                    told = process.readLine().trimmed().toInt();
            }
            // In every third the server goes first: what is told then lies in the file alone.
            if (round % 3 == 2)
                m_server.server().killHard();
            process.kill();
            QVERIFY(process.waitForFinished());
            if (round % 3 == 2)
                QTRY_VERIFY_WITH_TIMEOUT(isStarted(), kWaitMs);
            auto store = opened(m_place, spool());
            QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
            store.reset();
            QTRY_COMPARE_WITH_TIMEOUT(waiting(spool()), 0, kWaitMs);
            const int there = sql("SELECT count(*) FROM opsdeck.events WHERE check_name = '"
                                  + writer.toUtf8() + "'")
                                  .toInt();
            QVERIFY2(there >= told, qPrintable(QString("%1 of %2").arg(there).arg(told)));
            hasAllOnce(writer, there);
        }
    }

    void twoWorkstationsAndTwoProcessesOfOne()
    {
        QProcess writers[3];
        const QString spools[] = {spool("one.db"), spool("two.db"), spool("two.db")};
        for (int i = 0; i < 3; ++i) {
            writers[i].setProcessChannelMode(QProcess::ForwardedErrorChannel);
            writers[i].start(QCoreApplication::applicationFilePath(),
                             childArguments(m_place, spools[i], QString("writer%1").arg(i), 1000));
            QVERIFY(writers[i].waitForStarted());
        }
        for (QProcess &writer : writers) {
            QVERIFY(writer.waitForFinished(100'000));
            QCOMPARE(writer.exitCode(), 0);
        }
        // What one could not send any more the next one does.
        for (const QString &path : spools) {
            auto store = opened(m_place, path);
            QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
            eventsOf(*store, 1);
        }
        for (int i = 0; i < 3; ++i)
            hasAllOnce(QString("writer%1").arg(i), 1000);
        QCOMPARE(sql("SELECT count(*) FROM opsdeck.writers").toInt(), 2);
    }

    /// As after a commit whose answer was lost with the connection.
    void aTickThatIsGivenTwiceIsThereOnce()
    {
        TeamSession session;
        QVERIFY(session.open(m_place, Secret(QByteArray("together"))));
        QVERIFY(migrateTeamSchema(session));
        TeamWriter writer(session);
        QList<NumberedTick> ticks;
        for (int i = 0; i < 6; ++i) {
            NumberedTick &tick = ticks.emplaceBack();
            tick.number = i + 1;
            addToTick(tick.tick, numbered(i, "twice"));
        }
        QCOMPARE(writer.write("one", ticks.mid(0, 4)).value_or(-1), 4);
        // With what is new in it, and after another process has written more than this one knows.
        QCOMPARE(writer.write("one", ticks).value_or(-1), 6);
        // Whatever the store remembers of the writer: these keys are taken.
        QCOMPARE(writer.write("one", ticks.mid(1, 2)).value_or(-1), 6);
        hasAllOnce("twice", 6);
        sql("UPDATE opsdeck.writers SET last_tick = 2");
        QCOMPARE(writer.write("one", ticks).value_or(-1), 6);
        hasAllOnce("twice", 6);
        // Another workstation's ticks have numbers of their own.
        Tick other;
        addToTick(other, numbered(6, "twice"));
        QCOMPARE(writer.write("one", {}).value_or(-1), 6);
        writer.forget();
        QCOMPARE(writer.write("two", {{1, other}}).value_or(-1), 1);
        hasAllOnce("twice", 7);
    }

    void bothSeeWhatTheOtherWrote()
    {
        auto one = opened(m_place, spool("one.db"));
        auto two = opened(m_place, spool("two.db"));
        QTRY_VERIFY_WITH_TIMEOUT(one->isReachable() && two->isReachable(), kWaitMs);
        one->append(changesOf({resultAt(0, {1})}));
        QCOMPARE(seriesOf(*one).size(), 1);
        two->append(changesOf({resultAt(500, {2}), resultAt(0, {7})}));
        QCOMPARE(seriesOf(*two).at(0).points.size(), 2);
        // Of the same moment the first stays.
        QCOMPARE(seriesOf(*one).at(0).points, (QList<Point>{{kStartMs, 1}, {kStartMs + 500, 2}}));
    }

    void aFullSpoolGivesUpTheOldestAndSaysHowMuch()
    {
        m_server.server().killHard();
        TeamLimits limits = impatientTeam();
        limits.mostSpooled = 4000;
        {
            auto store = opened(m_place, spool(), limits);
            QSignalSpy problems(store.get(), &History::problem);
            for (int i = 0; i < 60; ++i) {
                store->append(numbered(i, "full"));
                eventsOf(*store, 1); // a tick each
            }
            QVERIFY(store->dropped() > 10);
            const auto isSaid = [&] {
                return std::any_of(problems.cbegin(), problems.cend(), [](const auto &each) {
                    return each.first().template value<Error>().message.contains("given up");
                });
            };
            QTRY_VERIFY_WITH_TIMEOUT(isSaid(), kWaitMs);
            // Not at every tick anew.
            QVERIFY2(problems.size() < 4, qPrintable(QString::number(problems.size())));
        }
        QTRY_VERIFY_WITH_TIMEOUT(isStarted(), kWaitMs);
        auto store = opened(m_place, spool(), limits);
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        const QList<Event> left = eventsOf(*store);
        QVERIFY(left.size() > 5 && left.size() < 50);
        QCOMPARE(left.first().text, QString("full 59"));
        QCOMPARE(left.last().text, QString("full %1").arg(60 - left.size()));
    }

    void aBrokenSpoolIsSetAsideAndSaid()
    {
        QFile file(spool());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        auto store = std::make_unique<TeamStore>(impatientTeam());
        QSignalSpy problems(store.get(), &History::problem);
        answerPassword(*store);
        store->open(m_place, spool());
        QTRY_VERIFY_WITH_TIMEOUT(!problems.isEmpty(), kWaitMs);
        QVERIFY(lastOf(problems).advice.contains("corrupt-"));
        store->append(numbered(0, "anew"));
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        eventsOf(*store);
        hasAllOnce("anew", 1);
    }

    void whatIsOldBecomesCoarserAndPartitionsGo()
    {
        TeamLimits limits = impatientTeam();
        limits.history.pruneEvery = std::chrono::milliseconds(100);
        const qint64 now = sql("SELECT (extract(epoch FROM now()) * 1000)::bigint").toLongLong();
        const qint64 day = kTeamDayMs;
        {
            // Nothing is old yet by the ages that they are written with.
            auto store = opened(m_place, spool());
            QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
            QList<CheckResult> results;
            for (const int age : {900, 200, 30, 4, 0}) {
                for (int i = 0; i < 120; ++i) {
                    const qint64 at = (now - age * day) / day * day + i * 10'000;
                    results.append(resultAt(at - kStartMs, {double(i % 5), double(i * 10)}));
                    results.last().samples[1].type = MetricType::Counter;
                }
                results[results.size() - 60].samples[0].value = 1000 + age;
            }
            store->append(changesOf(results, {eventAt(0, "old"), eventAt(now - kStartMs, "new")}));
            QCOMPARE(eventsOf(*store).size(), 2);
        }
        const auto partitions = [&](const char *table) {
            return sql(QByteArray("SELECT count(*) FROM pg_inherits WHERE inhparent = 'opsdeck.")
                       + table + "'::regclass")
                .toInt();
        };
        QCOMPARE(partitions("samples"), 5);
        QCOMPARE(partitions("results"), 5);
        auto store = opened(m_place, spool(), limits);
        QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(*) FROM opsdeck.events").toInt(), 1, kWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(partitions("samples"), 1, kWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(partitions("results"), 2, kWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(DISTINCT start_ms / 86400000) FROM "
                                      "opsdeck.hours")
                                      .toInt(),
                                  1, kWaitMs);
        QTRY_COMPARE_WITH_TIMEOUT(
            sql("SELECT count(DISTINCT start_ms / 86400000) FROM opsdeck.ten_minutes").toInt(), 1,
            kWaitMs);
        QCOMPARE(sql("SELECT count(DISTINCT start_ms / 86400000) FROM opsdeck.minutes").toInt(), 1);
        // 900 days are too many; every peak of the others is there.
        const auto all = seriesOf(*store);
        QCOMPARE(all.size(), 2);
        QList<double> peaks;
        for (const Point &point : all.at(0).points) {
            if (point.value > 900)
                peaks.append(point.value);
        }
        QCOMPARE(peaks, (QList<double>{1200, 1030, 1004, 1000}));
        // As many points as there were, and each day's counter goes up as far as it did.
        QCOMPARE(all.at(0).points.size(), 4 * 120);
        double increase = 0;
        for (qsizetype i = 1; i < all.at(1).points.size(); ++i)
            increase +=
                std::max(0.0, all.at(1).points.at(i).value - all.at(1).points.at(i - 1).value);
        QCOMPARE(increase, 4 * 1190.0);
    }

    void whatComesLateIsAddedToItsBucket()
    {
        TeamLimits limits = impatientTeam();
        limits.history.pruneEvery = std::chrono::milliseconds(100);
        const qint64 now = sql("SELECT (extract(epoch FROM now()) * 1000)::bigint").toLongLong();
        const qint64 at = (now - 5 * kTeamDayMs) / kTeamDayMs * kTeamDayMs - kStartMs;
        auto store = opened(m_place, spool(), limits);
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        for (const double value : {4.0, 9.0, 2.0}) {
            store->append(changesOf({resultAt(at + qint64(value), {value})}));
            QCOMPARE(seriesOf(*store).size(), 1);
            QTRY_COMPARE_WITH_TIMEOUT(sql("SELECT count(*) FROM opsdeck.samples").toInt(), 0,
                                      kWaitMs);
        }
        QCOMPARE(sql("SELECT concat_ws(' ', count, min, max, sum) FROM opsdeck.minutes"),
                 QByteArray("3 2 9 15"));
    }

    void wordsForWhatIsWrong_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("wrong password") << "password" << ErrorKind::Auth << "refuses the password";
        QTest::newRow("no password") << "none" << ErrorKind::Auth << "asks for a password";
        QTest::newRow("unknown database") << "database" << ErrorKind::NotFound << "no database";
        QTest::newRow("unknown user") << "user" << ErrorKind::Auth << "refuses the password";
        QTest::newRow("no right") << "right" << ErrorKind::Permission << "may not keep history";
        QTest::newRow("read-only") << "read-only" << ErrorKind::Permission << "only be read";
        QTest::newRow("no TLS") << "tls" << ErrorKind::Tls << "offers no TLS";
        QTest::newRow("refused") << "port" << ErrorKind::Refused << "Nothing listens";
        QTest::newRow("no name") << "name" << ErrorKind::Resolve << "has no address";
        QTest::newRow("newer") << "newer" << ErrorKind::Storage << "newer Opsdeck";
    }

    void wordsForWhatIsWrong()
    {
        QFETCH(QString, fault);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, words);
        TeamPlace place = m_place;
        QByteArray password = "together";
        if (fault == "password")
            password = "wrong";
        if (fault == "none")
            place.credential = {};
        if (fault == "database")
            place.database = "absent";
        if (fault == "user")
            place.user = "absent";
        if (fault == "tls")
            place.sslMode = "require";
        if (fault == "port")
            place.port = freePort();
        if (fault == "name")
            place.host = "absent.invalid";
        if (fault == "right") {
            const QByteArray name = place.database.toUtf8();
            QCOMPARE(m_server.server().sql("ALTER DATABASE " + name + " OWNER TO postgres"), "");
        }
        if (fault == "read-only")
            QCOMPARE(m_server.server().sql("ALTER DATABASE " + place.database.toUtf8()
                                           + " SET default_transaction_read_only = on"),
                     "");
        if (fault == "newer") {
            opened(m_place, spool("first.db")).reset();
            auto first = opened(m_place, spool("first.db"));
            QTRY_VERIFY_WITH_TIMEOUT(first->isReachable(), kWaitMs);
            first.reset();
            sql("INSERT INTO opsdeck.migrations (version) VALUES (99)");
        }
        auto store = std::make_unique<TeamStore>(impatientTeam());
        QSignalSpy problems(store.get(), &History::problem);
        QSignalSpy recovered(store.get(), &History::recovered);
        answerPassword(*store, password);
        store->open(place, spool());
        store->append(numbered(0, "waits"));
        QTRY_VERIFY_WITH_TIMEOUT(!problems.isEmpty(), kWaitMs);
        const Error error = lastOf(problems);
        QVERIFY2(error.message.contains(words), qPrintable(error.message + " | " + error.detail));
        QCOMPARE(error.kind, kind);
        QVERIFY(error.message.endsWith('.') && error.advice.contains("kept on this computer"));
        QVERIFY(!error.message.contains("together") && !error.detail.contains("together"));
        // Said once, however often it is tried; what was observed waits.
        QTRY_COMPARE_WITH_TIMEOUT(waiting(spool()), 1, kWaitMs);
        for (int i = 0; i < 3; ++i)
            eventsOf(*store, 1);
        QCOMPARE(problems.size(), 1);
        if (fault == "newer") {
            QCOMPARE(sql("SELECT count(*) FROM opsdeck.events").toInt(), 0);
            sql("DELETE FROM opsdeck.migrations WHERE version = 99");
        } else if (fault == "right") {
            m_server.server().sql("ALTER DATABASE " + place.database.toUtf8() + " OWNER TO team");
        } else if (fault == "read-only") {
            m_server.server().sql("ALTER DATABASE " + place.database.toUtf8()
                                  + " RESET default_transaction_read_only");
        } else {
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(!recovered.isEmpty(), kWaitMs);
        hasAllOnce("waits", 1);
    }

    void onlyTheServerThatProvesItselfGetsThePassword()
    {
        const TestAuthority authority;
        QVERIFY(authority.isValid());
        QVERIFY(authority.issue("good", "DNS:localhost", -1, 30));
        TeamServer tls;
        tls.server().useTls(authority.file("good.pem"), authority.file("good.key"));
        QVERIFY(tls.start({"ssl=on", "ssl_cert_file=" + tls.server().path("server.pem"),
                           "ssl_key_file=" + tls.server().path("server.key")}));
        TeamPlace place = tls.newPlace();
        place.sslMode = "verify-full";
        const auto saidOf = [&](const QString &host, const QString &caFile) {
            place.host = host;
            place.caFile = caFile;
            TeamSession session;
            const auto opened = session.open(place, Secret(QByteArray("together")));
            return opened ? QString("fine") : opened.error().message;
        };
        QCOMPARE(saidOf("localhost", authority.caFile()), "fine");
        QVERIFY2(saidOf("localhost", {}).contains("can't be verified"),
                 qPrintable(saidOf("localhost", {})));
        QVERIFY2(saidOf("127.0.0.1", authority.caFile()).contains("another name"),
                 qPrintable(saidOf("127.0.0.1", authority.caFile())));
        QVERIFY2(saidOf("localhost", authority.file("absent.pem")).contains("can't be read"),
                 qPrintable(saidOf("localhost", authority.file("absent.pem"))));
    }

    void anOlderSchemaIsBroughtUpByOneOfMany()
    {
        auto first = opened(m_place, spool());
        first->append(numbered(0, "kept"));
        QTRY_VERIFY_WITH_TIMEOUT(first->isReachable(), kWaitMs);
        eventsOf(*first);
        first.reset();
        // As version 1 was.
        sql("DELETE FROM opsdeck.migrations WHERE version > 1");
        sql("DROP INDEX opsdeck.events_by_check");
        std::vector<std::unique_ptr<TeamStore>> stores;
        for (int i = 0; i < 6; ++i)
            stores.push_back(opened(m_place, spool(QString("spool%1.db").arg(i))));
        for (const auto &store : stores)
            QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        QCOMPARE(sql("SELECT string_agg(version::text, ' ' ORDER BY version) FROM "
                     "opsdeck.migrations"),
                 QByteArray("1 2"));
        QCOMPARE(sql("SELECT to_regclass('opsdeck.events_by_check') IS NOT NULL"), QByteArray("t"));
        hasAllOnce("kept", 1);
    }

    void manyMakeTheFirstSchemaAtOnce()
    {
        std::vector<std::unique_ptr<TeamStore>> stores;
        for (int i = 0; i < 6; ++i) {
            stores.push_back(opened(m_place, spool(QString("spool%1.db").arg(i))));
            stores.back()->append(numbered(0, QString("many%1").arg(i)));
        }
        for (const auto &store : stores) {
            QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
            eventsOf(*store);
        }
        for (int i = 0; i < 6; ++i)
            hasAllOnce(QString("many%1").arg(i), 1);
    }

    void thePasswordIsNowhereOnDisk()
    {
        auto store = opened(m_place, spool());
        store->append(numbered(0, "secret"));
        QTRY_VERIFY_WITH_TIMEOUT(store->isReachable(), kWaitMs);
        eventsOf(*store);
        store.reset();
        QFile file(spool());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("together"));
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

private:
    TeamServer m_server;
    TeamPlace m_place;
    std::unique_ptr<QTemporaryDir> m_folder;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--write") {
        TeamPlace place;
        place.host = QStringLiteral("127.0.0.1");
        place.port = arguments.value(2).toUShort();
        place.database = arguments.value(3);
        place.user = QStringLiteral("team");
        place.credential = CredentialId(QStringLiteral("team-db"));
        place.sslMode = QStringLiteral("prefer");
        return writeMany(place, arguments.value(4), arguments.value(5), arguments.value(6).toInt());
    }
    TestTeamStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_teamstore.moc"
