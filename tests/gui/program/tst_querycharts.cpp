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
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

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

/// Charts of expressions, of own samples and of a real Prometheus, from the file to the screen.
class TestQueryCharts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ofOwnSamples();
    void ofTheServer();
    void aLimitIsJudged();
    void whatIsRefusedIsTold();
    void itsExpressionIsCopied();
    void whatIsNotObservedIsNotDrawn();

private:
    ChartCard *card(const QString &metric) const
    {
        return m_controller->window().findChild<ChartCard *>("metrics.chart.backend." + metric);
    }

    /// The newest value of a line that is drawn, live or not; NaN: there is none.
    double newest(const QString &metric, const QString &label = {}) const
    {
        double value = std::nan("");
        double at = 0;
        for (const ChartContent::Line &line : card(metric)->chart()->content().lines) {
            if (line.label != label)
                continue;
            for (const QList<QPointF> &segment : line.served + line.segments) {
                if (segment.last().x() > at) {
                    at = segment.last().x();
                    value = segment.last().y();
                }
            }
        }
        return value;
    }

    BadHttp m_page;
    RealPrometheus m_server;
    QTemporaryDir m_files;
    QTemporaryDir m_data;
    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestQueryCharts::initTestCase()
{
    m_page.setBody("/metrics", "# TYPE level gauge\nlevel{part=\"a\"} 40\nlevel{part=\"b\"} 2\n",
                   "text/plain; version=0.0.4");
    QVERIFY2(m_server.start(m_page.port()), m_server.log().constData());
    put(m_files.filePath("opsdeck.yaml"), "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    put(m_files.filePath("p.yaml"),
        "platform: p\ntitle: P\nenvironments:\n  - { id: prod, tier: prod, prometheus: { url: "
        "'http://127.0.0.1:"
            + QByteArray::number(m_server.port())
            + "', deadline: 5s } }\nservices:\n  - id: backend\n    checks:\n      - { id: page, "
              "kind: prometheus, interval: 1s, timeout: 900ms, url: '"
            + m_page.url("/metrics").toUtf8()
            + "', metrics: [level] }\n    metrics:\n"
              "      - { id: own, from: own, interval: 5s, query: 'sum(level{check=\"page\"}) * "
              "2', "
              "thresholds: [ { above: 80, severity: warning } ] }\n"
              "      - { id: parts, from: own, interval: 5s, series_label: part, query: "
              "'max by (part) (level)' }\n"
              "      - { id: server, from: server, interval: 5s, query: 'sum(level) + 1' }\n"
              "      - { id: either, interval: 5s, query: 'count(level) by (job)', series_label: "
              "job }\n"
              "      - { id: beyond, from: own, interval: 5s, query: "
              "'max_over_time(level[1m:10s])' }\n"
              "      - { id: nothing, from: own, interval: 5s, query: 'no_such_metric' }\n");
    m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data.path());
    m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data.path());
    m_controller->window().resize(1280, 720);
    m_controller->window().show();
    m_session->open(m_files.path());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->board().workspace() != nullptr, 20'000);
    m_controller->window().setEnvironment(kProd);
    m_controller->window().showPage("metrics");
    QTRY_VERIFY(card("own") != nullptr);
}

void TestQueryCharts::ofOwnSamples()
{
    QTRY_COMPARE_WITH_TIMEOUT(newest("own"), 84.0, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(newest("parts", "a"), 40.0, 30'000);
    QCOMPARE(newest("parts", "b"), 2.0);
    // It goes on by itself.
    const MetricKey key{{kProd, ServiceId("backend")}, "own"};
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->series().lines(key).isEmpty()
                                 && m_session->series().lines(key).first().points.size() >= 2,
                             30'000);
    m_page.setBody("/metrics", "# TYPE level gauge\nlevel{part=\"a\"} 50\nlevel{part=\"b\"} 2\n",
                   "text/plain; version=0.0.4");
    QTRY_COMPARE_WITH_TIMEOUT(newest("own"), 104.0, 30'000);
}

void TestQueryCharts::ofTheServer()
{
    QTRY_COMPARE_WITH_TIMEOUT(newest("server"), 53.0, 30'000);
    // Where an environment has a server that is asked; own samples have no job.
    QTRY_COMPARE_WITH_TIMEOUT(newest("either", "residency-scheduler"), 2.0, 30'000);
}

void TestQueryCharts::aLimitIsJudged()
{
    QTRY_COMPARE_WITH_TIMEOUT(m_controller->window().findChild<MetricsPage *>() != nullptr
                                  && card("own")->isVisible(),
                              true, 10'000);
    MetricsModel model(m_session->series());
    model.setEnvironment(kProd);
    model.tick(m_clock.now());
    const auto row = [&](const QString &metric) {
        for (int i = 0; i < model.rowCount(); ++i) {
            if (model.index(i).data(MetricsModel::KeyRole).value<MetricKey>().metric == metric)
                return model.index(i);
        }
        return QModelIndex();
    };
    QCOMPARE(row("own").data(MetricsModel::SeverityRole).toInt(),
             static_cast<int>(Severity::Warning));
    QCOMPARE(row("parts").data(MetricsModel::SeverityRole).toInt(), -1);
}

void TestQueryCharts::whatIsRefusedIsTold()
{
    const auto said = [this](const char *metric) {
        const auto *line = card(metric)->findChild<SourceLine *>();
        return line->isHidden() ? QString() : line->text();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(said("beyond").contains("Prometheus server"),
                              qPrintable(said("beyond")), 30'000);
    QTRY_VERIFY2_WITH_TIMEOUT(said("nothing").contains("has nothing of it"),
                              qPrintable(said("nothing")), 30'000);
    QVERIFY(std::isnan(newest("beyond")));
    QVERIFY(std::isnan(newest("nothing")));
}

void TestQueryCharts::itsExpressionIsCopied()
{
    card("own")->copyExpression();
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("sum(level{check=\"page\"}) * 2"));
}

/// The check is not answered any more: neither is the query, and the chart says so.
void TestQueryCharts::whatIsNotObservedIsNotDrawn()
{
    const MetricKey key{{kProd, ServiceId("backend")}, "own"};
    m_page.setBody("/metrics", "gone", "text/html", 503);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->series().noAnswerSince(key) > 0, 30'000);
    const qsizetype points = m_session->series().lines(key).first().points.size();
    const qint64 since = m_session->series().noAnswerSince(key);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->series().asked(key).last().toMs >= since + 5'000, 30'000);
    QCOMPARE(m_session->series().lines(key).first().points.size(), points);
    QCOMPARE(m_session->series().noAnswerSince(key), since);
}

QTEST_MAIN(TestQueryCharts)
#include "tst_querycharts.moc"
