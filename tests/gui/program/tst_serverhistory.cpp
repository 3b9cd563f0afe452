// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/badhttp.h"
#include "tests/support/realprometheus.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/sourceline.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
        qFatal("no file");
}

} // namespace

/// Charts of an environment whose server observed it before Opsdeck did.
class TestServerHistory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatOwnSamplesLack();
    void meaningsAndExemplars();
    void whatIsHiddenIsNotAsked();
    void askedFreely();
    void pointedAt_data();
    void pointedAt();
    void errorsInWords();

private:
    /// A counter that rises, with the trace of its last rise.
    void turnPage()
    {
        ++m_turns;
        const QByteArray now =
            QByteArray::number(static_cast<double>(m_clock.now().wallMs) / 1000, 'f', 3);
        m_page.setBody("/metrics",
                       "# TYPE level gauge\n# HELP level Level of defence.\nlevel 42\n"
                       "# TYPE asked counter\nasked_total "
                           + QByteArray::number(m_turns) + " # {trace_id=\"4bf9"
                           + QByteArray::number(m_turns) + "\"} 0.25 " + now + "\n# EOF\n",
                       "application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    ChartCard *card(const char *name = "metrics.chart.backend.level") const
    {
        return m_controller->window().findChild<ChartCard *>(name);
    }

    int m_turns = 0;

    QString said() const
    {
        const auto *line = card()->findChild<SourceLine *>();
        return line->isHidden() ? QString() : line->text();
    }

    BadHttp m_page;
    RealPrometheus m_server;
    QTemporaryDir m_files;
    QTemporaryDir m_data;
    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
    qint64 m_openedMs = 0;
};

void TestServerHistory::initTestCase()
{
    turnPage();
    QVERIFY2(m_server.start(m_page.port()), m_server.log().constData());
    QTimer turning;
    connect(&turning, &QTimer::timeout, this, &TestServerHistory::turnPage);
    turning.start(400);
    // It has been watching for a while.
    QTRY_VERIFY_WITH_TIMEOUT(m_page.requests().size() >= 12, 60'000);
    put(m_files.filePath("opsdeck.yaml"), "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    put(m_files.filePath("p.yaml"),
        "platform: p\ntitle: P\nenvironments:\n  - { id: prod, tier: prod, prometheus: { url: "
        "'http://127.0.0.1:"
            + QByteArray::number(m_server.port())
            + "', deadline: 5s } }\nservices:\n  - id: backend\n    checks:\n      - { id: page, "
              "kind: prometheus, interval: 1s, timeout: 900ms, url: '"
            + m_page.url("/metrics").toUtf8()
            + "', metrics: [level, asked_total] }\n    metrics:\n      - { id: level, check: page, "
              "metric: level, title: Level }\n      - { id: asked, check: page, metric: "
              "asked_total, rate: true, title: Asked }\n  - id: jaeger\n    checks: [ { id: api, "
              "kind: jaeger, url: 'http://127.0.0.1:1' } ]\n");
    m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data.path());
    m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data.path());
    m_openedMs = m_clock.now().wallMs;
    m_controller->window().resize(1280, 720);
    m_controller->window().show();
    m_session->open(m_files.path());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 20'000);
    m_controller->window().setEnvironment(kProd);
    m_controller->window().showPage("metrics");
    QTRY_VERIFY(card() != nullptr);
    // So that what the server knows from before is more than a point.
    m_controller->window().findChild<QPushButton *>("metrics.span.5min")->click();
}

void TestServerHistory::whatOwnSamplesLack()
{
    const auto served = [this]() -> const ChartContent::Line * {
        for (const ChartContent::Line &line : card()->chart()->content().lines) {
            if (!line.served.isEmpty() && !line.segments.isEmpty())
                return &line;
        }
        return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(served() != nullptr, 30'000);
    const ChartContent content = card()->chart()->content();
    const ChartContent::Line *line = served();
    // What it observed before; the present is the checks' own alone.
    QVERIFY(line->served.first().first().x() < static_cast<double>(m_openedMs));
    QCOMPARE(line->served.first().first().y(), 42.0);
    QVERIFY(line->served.last().last().x() <= line->segments.first().last().x());
    QCOMPARE(content.served.size(), 1);
    const QString name = QString("Prometheus 127.0.0.1:%1").arg(m_server.port());
    QCOMPARE(content.servedBy, name);
    QVERIFY2(said().startsWith("From " + name), qPrintable(said()));
    QVERIFY2(said().contains("job residency-scheduler"), qPrintable(said()));
    QCOMPARE(card()->findChild<SourceLine *>()->accessibleName(), said());
    // Its moments have its values.
    QVERIFY(!std::isnan(line->valueAt(content.served.first().fromMs)));
}

void TestServerHistory::meaningsAndExemplars()
{
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains("Level of defence., gauge"), qPrintable(said()),
                              20'000);
    ChartCard *asked = card("metrics.chart.backend.asked");
    QTRY_VERIFY_WITH_TIMEOUT(!asked->chart()->content().exemplars.isEmpty(), 20'000);
    const ChartContent::Exemplar exemplar = asked->chart()->content().exemplars.first();
    QVERIFY2(exemplar.trace.startsWith("4bf9"), qPrintable(exemplar.trace));
    QVERIFY2(exemplar.text.contains("0.25, trace 4bf9"), qPrintable(exemplar.text));
    disconnect(&m_controller->metrics(), &MetricsPage::pageRequested, nullptr, nullptr);
    QSignalSpy opened(asked, &ChartCard::pageRequested);
    QContextMenuEvent event(QContextMenuEvent::Mouse, {5, 5}, asked->mapToGlobal(QPoint(5, 5)));
    QCoreApplication::sendEvent(asked, &event);
    auto *menu = asked->findChild<QMenu *>();
    QVERIFY(menu != nullptr);
    const QList<QAction *> actions = menu->actions();
    const auto open = std::find_if(actions.cbegin(), actions.cend(), [](const QAction *action) {
        return action->text().startsWith("Open trace 4bf9");
    });
    QVERIFY(open != actions.cend());
    (*open)->trigger();
    QCOMPARE(opened.count(), 1);
    QVERIFY(opened.at(0).at(0).toUrl().toString().startsWith("http://127.0.0.1:1/trace/4bf9"));
    menu->close();
}

void TestServerHistory::whatIsHiddenIsNotAsked()
{
    m_controller->window().showPage("overview");
    QTRY_VERIFY(!m_controller->isAskingServers());
    m_controller->metrics().showTimes({m_openedMs - 3'600'000, m_openedMs});
    QVERIFY(!m_controller->isAskingServers());
    m_controller->window().showPage("metrics");
    QTRY_VERIFY_WITH_TIMEOUT(card()->chart()->content().served.size() == 1, 20'000);
}

void TestServerHistory::askedFreely()
{
    MainWindow &window = m_controller->window();
    m_controller->metrics().showTimes({m_openedMs - 60'000, m_openedMs + 1000});
    window.findChild<QPushButton *>("metrics.query")->click();
    auto *expression = window.findChild<QLineEdit *>("metrics.query.expression");
    auto *status = window.findChild<QLabel *>("metrics.query.status");
    auto *table = window.findChild<QTableView *>("metrics.query.table");
    auto *chart = window.findChild<TimeChart *>("metrics.query.chart");
    QTRY_VERIFY(expression->isVisible());
    expression->setText("level * 2");
    // The server alone knows its job.
    QTest::keyClick(expression, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 20'000);
    QVERIFY2(table->model()->index(0, 0).data().toString().contains("residency-scheduler"),
             qPrintable(table->model()->index(0, 0).data().toString()));
    QCOMPARE(table->model()->index(0, 1).data().toString(), QString("84"));
    QVERIFY2(status->text().contains(QString("Prometheus at 127.0.0.1:%1").arg(m_server.port())),
             qPrintable(status->text()));
    QCOMPARE(chart->content().lines.size(), 1);
    window.findChild<QPushButton *>("metrics.query.csv")->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(",84\r\n"));
    window.findChild<QPushButton *>("metrics.query.picture")->click();
    QVERIFY(!QGuiApplication::clipboard()->pixmap().isNull());
    // Of own samples its checks'.
    window.findChild<QPushButton *>("metrics.query.own")->click();
    QTest::keyClick(expression, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(status->text().contains("own samples"), 20'000);
    QVERIFY(!table->model()->index(0, 0).data().toString().contains("residency-scheduler"));
}

void TestServerHistory::pointedAt_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marked");
    QTest::newRow("syntax") << "metrics.query.own" << "sum(level) ) + 1" << ")";
    QTest::newRow("by the server") << "metrics.query.server" << "level + sum_of(level)" << "s";
    QTest::newRow("beyond own") << "metrics.query.own" << "predict_linear(level[5m], 60)" << "p";
}

void TestServerHistory::pointedAt()
{
    QFETCH(QString, source);
    QFETCH(QString, text);
    QFETCH(QString, marked);
    MainWindow &window = m_controller->window();
    window.findChild<QPushButton *>(source)->click();
    auto *expression = window.findChild<QLineEdit *>("metrics.query.expression");
    auto *pointer = window.findChild<QLabel *>("metrics.query.pointer");
    expression->setText(text);
    QTest::keyClick(expression, Qt::Key_Return);
    QTRY_VERIFY2_WITH_TIMEOUT(
        pointer->isVisible(),
        qPrintable(window.findChild<QLabel *>("metrics.query.status")->text()), 20'000);
    QCOMPARE(expression->selectedText(), marked);
    QCOMPARE(expression->selectionStart(),
             text.indexOf(marked, marked == "s" ? 2 : 0) + (marked == ")" ? 2 : 0));
    // It is not there any more once it is written otherwise.
    QTest::keyClick(expression, Qt::Key_End);
    QTest::keyClicks(expression, " ");
    QVERIFY(!pointer->isVisible());
}

void TestServerHistory::errorsInWords()
{
    const quint16 port = m_server.port();
    m_controller->window().findChild<QPushButton *>("metrics.query.close")->click();
    m_server.stop();
    m_controller->metrics().showTimes({m_openedMs - 7'200'000, m_openedMs - 1'800'000});
    QTRY_VERIFY2_WITH_TIMEOUT(said().contains("Nothing listens"), qPrintable(said()), 20'000);
    QVERIFY(said().startsWith(QString("Prometheus 127.0.0.1:%1:").arg(port)));
    auto *again = card()->findChild<QToolButton *>();
    QVERIFY(again->isVisible());
    QCOMPARE(again->text(), QString("Ask again"));
    again->click();
    QVERIFY(m_controller->isAskingServers());
    QTRY_VERIFY_WITH_TIMEOUT(said().contains("Nothing listens"), 20'000);
}

QTEST_MAIN(TestServerHistory)
#include "tst_serverhistory.moc"
