// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/clock.h"
#include "services/config/workspaceloader.h"
#include "services/expressions/numbers.h"
#include "services/expressions/selectors.h"
#include "services/probes/builtinprobes.h"
#include "services/queries/queryservice.h"
#include "services/storage/historystore.h"
#include "tests/support/badhttp.h"
#include "tests/support/probebench.h"
#include "tests/support/realservers.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::queries;
using namespace std::chrono_literals;

namespace {

const QString kPlatforms = QStringLiteral(OPSDECK_SOURCE_DIR "/resources/platforms/");
const EnvironmentKey kEnvironment = EnvironmentKey::fromString("p/e");

/// Prometheus of the distribution, scraping one page.
class RealPrometheus final : public RealServer
{
public:
    bool start(quint16 page)
    {
        QFile config(path("prometheus.yml"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write("global: { scrape_interval: 500ms }\nscrape_configs:\n"
                     "  - { job_name: residency-scheduler, static_configs: [ { targets: "
                     "['127.0.0.1:"
                     + QByteArray::number(page) + "'] } ] }\n");
        config.close();
        return launch("/usr/bin/prometheus",
                      {"--config.file=" + path("prometheus.yml"),
                       "--storage.tsdb.path=" + path("data"),
                       QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port())})
               && waitForPort(port());
    }
};

/// Of a chart's query what both can be asked: without the labels that our checks alone have, and of
/// samples that a page can have in place of what only we measure.
QString comparable(QString query)
{
    static const QRegularExpression ours("(service|check)=\"[^\"]*\",?\\s*");
    return query.remove(ours).replace("opsdeck_check_latency_seconds", "check_seconds");
}

/// Expressions of the shipped panels and rules that are PromQL, and queries of charts, each once.
QStringList shippedExpressions()
{
    QTemporaryDir folder;
    QByteArray files;
    for (const QString &name : QDir(kPlatforms).entryList({"*.yaml"})) {
        if (name == "opsdeck.yaml")
            continue;
        QFile::copy(kPlatforms + name, folder.filePath(name));
        files += "  - { file: " + name.toUtf8() + " }\n";
    }
    QFile workspace(folder.filePath("opsdeck.yaml"));
    if (workspace.open(QIODevice::WriteOnly))
        workspace.write("workspace: w\nplatforms:\n" + files);
    workspace.close();
    const LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(folder.path());
    QStringList all;
    if (!loaded.workspace)
        return all;
    for (const Platform &platform : loaded.workspace->platforms) {
        for (const DocumentedRule &rule : platform.rules) {
            // What others say in words may look like an expression: "80 % utilisation".
            if (rule.kind == RuleKind::Alert)
                all += rule.condition;
        }
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                for (const MetricDefinition &metric : service.metrics + service.undrawnMetrics) {
                    all += metric.expression;
                    all += comparable(metric.query);
                }
            }
        }
    }
    all.removeDuplicates();
    all.removeIf([](const QString &text) {
        const auto parsed = expressions::parse(text);
        return !parsed || expressions::selectorsOf(*parsed).empty();
    });
    all.sort();
    return all;
}

/// The names that expressions ask for, and those which the Python client makes of counters.
QStringList namesIn(const QStringList &expressions)
{
    QStringList names;
    for (const QString &text : expressions) {
        for (const auto &selector : expressions::selectorsOf(*expressions::parse(text))) {
            if (selector.name != "up")
                names << selector.name;
        }
    }
    names.removeDuplicates();
    return names;
}

expressions::Matrix matrixOf(const Result<QueryReply> &reply)
{
    if (!reply)
        return {};
    if (const auto *matrix = std::get_if<expressions::Matrix>(&reply->value))
        return *matrix;
    expressions::Matrix made;
    if (const auto *vector = std::get_if<expressions::Vector>(&reply->value)) {
        for (const auto &sample : *vector)
            made.push_back({sample.labels, {{0, sample.value}}});
    }
    return made;
}

/// Without what says who observed it.
expressions::Matrix told(const Result<QueryReply> &reply)
{
    expressions::Matrix matrix = matrixOf(reply);
    for (auto &series : matrix)
        series.labels = series.labels.without(
            {"job", "instance", "platform", "environment", "service", "check"});
    std::sort(matrix.begin(), matrix.end(), [](const auto &a, const auto &b) {
        return expressions::compare(a.labels, b.labels) < 0;
    });
    return matrix;
}

QString difference(const expressions::Matrix &ours, const expressions::Matrix &theirs)
{
    if (ours.size() != theirs.size())
        return QString("%1 series in place of %2").arg(ours.size()).arg(theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const QString name = theirs[i].labels.text();
        if (!(ours[i].labels == theirs[i].labels))
            return ours[i].labels.text() + " in place of " + name;
        if (ours[i].points.size() != theirs[i].points.size())
            return QString("%1: %2 points in place of %3")
                .arg(name)
                .arg(ours[i].points.size())
                .arg(theirs[i].points.size());
        for (std::size_t p = 0; p < ours[i].points.size(); ++p) {
            const auto mine = ours[i].points[p];
            const auto other = theirs[i].points[p];
            const bool isSame = mine.v == other.v || (std::isnan(mine.v) && std::isnan(other.v))
                                || std::abs(mine.v - other.v) <= 1e-12 * std::abs(other.v);
            if (mine.t != other.t || !isSame)
                return QString("%1: %2 in place of %3 at %4")
                    .arg(name, expressions::numberForm(mine.v), expressions::numberForm(other.v))
                    .arg(other.t);
        }
    }
    return {};
}

} // namespace

/// Own samples and a real Prometheus that observe the same page answer alike.
class TestQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatIsScrapedIsTheSame();
    void shipped_data();
    void shipped();
    void whatOnlyTheServerKnows();
    void throughAWay();
    void theServerFirst();

private:
    void turnPage();
    Result<QueryReply> ask(const QString &expression, QuerySource source, qint64 fromMs,
                           qint64 toMs, qint64 stepMs);
    void takeOver();

    QStringList m_shipped = shippedExpressions();
    QStringList m_names = namesIn(m_shipped);
    BadHttp m_page;
    int m_turns = 0;
    bool m_isShort = false;
    RealPrometheus m_server;
    ProbeBench m_bench;
    QTemporaryDir m_folder;
    std::unique_ptr<QueryService> m_service;
    qint64 m_fromMs = 0;
    qint64 m_toMs = 0;
};

/// Counters that rise and are reset, gauges, and a series that is there at first only.
void TestQueries::turnPage()
{
    const int turn = m_turns++;
    QByteArray page;
    for (const QString &name : std::as_const(m_names)) {
        const bool isCounter =
            name.endsWith("_total") || name.endsWith("_bucket") || name.contains("commit");
        page += "# TYPE " + name.toUtf8() + (isCounter ? " counter\n" : " gauge\n");
        int kind = 0;
        for (const char *labels :
             {R"({status="200",queue="default",handler="/api/v1/auth/login",le="1"})",
              R"({status="500",queue="slow",handler="/api/v1/auth/login",le="+Inf"})",
              R"({status="503",queue="gone",handler="/api/v1/auth/login",le="5"})"}) {
            ++kind;
            if (kind == 3 && m_isShort)
                continue;
            const double value =
                isCounter ? (turn % 9) * kind * 1.25 + 1 : std::sin(turn + kind) * 3 + kind;
            page += name.toUtf8() + labels + ' ' + QByteArray::number(value, 'g', 17) + '\n';
        }
    }
    m_page.setBody("/metrics", page, "text/plain; version=0.0.4");
}

Result<QueryReply> TestQueries::ask(const QString &expression, QuerySource source, qint64 fromMs,
                                    qint64 toMs, qint64 stepMs)
{
    const auto query =
        m_service->query({kEnvironment, expression, fromMs, toMs, stepMs, source, 30s});
    std::optional<Result<QueryReply>> answer;
    connect(query.get(), &Query::finished, this,
            [&](const Result<QueryReply> &reply) { answer = reply; });
    query->start();
    while (!answer)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *answer;
}

void TestQueries::initTestCase()
{
    // Less would mean that some are not read any more.
    QVERIFY2(m_shipped.size() >= 31, qPrintable(m_shipped.join('\n')));
    turnPage();
    QVERIFY2(m_server.start(m_page.port()), m_server.log().constData());
    m_service = std::make_unique<QueryService>(
        ServerParts{&m_bench.http, &m_bench.ways, &m_bench.credentials, {}});
    MetricServer server;
    server.title = "Prometheus";
    server.url = QString("http://127.0.0.1:%1").arg(m_server.port());
    m_service->setWorkspace({}, {{kEnvironment, server}});
    m_service->setHistory(m_folder.filePath("history.db"));
    QTimer turning;
    connect(&turning, &QTimer::timeout, this, &TestQueries::turnPage);
    turning.start(400);
    const auto scrapes = [this] {
        const qint64 now = m_bench.clock.now().wallMs;
        const auto reply =
            matrixOf(ask("count_over_time(up[1h])", QuerySource::Server, now, now, 0));
        return reply.empty() ? 0 : static_cast<int>(reply[0].points[0].v);
    };
    QTRY_VERIFY_WITH_TIMEOUT(scrapes() >= 8, 60'000);
    m_isShort = true;
    QTRY_VERIFY_WITH_TIMEOUT(scrapes() >= 16, 60'000);
    turning.stop();
    // The last page is there for all.
    const int known = scrapes();
    QTRY_VERIFY_WITH_TIMEOUT(scrapes() >= known + 3, 60'000);
    takeOver();
    const auto countAt = [this](qint64 at) {
        return told(ask(m_names.first(), QuerySource::Server, at, at, 0)).size();
    };
    QCOMPARE(countAt(m_fromMs), std::size_t(3));
    QCOMPARE(countAt(m_toMs), std::size_t(2));
}

/// What Prometheus observed, as the answers of a check of ours at the same moments.
void TestQueries::takeOver()
{
    m_toMs = m_bench.clock.now().wallMs;
    const auto all =
        ask("{job=\"residency-scheduler\"}[1h]", QuerySource::Server, m_toMs, m_toMs, 0);
    QVERIFY2(all, all ? "" : qPrintable(all.error().message));
    std::map<qint64, CheckResult> results;
    for (const auto &series : matrixOf(all)) {
        opsdeck::Labels labels;
        const auto own = series.labels.without({"job", "instance", "__name__"});
        for (const auto &label : own.list())
            labels.insert(label.name, label.value);
        const QString name = series.labels.value("__name__");
        for (const auto &point : series.points) {
            CheckResult &result = results[point.t];
            if (m_names.contains(name))
                result.samples.append({name, labels, point.v, MetricType::Gauge});
        }
    }
    QVERIFY(results.size() >= 16);
    m_fromMs = results.begin()->first;
    m_toMs = results.rbegin()->first;
    HistoryStore store;
    store.open(m_folder.filePath("history.db"));
    ChangeSet changes;
    for (auto &[time, result] : results) {
        result.key = CheckKey::fromString("p/e/s/page");
        result.status = CheckStatus::Ok;
        result.observedAt = {std::chrono::milliseconds(time - m_fromMs + 1), time};
        changes.results += result;
    }
    store.append(changes);
}

void TestQueries::whatIsScrapedIsTheSame()
{
    const CheckResult result = m_bench.run(
        ProbeBench::check("prometheus", {{"url", m_page.url("/metrics")}, {"metrics", m_names}}));
    QCOMPARE(result.status, CheckStatus::Ok);
    const qint64 now = m_bench.clock.now().wallMs;
    for (const QString &name : std::as_const(m_names)) {
        const auto theirs = told(ask(name, QuerySource::Server, now, now, 0));
        QVERIFY2(theirs.size() == 2, qPrintable(name));
        expressions::Matrix ours;
        for (const Sample &sample : result.samples) {
            if (sample.metric == name)
                ours.push_back({ownLabels(result.key, {}, sample.metric, sample.labels)
                                    .without({"platform", "environment", "service", "check"}),
                                {{0, sample.value}}});
        }
        std::sort(ours.begin(), ours.end(), [](const auto &a, const auto &b) {
            return expressions::compare(a.labels, b.labels) < 0;
        });
        const QString wrong = difference(ours, theirs);
        QVERIFY2(wrong.isEmpty(), qPrintable(name + ": " + wrong));
    }
}

void TestQueries::shipped_data()
{
    QTest::addColumn<QString>("expression");
    for (const QString &text : std::as_const(m_shipped)) {
        if (!text.startsWith("up{"))
            QTest::newRow(qPrintable(text)) << text;
    }
}

void TestQueries::shipped()
{
    QFETCH(QString, expression);
    // At the beginning, in the middle, where a series has ended, and at the end.
    for (const qint64 at : {m_fromMs, (m_fromMs + m_toMs) / 2, m_toMs - 700, m_toMs}) {
        const auto ours = ask(expression, QuerySource::Own, at, at, 0);
        const auto theirs = ask(expression, QuerySource::Server, at, at, 0);
        QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
        QVERIFY2(theirs, theirs ? "" : qPrintable(theirs.error().message));
        const QString wrong = difference(told(ours), told(theirs));
        QVERIFY2(wrong.isEmpty(), qPrintable(QString("at %1: %2").arg(at).arg(wrong)));
    }
    const auto ours = ask(expression, QuerySource::Own, m_fromMs, m_toMs, 250);
    const auto theirs = ask(expression, QuerySource::Server, m_fromMs, m_toMs, 250);
    QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
    QVERIFY2(theirs, theirs ? "" : qPrintable(theirs.error().message));
    const QString wrong = difference(told(ours), told(theirs));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    // Two that say nothing agree too easily.
    if (!expression.contains('>') && !expression.contains("hits"))
        QVERIFY(!told(theirs).empty());
}

/// The scrape's own series have no part in own samples: that is said, not taken for "all is well".
void TestQueries::whatOnlyTheServerKnows()
{
    const QStringList ups = m_shipped.filter(QRegularExpression("^up\\{"));
    QCOMPARE(ups.size(), 2);
    for (const QString &up : ups) {
        const auto ours = ask(up, QuerySource::Own, m_toMs, m_toMs, 0);
        QVERIFY(ours);
        QVERIFY(told(ours).empty());
        QVERIFY2(ours->warnings.value(0).startsWith("No series that is kept here fits up{job="),
                 qPrintable(ours->warnings.join('\n')));
    }
    const auto theirs =
        ask("up{job=\"residency-scheduler\"}", QuerySource::Server, m_toMs, m_toMs, 0);
    QCOMPARE(told(theirs).size(), std::size_t(1));
}

void TestQueries::throughAWay()
{
    RealProxy proxy(RealProxy::Program::Microsocks);
    QVERIFY2(proxy.start(), proxy.log().constData());
    MetricServer server;
    server.title = "Prometheus";
    server.url = QString("http://127.0.0.1:%1").arg(m_server.port());
    server.via.id = "office";
    server.via.title = "Office";
    server.via.kind = WayKind::SocksProxy;
    server.via.proxyHost = "127.0.0.1";
    server.via.proxyPort = proxy.port();
    QueryService service({&m_bench.http, &m_bench.ways, &m_bench.credentials, {}});
    service.setWorkspace({}, {{kEnvironment, server}});
    service.setHistory(m_folder.filePath("history.db"));
    const auto ask = [&](const QString &expression) {
        const auto query = service.query({kEnvironment, expression, m_toMs, m_toMs, 0});
        std::optional<Result<QueryReply>> answer;
        connect(query.get(), &Query::finished, this,
                [&](const Result<QueryReply> &reply) { answer = reply; });
        query->start();
        while (!answer)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *answer;
    };
    const auto reply = ask("up");
    QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
    QCOMPARE(reply->source, QuerySource::Server);
    QCOMPARE(matrixOf(reply).size(), std::size_t(1));
    // Without its way the server can't be asked: nothing goes past it.
    proxy.stop();
    const auto own = ask(m_names.first());
    QVERIFY2(own, own ? "" : qPrintable(own.error().message));
    QCOMPARE(own->source, QuerySource::Own);
    QVERIFY2(own->warnings.value(0).contains("Office"), qPrintable(own->warnings.join('\n')));
}

void TestQueries::theServerFirst()
{
    const qint64 now = m_bench.clock.now().wallMs;
    const QString name = m_names.first();
    const auto reply = ask(name, QuerySource::Automatic, now, now, 0);
    QVERIFY(reply);
    QCOMPARE(reply->source, QuerySource::Server);
    QVERIFY(reply->newestMs.has_value());
    QVERIFY(now - *reply->newestMs < 10'000);
    // What is beyond own samples is none for the server.
    QVERIFY(
        ask("max_over_time(rate(" + name + "[5s])[10s:1s])", QuerySource::Automatic, now, now, 0));
    m_server.stop();
    const auto own = ask(name, QuerySource::Automatic, m_toMs, m_toMs, 0);
    QVERIFY2(own, own ? "" : qPrintable(own.error().message));
    QCOMPARE(own->source, QuerySource::Own);
    QCOMPARE(own->newestMs, std::optional<qint64>(m_toMs));
    QVERIFY(own->warnings.value(0).startsWith("The environment's server did not answer"));
}

QTEST_GUILESS_MAIN(TestQueries)
#include "tst_queries.moc"
