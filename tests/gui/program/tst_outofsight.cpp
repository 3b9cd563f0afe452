// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "models/history/eventsmodel.h"
#include "models/status/rootcausemodel.h"
#include "models/wall/wallpicture.h"
#include "tests/support/guitest.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/shell/environmentbutton.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QLabel>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};
const EnvironmentKey kDev{PlatformId("p"), EnvironmentId("dev")};

/// Listens and keeps what comes, until it is cut.
class Port
{
public:
    Port() { open(); }

    bool open()
    {
        const bool listens = m_server.listen(QHostAddress::LocalHost, m_port);
        m_port = m_server.serverPort();
        return listens;
    }

    void cut() { m_server.close(); }

    QByteArray number() const { return QByteArray::number(m_port); }

private:
    QTcpServer m_server;
    quint16 m_port = 0;
};

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
        qFatal("no file");
}

} // namespace

/// The window while prod can't be seen and dev can: one trouble, by keys and mouse.
class TestOutOfSight final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySurfaceSaysIt();
};

void TestOutOfSight::everySurfaceSaysIt()
{
    Port gate;
    Port api;
    Port dev;
    QTemporaryDir files;
    put(files.filePath("opsdeck.yaml"),
        "workspace: w\nplatforms:\n  - file: p.yaml\n    parameters:\n      prod: { gate: "
            + gate.number() + ", api: " + api.number() + " }\n      dev: { gate: " + dev.number()
            + ", api: " + dev.number() + " }\n");
    put(files.filePath("p.yaml"),
        "platform: p\ntitle: P\nenvironments: [{ id: prod, tier: prod }, { id: dev, tier: dev }]\n"
        "services:\n  - id: gateway\n    checks: [{ id: ssh, kind: tcp, host: 127.0.0.1, port: "
        "'${gate}', interval: 1s, timeout: 500ms, retries: 2, witness: true }]\n"
        "  - id: api\n    checks: [{ id: port, kind: tcp, host: 127.0.0.1, port: '${api}', "
        "interval: 1s, timeout: 500ms, retries: 2 }]\n");
    const SystemClock clock;
    ThemeHub theme;
    QTemporaryDir data;
    Session session(clock, Session::Mode::Continuous, data.path());
    WindowController controller(session, theme, data.path());
    MainWindow &window = controller.window();
    window.resize(1440, 900);
    window.show();
    session.open(files.path());
    const auto counts = [&](const EnvironmentKey &key) {
        const EnvironmentView *view = session.board().environment(key);
        return view == nullptr ? HealthCounts() : view->counts;
    };
    QTRY_COMPARE_WITH_TIMEOUT(counts(kProd).healthy, 2, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(counts(kDev).healthy, 2, 10'000);
    const int before = session.history().events().rowCount();

    gate.cut();
    api.cut();
    QTRY_VERIFY_WITH_TIMEOUT(session.board().environment(kProd)->blindness.has_value(), 10'000);
    QCOMPARE(counts(kProd).unknown, 2);
    QCOMPARE(counts(kProd).down, 0);
    QCOMPARE(counts(kDev).healthy, 2);

    // The overview's list of causes: one row, and the mouse leads to what is hidden.
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    RootCauseModel causes(session.board());
    QCOMPARE(causes.rowCount(), 1);
    QVERIFY(causes.index(0).data().toString().startsWith("Cannot see PROD "));
    const auto shown = [&window](const char *name) -> QWidget * {
        const QList<QWidget *> all = window.findChildren<QWidget *>(QLatin1String(name));
        const auto visible = std::find_if(all.cbegin(), all.cend(),
                                          [](const QWidget *each) { return each->isVisible(); });
        return visible == all.cend() ? nullptr : *visible;
    };
    QTRY_VERIFY(shown("rootcause.row.0") != nullptr);
    QVERIFY(shown("rootcause.row.1") == nullptr);
    QWidget *row = shown("rootcause.row.0");
    snapshot(window, "outofsight-overview");
    QTest::mouseClick(row, Qt::LeftButton, {}, QPoint(200, row->height() / 2));
    const auto *sentence = window.findChild<QLabel *>(QStringLiteral("inspector.sentence"));
    QTRY_VERIFY(sentence->isVisible());
    QVERIFY2(sentence->text().contains("PROD can't be seen: gateway refuses connections"),
             qPrintable(sentence->text()));
    snapshot(window, "outofsight-inspector");

    // The header, the wall and the events say the same.
    const auto *button =
        window.findChild<EnvironmentButton *>(QStringLiteral("header.environment.prod"));
    QTRY_VERIFY2(button->accessibleName().contains("It can't be seen: gateway refuses connections"),
                 qPrintable(button->accessibleName()));
    const WallPicture wall = wallPicture(session.board());
    QCOMPARE(wall.problems.size(), 1);
    QCOMPARE(wall.problems.first().headline(), "Cannot see PROD");
    const EventsModel &events = session.history().events();
    QTRY_COMPARE(events.rowCount(), before + 1);
    QVERIFY(events.index(0).data().toString().startsWith("Cannot see PROD: gateway refuses"));
    QTest::keyClick(&window, Qt::Key_6, Qt::ControlModifier);
    snapshot(window, "outofsight-history");

    // It is back at once, by fresh answers.
    QVERIFY(gate.open());
    QVERIFY(api.open());
    QTRY_COMPARE_WITH_TIMEOUT(counts(kProd).healthy, 2, 10'000);
    QTRY_COMPARE(events.rowCount(), before + 2);
    QVERIFY(events.index(0).data().toString().startsWith("PROD can be seen again after "));
    QTRY_COMPARE(causes.rowCount(), 0);
    QVERIFY(!button->accessibleName().contains("seen"));

    // Lost once more within the minute: one trouble from now on, whoever answers.
    gate.cut();
    api.cut();
    const auto isUnsteady = [&session] {
        const auto &blindness = session.board().environment(kProd)->blindness;
        return blindness && blindness->unsteady;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isUnsteady(), 10'000);
    QVERIFY(gate.open());
    QVERIFY(api.open());
    const auto answers = [&session](const char *service) {
        const ServiceKey key{kProd, ServiceId(QString::fromLatin1(service))};
        return session.board().service(key)->checks.first().health == Health::Healthy;
    };
    QTRY_VERIFY_WITH_TIMEOUT(answers("gateway") && answers("api"), 10'000);
    QVERIFY(isUnsteady());
    QCOMPARE(counts(kProd).healthy, 0);
    QCOMPARE(counts(kProd).soft, 2);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QTRY_COMPARE(causes.rowCount(), 1);
    QVERIFY(causes.index(0).data().toString().startsWith("Cannot see PROD steadily "));
    QTRY_VERIFY2(button->accessibleName().contains("It can't be seen steadily: gateway keeps "),
                 qPrintable(button->accessibleName()));
    QTRY_VERIFY(sentence->text().contains("api is in and out of sight")
                || sentence->text().contains("gateway is in and out of sight"));
    snapshot(window, "outofsight-unsteady");
    QCOMPARE(wallPicture(session.board()).problems.size(), 1);
    QTRY_COMPARE(events.rowCount(), before + 3);
    QVERIFY(events.index(0).data().toString().startsWith("Cannot see PROD steadily: gateway "));
}

QTEST_MAIN(TestOutOfSight)
#include "tst_outofsight.moc"
