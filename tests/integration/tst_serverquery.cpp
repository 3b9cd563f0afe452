// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/serverquery.h"
#include "tests/support/realservers.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::prometheus;
using namespace std::chrono_literals;

namespace {

/// Prometheus of the distribution, scraping itself.
class RealPrometheus final : public RealServer
{
public:
    bool start()
    {
        QFile config(path("prometheus.yml"));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write("global: { scrape_interval: 500ms }\nscrape_configs:\n"
                     "  - { job_name: self, metrics_path: /prom/metrics, static_configs: [ { "
                     "targets: ['127.0.0.1:"
                     + QByteArray::number(port()) + "'] } ] }\n");
        config.close();
        return launch("/usr/bin/prometheus",
                      {"--config.file=" + path("prometheus.yml"),
                       "--storage.tsdb.path=" + path("data"),
                       QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(port()),
                       "--web.route-prefix=/prom"})
               && waitForPort(port());
    }
};

} // namespace

/// Questions to a real Prometheus.
class TestServerQuery : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY2(m_server.start(), m_server.log().constData()); }

    void instant();
    void range();
    void whatItDoesNotTake();
    void anotherServer();
    void aServerThatHangs();
    void aServerThatIsGone();

private:
    Result<QueryAnswer> ask(const Question &question, const QString &prefix = "/prom/")
    {
        HttpRequest server;
        server.url = QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.port()).arg(prefix));
        server.place = {{QHostAddress(QHostAddress::LocalHost)}, m_server.port(), {}, {}};
        ServerQuery query(m_client, server, question);
        Result<QueryAnswer> found = failure(ErrorKind::Internal, "no answer came");
        int answers = 0;
        connect(&query, &ServerQuery::finished, this, [&](const Result<QueryAnswer> &answer) {
            found = answer;
            ++answers;
        });
        query.start();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(answers, 1, 20'000); }();
        return found;
    }

    static qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }

    RealPrometheus m_server;
    HttpClient m_client;
};

void TestServerQuery::instant()
{
    const auto isUp = [this] {
        const Result<QueryAnswer> answer = ask({"up{job=\"self\"} == 1", now(), 0, 0, 10s});
        return answer && std::get<expressions::Vector>(answer->value).size() == 1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isUp(), 15'000);
    const Result<QueryAnswer> answer = ask({"up + 0.5", now(), 0, 0, 10s});
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    const auto &vector = std::get<expressions::Vector>(answer->value);
    QCOMPARE(vector.size(), std::size_t(1));
    QCOMPARE(vector[0].value, 1.5);
    QCOMPARE(vector[0].labels.value("job"), QString("self"));
    // What a form could mistake: plus, percent, ampersand, other scripts.
    const Result<QueryAnswer> text = ask({"\"a+b % c&d=é\"", now(), 0, 0, 10s});
    QVERIFY2(text, text ? "" : qPrintable(text.error().message));
    QCOMPARE(std::get<QString>(text->value), QString("a+b % c&d=é"));
}

void TestServerQuery::range()
{
    const qint64 to = 1'700'000'000'000;
    const Result<QueryAnswer> answer = ask({"time()", to - 60'000, to, 500, 10s});
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().message));
    const auto &matrix = std::get<expressions::Matrix>(answer->value);
    QCOMPARE(matrix.size(), std::size_t(1));
    QCOMPARE(matrix[0].points.size(), std::size_t(121));
    QCOMPARE(matrix[0].points[1].t, to - 59'500);
    QCOMPARE(matrix[0].points[1].v, static_cast<double>(to - 59'500) / 1000);
}

void TestServerQuery::whatItDoesNotTake()
{
    const Result<QueryAnswer> wrong = ask({"sum(up", now(), 0, 0, 10s});
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().kind, ErrorKind::Config);
    QVERIFY2(wrong.error().message.contains("unclosed left parenthesis"),
             qPrintable(wrong.error().message));
    const Result<QueryAnswer> long_ = ask({"up", now() - 86'400'000, now(), 1000, 10s});
    QVERIFY(!long_);
    QCOMPARE(long_.error().kind, ErrorKind::Config);
    QVERIFY2(long_.error().message.contains("11,000"), qPrintable(long_.error().message));
    const Result<QueryAnswer> many = ask({"up * on() group_left() label_replace(up, \"x\", \"y\", "
                                          "\"\", \"\") or vector(1) * on() (vector(1) or "
                                          "label_replace(vector(2), \"a\", \"b\", \"\", \"\"))",
                                          now(), 0, 0, 10s});
    QVERIFY(!many);
    QCOMPARE(many.error().kind, ErrorKind::Status);
    QCOMPARE(many.error().fault, QString("execution"));
}

void TestServerQuery::anotherServer()
{
    const Result<QueryAnswer> none = ask({"up", now(), 0, 0, 10s}, "/elsewhere");
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::Garbage);
}

void TestServerQuery::aServerThatHangs()
{
    m_server.pause();
    const Result<QueryAnswer> none = ask({"up", now(), 0, 0, 700ms});
    m_server.resume();
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::Timeout);
}

void TestServerQuery::aServerThatIsGone()
{
    m_server.killHard();
    const Result<QueryAnswer> none = ask({"up", now(), 0, 0, 5s});
    QVERIFY(!none);
    QVERIFY(none.error().kind == ErrorKind::Refused || none.error().kind == ErrorKind::Unreachable);
    QVERIFY(!none.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestServerQuery)
#include "tst_serverquery.moc"
