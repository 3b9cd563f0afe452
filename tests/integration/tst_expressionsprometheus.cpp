// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"
#include "services/expressions/numbers.h"
#include "tests/support/expressiontable.h"
#include "tests/support/freeports.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

using namespace opsdeck;
using namespace opsdeck::expressions;

namespace {

constexpr qint64 kFrom = 1'767'225'600'000;
constexpr int kPatienceMs = 30'000;

/// A Prometheus that scrapes nothing and holds the series given to it.
class PrometheusServer
{
public:
    ~PrometheusServer()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            if (!m_process.waitForFinished(kPatienceMs))
                m_process.kill();
            m_process.waitForFinished(kPatienceMs);
        }
    }

    bool start(const MemorySeries &series)
    {
        write("samples.txt", openMetrics(series));
        write("prometheus.yml", "global: {}\n");
        m_port = freePort();
        return QProcess::execute("promtool",
                                 {"tsdb", "create-blocks-from", "openmetrics", "-q",
                                  m_folder.filePath("samples.txt"), m_folder.filePath("data")})
                   == 0
               && run() && isReady();
    }

    QJsonObject ask(const QString &path, const QUrlQuery &query)
    {
        const QByteArray body = query.toString(QUrl::FullyEncoded).toUtf8();
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        socket.write("POST " + path.toUtf8()
                     + " HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                       "Content-Length: "
                     + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        while (socket.waitForReadyRead(kPatienceMs)) {
        }
        const QByteArray answer = socket.readAll();
        return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
    }

private:
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }

    static QByteArray openMetrics(const MemorySeries &series)
    {
        QByteArray text;
        const auto all = series.select({}, 0, kFrom * 2);
        for (const Series &one : *all) {
            QString name = one.labels.text();
            name.replace("\", ", "\","); // no space between labels
            for (const Point &point : one.points)
                text += (name + ' ' + plainNumber(point.v) + ' '
                         + QString::number(static_cast<double>(point.t) / 1000, 'f', 3) + '\n')
                            .toUtf8();
        }
        return text + "# EOF\n";
    }

    bool run()
    {
        m_process.setStandardErrorFile(m_folder.filePath("log"));
        m_process.start("prometheus", {"--config.file=" + m_folder.filePath("prometheus.yml"),
                                       "--storage.tsdb.path=" + m_folder.filePath("data"),
                                       "--storage.tsdb.retention.time=100y", "--log.level=error",
                                       QString("--web.listen-address=127.0.0.1:%1").arg(m_port)});
        return m_process.waitForStarted(kPatienceMs);
    }

    bool isReady()
    {
        const QDeadlineTimer deadline(kPatienceMs);
        while (!deadline.hasExpired()) {
            const QJsonObject answer = ask("/api/v1/query", QUrlQuery{{"query", "1"}});
            if (answer.value("status") == QJsonValue("success"))
                return true;
            if (m_process.waitForFinished(100))
                return false;
        }
        return false;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

Labels labelsOf(const QJsonValue &metric)
{
    QList<Label> labels;
    const QJsonObject object = metric.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        labels.append({it.key(), it.value().toString()});
    return Labels(labels);
}

Point pointOf(const QJsonValue &pair)
{
    const QString text = pair[1].toString();
    const double sign = text.startsWith('-') ? -1 : 1;
    const auto value = parseLabelNumber(text.startsWith('-') ? text.mid(1) : text);
    return {static_cast<qint64>(std::round(pair[0].toDouble() * 1000)),
            sign * value.value_or(12345.678)};
}

/// Prometheus's answer as series; a scalar and an instant vector have one point each.
Matrix matrixOf(const QJsonObject &answer)
{
    const QJsonObject data = answer.value("data").toObject();
    const QJsonArray result = data.value("result").toArray();
    Matrix matrix;
    if (data.value("resultType") == QJsonValue("scalar"))
        return {{Labels(), {pointOf(result)}}};
    for (const QJsonValue &one : result) {
        Series series{labelsOf(one["metric"]), {}};
        for (const QJsonValue &pair : one["values"].toArray())
            series.points.push_back(pointOf(pair));
        if (!one["value"].isUndefined())
            series.points.push_back(pointOf(one["value"]));
        matrix.push_back(series);
    }
    return matrix;
}

Matrix matrixOf(const Value &value, qint64 atMs)
{
    if (const auto *scalar = std::get_if<double>(&value))
        return {{Labels(), {{atMs, *scalar}}}};
    Matrix matrix;
    for (const VectorSample &sample : std::get<Vector>(value))
        matrix.push_back({sample.labels, {{atMs, sample.value}}});
    return matrix;
}

bool same(double ours, double theirs)
{
    if (std::isnan(ours) || std::isnan(theirs))
        return std::isnan(ours) && std::isnan(theirs);
    if (ours == theirs)
        return true;
    return std::abs(ours - theirs) <= 1e-12 * std::max(std::abs(ours), std::abs(theirs));
}

QString difference(Matrix ours, Matrix theirs, bool ordered)
{
    const auto before = [](const Series &a, const Series &b) {
        return compare(a.labels, b.labels) < 0;
    };
    if (!ordered) {
        std::sort(ours.begin(), ours.end(), before);
        std::sort(theirs.begin(), theirs.end(), before);
    }
    if (ours.size() != theirs.size())
        return QString("%1 series in place of %2").arg(ours.size()).arg(theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (!(ours[i].labels == theirs[i].labels))
            return ours[i].labels.text() + " in place of " + theirs[i].labels.text();
        if (ours[i].points.size() != theirs[i].points.size())
            return QString("%1: %2 points in place of %3")
                .arg(ours[i].labels.text())
                .arg(ours[i].points.size())
                .arg(theirs[i].points.size());
        for (std::size_t p = 0; p < ours[i].points.size(); ++p) {
            const Point mine = ours[i].points[p];
            const Point other = theirs[i].points[p];
            if (mine.t != other.t || !same(mine.v, other.v))
                return QString("%1: %2 at %3 in place of %4 at %5")
                    .arg(ours[i].labels.text(), numberForm(mine.v))
                    .arg(mine.t)
                    .arg(numberForm(other.v))
                    .arg(other.t);
        }
    }
    return {};
}

QString seconds(qint64 milliseconds)
{
    return QString::number(static_cast<double>(milliseconds) / 1000, 'f', 3);
}

} // namespace

/// What a real Prometheus answers over the same samples.
class TestExpressionsPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameAnswers_data();
    void sameAnswers();

private:
    void compareInstant(const Expression &expression, const QString &text, qint64 atMs);
    void compareRange(const Expression &expression, const QString &text);

    MemorySeries m_series;
    PrometheusServer m_server;
};

void TestExpressionsPrometheus::initTestCase()
{
    for (const char *program : {"prometheus", "promtool"}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP("NOT TESTED: expressions against Prometheus, for it is not installed");
    }
    fillSeries(m_series, kFrom, false);
    QVERIFY(m_server.start(m_series));
}

void TestExpressionsPrometheus::sameAnswers_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : expressionTable())
        QTest::newRow(qPrintable(text)) << text;
}

void TestExpressionsPrometheus::compareInstant(const Expression &expression, const QString &text,
                                               qint64 atMs)
{
    const QJsonObject answer =
        m_server.ask("/api/v1/query",
                     QUrlQuery{{"query", QUrl::toPercentEncoding(text)}, {"time", seconds(atMs)}});
    const auto value = evaluate(expression, m_series, atMs);
    const bool answered = answer.value("status") == QJsonValue("success");
    QVERIFY2(answered == value.has_value(),
             qPrintable((value ? QString("answered") : value.error().message) + " / "
                        + answer.value("error").toString()));
    if (!answered)
        return;
    const QString wrong = difference(matrixOf(*value, atMs), matrixOf(answer),
                                     text.startsWith("sort") && !text.contains("odd"));
    QVERIFY2(wrong.isEmpty(), qPrintable(QString("at %1: %2").arg(atMs).arg(wrong)));
}

void TestExpressionsPrometheus::compareRange(const Expression &expression, const QString &text)
{
    const qint64 from = kFrom - 60'000;
    const qint64 to = kFrom + 3'400'000;
    const qint64 step = 37'000;
    const QJsonObject answer =
        m_server.ask("/api/v1/query_range", QUrlQuery{{"query", QUrl::toPercentEncoding(text)},
                                                      {"start", seconds(from)},
                                                      {"end", seconds(to)},
                                                      {"step", seconds(step)}});
    const auto matrix = evaluateRange(expression, m_series, from, to, step);
    const bool answered = answer.value("status") == QJsonValue("success");
    QVERIFY2(answered == matrix.has_value(),
             qPrintable((matrix ? QString("answered") : matrix.error().message) + " / "
                        + answer.value("error").toString()));
    if (!answered)
        return;
    const QString wrong = difference(*matrix, matrixOf(answer), true);
    QVERIFY2(wrong.isEmpty(), qPrintable("in a range: " + wrong));
}

void TestExpressionsPrometheus::sameAnswers()
{
    QFETCH(QString, text);
    const auto expression = parse(text);
    QVERIFY2(expression, qPrintable(expression ? QString() : expression.error().message));
    // Both ends of the samples' time, a gap, and moments between samples.
    for (const qint64 after : {0LL, 20'500LL, 600'000LL, 1'500'123LL, 2'990'000LL, 3'290'000LL}) {
        compareInstant(*expression, text, kFrom + after);
        if (QTest::currentTestFailed())
            return;
    }
    compareRange(*expression, text);
}

QTEST_GUILESS_MAIN(TestExpressionsPrometheus)
#include "tst_expressionsprometheus.moc"
