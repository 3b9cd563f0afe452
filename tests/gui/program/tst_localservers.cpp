// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "services/queries/queryservice.h"
#include "tests/support/badhttp.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kDev{PlatformId("p"), EnvironmentId("dev")};

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
        qFatal("no file");
}

} // namespace

/// A workspace that has Opsdeck start a Prometheus for one of its environments.
class TestLocalServers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startedByTheWorkspace();
};

void TestLocalServers::startedByTheWorkspace()
{
    BadHttp page;
    page.setBody("/metrics", "# TYPE level gauge\nlevel 42\n", "text/plain; version=0.0.4");
    QTemporaryDir files;
    QTemporaryDir data;
    put(files.filePath("opsdeck.yaml"), "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    const auto platform = [&](const QByteArray &prometheus) {
        return "platform: p\ntitle: P\nenvironments:\n  - { id: dev, tier: dev" + prometheus
               + " }\nservices:\n  - id: backend\n    checks:\n      - { id: page, kind: "
                 "prometheus, interval: 1s, timeout: 900ms, url: '"
               + page.url("/metrics").toUtf8() + "', metrics: [level] }\n";
    };
    put(files.filePath("p.yaml"), platform(", prometheus: { local: true }"));
    const SystemClock clock;
    ThemeHub theme;
    Session session(clock, Session::Mode::Continuous, data.path());
    WindowController controller(session, theme, data.path());
    session.open(files.path());
    QTRY_VERIFY_WITH_TIMEOUT(!session.metricServers().value(kDev).url.isEmpty(), 60'000);
    const auto ask = [&]() -> std::optional<Result<queries::QueryReply>> {
        const qint64 now = clock.now().wallMs;
        const auto query = session.engine().metricQueries()->distantQuery(
            {kDev, "level", now, now, 0, queries::QuerySource::Server});
        std::optional<Result<queries::QueryReply>> answer;
        connect(query.get(), &queries::Query::finished, this,
                [&](const Result<queries::QueryReply> &reply) { answer = reply; });
        query->start();
        return QTest::qWaitFor([&] { return answer.has_value(); }, 10'000) ? answer : std::nullopt;
    };
    const auto hasLevel = [&] {
        const auto answer = ask();
        const auto *vector =
            answer && *answer ? std::get_if<expressions::Vector>(&(*answer)->value) : nullptr;
        return vector != nullptr && vector->size() == 1 && vector->front().value == 42
               && vector->front().labels.value("job") == "backend";
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasLevel(), 30'000);
    // Wanted no more, it is gone.
    put(files.filePath("p.yaml"), platform({}));
    session.reload();
    QTRY_VERIFY_WITH_TIMEOUT(!session.metricServers().contains(kDev), 20'000);
    const auto answer = ask();
    QVERIFY(answer && !*answer);
    QCOMPARE((*answer).error().kind, ErrorKind::NotFound);
}

QTEST_MAIN(TestLocalServers)
#include "tst_localservers.moc"
