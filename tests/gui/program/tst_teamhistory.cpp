// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/integration/teamserver.h"
#include "ui/shell/banner.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// A window whose workspace names a team's store.
class TestTeamHistory final : public QObject
{
    Q_OBJECT

private:
    void put(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    void putWorkspace(const QByteArray &user)
    {
        put("opsdeck.yaml", "workspace: shared\nplatforms: [ { file: p.yaml } ]\nstore: { host: "
                            "127.0.0.1, port: "
                                + QByteArray::number(m_place.port)
                                + ", database: " + m_place.database.toUtf8() + ", user: " + user
                                + ", sslmode: disable }\n");
    }

    /// All notices, one after the other as a person reads them.
    static QString allSaid(Banner &banner)
    {
        QStringList all;
        while (!banner.isHidden() && !all.contains(banner.accessibleName())) {
            all << banner.accessibleName();
            banner.findChild<QPushButton *>("banner.next")->click();
        }
        return all.join('|');
    }

    int results() { return m_server.sql(m_place, "SELECT count(*) FROM opsdeck.results").toInt(); }

private Q_SLOTS:

    /// The user "anyone" needs no password: there is no keychain here.
    void initTestCase()
    {
        QVERIFY(m_server.start());
        QFile access(m_server.server().path("data/pg_hba.conf"));
        QVERIFY(access.open(QIODevice::ReadWrite));
        const QByteArray before = access.readAll();
        access.seek(0);
        access.write("host all anyone 127.0.0.1/32 trust\n" + before);
        access.close();
        QCOMPARE(m_server.server().sql("SELECT pg_reload_conf()"), "t");
        QCOMPARE(m_server.server().sql("CREATE ROLE anyone LOGIN IN ROLE team"), "");
        m_place = m_server.newPlace();
        m_place.user = "anyone";
        put("p.yaml", "platform: p\nenvironments: [ { id: dev, tier: dev } ]\nservices:\n  - id: "
                      "web\n    checks: [ { id: up, kind: tcp, interval: 1s, host: 127.0.0.1, "
                      "port: 1 } ]\n");
    }

    void keepsAndReadsThereAndHereMeanwhile()
    {
        putWorkspace("anyone");
        const QString data = m_dir.filePath("data");
        QVERIFY(QDir().mkpath(data));
        ThemeHub theme;
        Session session(m_clock, Session::Mode::Continuous, data);
        WindowController controller(session, theme, data);
        Banner &banner = controller.window().banner();
        controller.window().resize(1280, 720);
        QSignalSpy read(&session.history(), &HistoryFeed::resultsLoaded);
        const CheckKey check = CheckKey::fromString("p/dev/web/up");
        const auto readNow = [&] {
            const qsizetype before = read.size();
            session.history().loadResults(check, 1000);
            [&] { QTRY_COMPARE_WITH_TIMEOUT(read.size(), before + 1, 20'000); }();
            return read.last().at(1).value<QList<CheckResult>>().size();
        };
        session.open(m_dir.path());
        QTRY_VERIFY_WITH_TIMEOUT(results() >= 2, 30'000);
        QVERIFY2(!allSaid(banner).contains("team's store"), qPrintable(allSaid(banner)));
        // What another workstation saw is seen here.
        QCOMPARE(m_server
                     .sql(m_place, "INSERT INTO opsdeck.results SELECT check_id, time_ms - "
                                   "1000000, 0, 1, '', 'seen elsewhere', '' FROM opsdeck.results "
                                   "LIMIT 1")
                     .left(5),
                 "");
        readNow();
        QCOMPARE(read.last().at(1).value<QList<CheckResult>>().last().message, "seen elsewhere");

        m_server.server().killHard();
        QTRY_VERIFY_WITH_TIMEOUT(allSaid(banner).contains("team's store"), 20'000);
        QVERIFY2(allSaid(banner).contains("kept on this computer"), qPrintable(allSaid(banner)));
        // This computer's own history answers meanwhile.
        QVERIFY(readNow() >= 2);
        QVERIFY(read.last().at(1).value<QList<CheckResult>>().last().message != "seen elsewhere");
        const qsizetype here = readNow();

        QTRY_VERIFY_WITH_TIMEOUT(m_server.server().isRunning() || m_server.start(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!allSaid(banner).contains("team's store"), 30'000);
        QVERIFY(results() >= here);
        QVERIFY(readNow() >= here);

        // Taken out of the file, nothing goes there any more.
        put("opsdeck.yaml", "workspace: shared\nplatforms: [ { file: p.yaml } ]\n");
        QTRY_VERIFY_WITH_TIMEOUT(!session.teamStore(), 20'000);
        const int then = results();
        const qsizetype own = readNow();
        QTRY_VERIFY_WITH_TIMEOUT(readNow() > own + 1, 20'000);
        QCOMPARE(results(), then);
    }

private:
    SystemClock m_clock;
    QTemporaryDir m_dir;
    TeamServer m_server;
    TeamPlace m_place;
};

QTEST_MAIN(TestTeamHistory)
#include "tst_teamhistory.moc"
