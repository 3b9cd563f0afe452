// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/exitcode.h"
#include "app/gui/render.h"
#include "app/gui/session.h"
#include "tests/support/badhttp.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const char *const kPlatform = R"(platform: p
title: P
environments:
  - { id: dev, tier: dev }
  - { id: prod, tier: prod, protected: true }
services:
  - id: web
    depends_on: [db]
    checks: [ { id: page, kind: http, interval: 10s, timeout: 2s, retries: 1, url: 'http://127.0.0.1:%1/web' } ]
  - id: db
    checks: [ { id: page, kind: http, interval: 10s, timeout: 2s, retries: 1, url: 'http://127.0.0.1:%1/db' } ]
  - id: later
    presence: planned
)";

} // namespace

/// Pictures of what the diagram shows beside the present, from files and a real server.
class TestRenderDiagram final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void whatIsAssumed();
    void allEnvironments();
    void differencesAndStartOrder();
    void aRecordedMoment();
    void whatIsNotThereIsRefused();

private:
    int draw(const DiagramOptions &options)
    {
        RenderRequest request;
        request.page = "diagram";
        request.workspace = m_files->path();
        request.diagram = options;
        request.output = m_files->filePath("picture.svg");
        QFile::remove(request.output);
        const int code = renderPage(request, m_theme, m_data->path());
        QFile file(request.output);
        m_picture = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        return code;
    }

    void put(const QString &name, const QString &text)
    {
        QFile file(m_files->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    }

    bool shows(const char *words) const { return m_picture.contains(QLatin1String(words)); }

    ThemeHub m_theme;
    std::unique_ptr<BadHttp> m_server;
    std::unique_ptr<QTemporaryDir> m_files;
    std::unique_ptr<QTemporaryDir> m_data;
    QString m_picture;
};

void TestRenderDiagram::init()
{
    m_server = std::make_unique<BadHttp>();
    m_server->setBody("/web", "fine");
    m_server->setBody("/db", "fine");
    m_files = std::make_unique<QTemporaryDir>();
    m_data = std::make_unique<QTemporaryDir>();
    put("opsdeck.yaml", "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    put("p.yaml", QString(kPlatform).arg(m_server->port()));
}

void TestRenderDiagram::cleanup()
{
    m_server.reset();
    m_files.reset();
    m_data.reset();
}

void TestRenderDiagram::whatIsAssumed()
{
    QCOMPARE(draw({}), exitcode::kOk);
    QVERIFY(!shows("SIMULATION"));
    DiagramOptions options;
    options.assumed = {{ServiceId("db"), Health::Down}};
    QCOMPARE(draw(options), exitcode::kOk);
    QVERIFY(shows("SIMULATION: 1 assumed state"));
    QVERIFY(shows("Assumed: db down."));
    QVERIFY(shows("Root cause in the simulation"));
}

void TestRenderDiagram::allEnvironments()
{
    m_server->setBody("/db", "bad", "text/plain", 500);
    DiagramOptions options;
    options.isOfAll = true;
    QCOMPARE(draw(options), exitcode::kOk);
    // The list of one environment names none.
    QVERIFY(shows("Root cause in PROD"));
    QCOMPARE(draw({}), exitcode::kOk);
    QVERIFY(!shows("Root cause in "));
    QVERIFY(shows("Root cause"));
}

void TestRenderDiagram::differencesAndStartOrder()
{
    DiagramOptions options;
    options.differentFrom = EnvironmentId("dev");
    options.hasStartOrder = true;
    QCOMPARE(draw(options), exitcode::kOk);
    QVERIFY(shows("Differences from DEV: "));
    QVERIFY(shows("Wave 2: after wave 1"));
}

void TestRenderDiagram::aRecordedMoment()
{
    // What a window watched: db down, then well.
    const SystemClock clock;
    m_server->setBody("/db", "bad", "text/plain", 500);
    qint64 badMs = 0;
    {
        Session session(clock, Session::Mode::Continuous, m_data->path());
        const ServiceKey db{{PlatformId("p"), EnvironmentId("prod")}, ServiceId("db")};
        const auto health = [&] {
            const ServiceView *view = session.board().service(db);
            return view == nullptr ? Health::Unknown : view->health;
        };
        session.open(m_files->path());
        QTRY_COMPARE_WITH_TIMEOUT(health(), Health::Down, 20'000);
        badMs = clock.now().wallMs;
    }
    m_server->setBody("/db", "fine");
    DiagramOptions options;
    options.atMs = badMs;
    QCOMPARE(draw(options), exitcode::kOk);
    QVERIFY(shows("REPLAY "));
    QVERIFY(shows("Root cause at "));
    // Before anything was recorded nothing is drawn, least of all in green.
    options.atMs = badMs - 3'600'000;
    QCOMPARE(draw(options), exitcode::kUsage);
    QVERIFY(m_picture.isEmpty());
    options.atMs = badMs + 3'600'000;
    QCOMPARE(draw(options), exitcode::kUsage);
}

void TestRenderDiagram::whatIsNotThereIsRefused()
{
    DiagramOptions unknown;
    unknown.assumed = {{ServiceId("bd"), Health::Down}};
    QCOMPARE(draw(unknown), exitcode::kUsage);
    DiagramOptions planned;
    planned.assumed = {{ServiceId("later"), Health::Down}};
    QCOMPARE(draw(planned), exitcode::kUsage);
    DiagramOptions same;
    same.differentFrom = EnvironmentId("prod");
    QCOMPARE(draw(same), exitcode::kUsage);
    DiagramOptions nothing;
    nothing.atMs = 1'700'000'000'000;
    QCOMPARE(draw(nothing), exitcode::kUsage);
    QVERIFY(m_picture.isEmpty());
}

QTEST_MAIN(TestRenderDiagram)
#include "tst_renderdiagram.moc"
