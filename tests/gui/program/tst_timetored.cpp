// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/guitest.h"
#include "tests/support/realservers.h"
#include "ui/diagram/diagramview.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <optional>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};
constexpr int kInterval = 2000; ///< ms, of every check here
constexpr int kFewPixels = 30;

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
        qFatal("no file");
}

QByteArray platformOn(quint16 db, quint16 cache, quint16 web)
{
    const auto check = [](const char *id, const char *kind, quint16 port, const char *more = "") {
        return "    checks: [{ id: " + QByteArray(id) + ", kind: " + kind
               + ", host: 127.0.0.1, port: " + QByteArray::number(port)
               + ", interval: 2s, timeout: 1s, retries: 3" + more + " }]\n";
    };
    return "platform: shop\ntitle: Shop\nlayers: [{ id: app, title: Application }, { id: data, "
           "title: Data }]\nenvironments: [{ id: prod, tier: prod }]\nservices:\n"
           "  - id: web\n    layer: app\n    depends_on: [api]\n"
           + check("port", "tcp", web)
           + "  - id: api\n    layer: app\n    depends_on: [db, cache]\n"
           + check("port", "tcp", web) + "  - id: worker\n    layer: app\n    depends_on: [db]\n"
           + check("port", "tcp", web) + "  - id: mail\n    layer: app\n    depends_on: [cache]\n"
           + check("port", "tcp", web) + "  - id: db\n    title: PostgreSQL\n    layer: data\n"
           + check("ready", "postgres", db, ", database: postgres, user: postgres")
           + "  - id: cache\n    title: Redis\n    layer: data\n" + check("ping", "redis", cache);
}

} // namespace

/// From the death of a real server to its red box in the whole program's window.
class TestTimeToRed final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aKilledDatabaseIsOneRootCause();
    void aKilledCacheIsSeenBeforeTheNextPoll();
    void aClosedPortIsSeenWithTheNextPoll();

private:
    const ServiceView *view(const char *service) const
    {
        return m_session->board().service({kProd, ServiceId(service)});
    }

    /// Of the down colour in the diagram as it is on the screen.
    int redPixels() const;
    /// Until the first red pixels are painted, in ms; nothing when that takes longer than `most`.
    std::optional<qint64> untilRed(const QElapsedTimer &since, int most) const;

    bool isHardDown(const char *service) const
    {
        const ServiceView *seen = view(service);
        return seen != nullptr && seen->health == Health::Down && !seen->soft;
    }

    QStringList causes() const;

    std::unique_ptr<RealPostgres> m_postgres;
    std::unique_ptr<RealRedis> m_redis;
    std::unique_ptr<QTcpServer> m_web;
    std::unique_ptr<QTemporaryDir> m_files;
    SystemClock m_clock;
    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestTimeToRed::init()
{
    m_postgres = std::make_unique<RealPostgres>();
    QVERIFY(m_postgres->start());
    put(QString::fromUtf8(m_postgres->sql("SHOW hba_file")),
        "local all all trust\nhost all all 127.0.0.1/32 trust\n");
    QCOMPARE(m_postgres->sql("SELECT pg_reload_conf()"), QByteArray("t"));
    m_redis = std::make_unique<RealRedis>();
    QVERIFY(m_redis->start());
    m_web = std::make_unique<QTcpServer>();
    QVERIFY(m_web->listen(QHostAddress::LocalHost));
    m_files = std::make_unique<QTemporaryDir>();
    put(m_files->filePath("opsdeck.yaml"), "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    put(m_files->filePath("p.yaml"),
        platformOn(m_postgres->port(), m_redis->port(), m_web->serverPort()));
    m_theme = std::make_unique<ThemeHub>();
    m_session =
        std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_files->filePath("data"));
    m_controller =
        std::make_unique<WindowController>(*m_session, *m_theme, m_files->filePath("data"));
    MainWindow &window = m_controller->window();
    window.resize(1440, 900);
    window.show();
    m_session->open(m_files->path());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().environment(kProd) != nullptr
                                 && m_session->board().environment(kProd)->counts.healthy == 6,
                             15'000);
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(window.findChild<DiagramView *>() != nullptr
                && window.findChild<DiagramView *>()->isVisible());
    QCOMPARE(redPixels(), 0);
}

void TestTimeToRed::cleanup()
{
    m_controller.reset();
    m_session.reset();
    m_theme.reset();
    m_web.reset();
    m_redis.reset();
    m_postgres.reset();
}

int TestTimeToRed::redPixels() const
{
    auto *view = m_controller->window().findChild<DiagramView *>();
    const QImage shown = view->grab().toImage().convertToFormat(QImage::Format_RGB32);
    const QRgb red = m_theme->theme().down.rgb();
    int count = 0;
    for (int y = 0; y < shown.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(shown.constScanLine(y));
        count += static_cast<int>(std::count(line, line + shown.width(), red));
    }
    return count;
}

std::optional<qint64> TestTimeToRed::untilRed(const QElapsedTimer &since, int most) const
{
    if (!QTest::qWaitFor([this] { return redPixels() > kFewPixels; }, most))
        return std::nullopt;
    return since.elapsed();
}

QStringList TestTimeToRed::causes() const
{
    QStringList all;
    for (const ServiceView &each : m_session->board().environment(kProd)->services) {
        if (each.rootCause)
            all << each.key.service.toString();
    }
    return all;
}

void TestTimeToRed::aKilledDatabaseIsOneRootCause()
{
    QElapsedTimer since;
    since.start();
    m_postgres->killHard();
    const auto red = untilRed(since, 1000);
    QVERIFY2(red, "no red box within a second of a reset on a kept connection");
    QTRY_VERIFY_WITH_TIMEOUT(isHardDown("db"), 5000 - static_cast<int>(since.elapsed()));
    const qint64 hard = since.elapsed();
    QCOMPARE(causes(), QStringList{"db"});
    QStringList impacted;
    for (const ServiceKey &each : view("db")->impacts)
        impacted << each.service.toString();
    impacted.sort();
    QCOMPARE(impacted, QStringList({"api", "web", "worker"}));
    QVERIFY(!view("mail")->isImpacted());
    QVERIFY(!view("cache")->isImpacted());
    // One line above the diagram, and it names it.
    const auto *page = m_controller->window().findChild<QWidget *>("diagram.page");
    const auto *row = page->findChild<QWidget *>("rootcause.row.0");
    QTRY_VERIFY(row != nullptr && row->isVisible());
    QVERIFY2(row->accessibleName().contains("PostgreSQL refuses connections"),
             qPrintable(row->accessibleName()));
    const auto *second = page->findChild<QWidget *>("rootcause.row.1");
    QVERIFY(second == nullptr || !second->isVisible());
    snapshot(m_controller->window(), "timetored-postgres");
    qInfo("PostgreSQL killed: red on the screen after %lld ms, confirmed by 3 of 3 results after "
          "%lld ms (interval %d ms)",
          *red, hard, kInterval);
}

void TestTimeToRed::aKilledCacheIsSeenBeforeTheNextPoll()
{
    QElapsedTimer since;
    since.start();
    m_redis->killHard();
    const auto red = untilRed(since, 1000);
    QVERIFY2(red, "no red box within a second of a reset on a kept connection");
    QTRY_VERIFY_WITH_TIMEOUT(isHardDown("cache"), 5000 - static_cast<int>(since.elapsed()));
    QCOMPARE(causes(), QStringList{"cache"});
    qInfo("Redis killed: red on the screen after %lld ms, confirmed after %lld ms", *red,
          since.elapsed());
}

void TestTimeToRed::aClosedPortIsSeenWithTheNextPoll()
{
    QElapsedTimer since;
    since.start();
    m_web->close();
    const auto red = untilRed(since, kInterval * 3 / 2);
    QVERIFY2(red, "no red box within 1.5 intervals");
    // Two more results, each a quarter of the interval or a second after the one before.
    QTRY_VERIFY_WITH_TIMEOUT(isHardDown("api") && isHardDown("mail"),
                             kInterval * 3 / 2 + 2 * 1200 - static_cast<int>(since.elapsed()));
    qInfo("Port closed: red on the screen after %lld ms, confirmed after %lld ms", *red,
          since.elapsed());
}

QTEST_MAIN(TestTimeToRed)
#include "tst_timetored.moc"
