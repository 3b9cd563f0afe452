// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/workspaceedit.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/wholefile.h"

#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

namespace {

const PlatformId kShop("shop");
const QByteArray kPlatform =
    "platform: shop\n"
    "environments: [ { id: prod, tier: prod }, { id: dev, tier: dev } ]\n"
    "services:\n"
    "  - id: api\n"
    "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 1 } ]\n"
    "    metrics: [ { id: rate, title: Rate, check: port, metric: a }, { id: time, check: port, "
    "metric: b } ]\n"
    "  - id: db\n"
    "    checks: [ { id: port, kind: tcp, host: 127.0.0.1, port: 1 } ]\n"
    "    metrics: [ { id: size, check: port, metric: c } ]\n";
const QByteArray kPages = "pages:\n"
                          "  - id: night   # ours\n"
                          "    title: The night's watch\n"
                          "    charts:\n"
                          "      - { service: api, metric: rate, wide: 2, high: 2 }   # first\n"
                          "      - { service: db, metric: size, kind: number }\n"
                          "  - id: empty\n";

KindCatalog kinds()
{
    return {builtinProbes().infos(), {}};
}

PlacedChart chart(const char *service, const char *metric, int wide = 1, int high = 1)
{
    return {ServiceId(service), metric, wide, high};
}

} // namespace

/// Pages of charts that somebody put together, in the platform's file.
class TestChartPages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        putFile(m_dir->filePath("opsdeck.yaml"), "workspace: w\nplatforms:\n  - file: shop.yaml\n");
    }

    void cleanup() { m_dir.reset(); }

    void areRead()
    {
        QCOMPARE(read(kPlatform + kPages), (QList<ChartPage>{night(), {"empty", "empty"}}));
    }

    void areRefused_data()
    {
        QTest::addColumn<QByteArray>("page");
        QTest::addColumn<QString>("told");
        const auto with = [](const char *chart) {
            return QByteArray("{ id: p, charts: [ ") + chart + " ] }";
        };
        QTest::newRow("no id") << QByteArray("{ title: P }") << "'id'";
        QTest::newRow("twice") << QByteArray("{ id: p }, { id: p }") << "page 'p' is there twice";
        QTest::newRow("key") << QByteArray("{ id: p, chart: [] }") << "'chart'";
        QTest::newRow("service") << with("{ service: apo, metric: rate }")
                                 << "there is no service 'apo'. Did you mean 'api'?";
        QTest::newRow("metric") << with("{ service: api, metric: tame }")
                                << "service 'api' has no chart 'tame'. Did you mean 'time'?";
        QTest::newRow("another's metric")
            << with("{ service: api, metric: size }") << "service 'api' has no chart 'size'";
        QTest::newRow("no metric") << with("{ service: api }") << "'metric'";
        QTest::newRow("too wide") << with("{ service: api, metric: rate, wide: 5 }") << "'wide'";
        QTest::newRow("too low") << with("{ service: api, metric: rate, high: 0 }") << "'high'";
        QTest::newRow("kind") << with("{ service: api, metric: rate, kind: pie }") << "'kind'";
        QTest::newRow("chart twice")
            << with("{ service: api, metric: rate }, { service: api, metric: rate, wide: 2 }")
            << "page 'p' has chart 'rate' of 'api' twice";
    }

    void areRefused()
    {
        QFETCH(const QByteArray, page);
        QFETCH(const QString, told);
        const LoadedWorkspace loaded = load(kPlatform + "pages: [ " + page + " ]\n");
        QVERIFY(loaded.hasErrors());
        QVERIFY2(problems(loaded).contains(told), qPrintable(problems(loaded)));
    }

    /// What is wrong with a metric is told once.
    void aChartOfAMetricThatIsWrongIsNoSecondError()
    {
        QByteArray platform = kPlatform;
        platform.replace("title: Rate, check: port", "check: prot");
        const LoadedWorkspace loaded = load(platform + kPages);
        QVERIFY(loaded.hasErrors());
        QVERIFY2(!problems(loaded).contains("has no chart"), qPrintable(problems(loaded)));
    }

    void aChartOfOneEnvironmentAloneCounts()
    {
        const QByteArray platform = "platform: shop\n"
                                    "environments: [ { id: prod }, { id: dev } ]\n"
                                    "services:\n"
                                    "  - id: api\n"
                                    "    only_in: [ prod ]\n"
                                    "    checks: [ { id: port, kind: tcp, host: h, port: 1 } ]\n"
                                    "    metrics: [ { id: rate, check: port, metric: a } ]\n"
                                    "pages: [ { id: p, charts: [ { service: api, metric: rate } ] "
                                    "} ]\n";
        QCOMPARE(read(platform), (QList<ChartPage>{{"p", "p", {chart("api", "rate")}}}));
    }

    void areWrittenAndNothingElse()
    {
        putFile(file(), kPlatform);
        ChartPage page{"night", "The night's watch", night().charts};
        save([&](WorkspaceEdit &edit) { return edit.putPage(kShop, page); });
        QCOMPARE(fileBytes(file()).left(kPlatform.size()), kPlatform);
        QCOMPARE(read(fileBytes(file())), QList<ChartPage>{page});
        save([&](WorkspaceEdit &edit) { return edit.putPage(kShop, {"other", "other"}); });
        QCOMPARE(read(fileBytes(file())), (QList<ChartPage>{page, {"other", "other"}}));
        save([](WorkspaceEdit &edit) { return edit.removePage(kShop, "night"); });
        save([](WorkspaceEdit &edit) { return edit.removePage(kShop, "other"); });
        QCOMPARE(fileBytes(file()), kPlatform);
    }

    void areArrangedAndTheRestStays()
    {
        putFile(file(), kPlatform + kPages);
        ChartPage page = night();
        page.charts[0].wide = 3;
        save([&](WorkspaceEdit &edit) { return edit.putPage(kShop, page); });
        QByteArray wanted = kPlatform + kPages;
        QCOMPARE(fileBytes(file()), wanted.replace("wide: 2", "wide: 3"));

        page.title = "Watch";
        page.charts.move(0, 1);
        page.charts.append(chart("api", "time"));
        const QList<FileWrite> saved =
            save([&](WorkspaceEdit &edit) { return edit.putPage(kShop, page); });
        QCOMPARE(read(fileBytes(file())), (QList<ChartPage>{page, {"empty", "empty"}}));
        QVERIFY(fileBytes(file()).contains("- id: night   # ours\n    title: Watch\n"));
        save([&](WorkspaceEdit &edit) { return edit.undo(saved); });
        QCOMPARE(fileBytes(file()), wanted);

        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit.has_value());
        QCOMPARE(edit->removePage(kShop, "none").error().kind, ErrorKind::NotFound);
        QCOMPARE(edit->putPage(PlatformId("other"), page).error().kind, ErrorKind::NotFound);
    }

    void aPageThatTheLoaderRefusesIsNotSaved()
    {
        putFile(file(), kPlatform);
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        QVERIFY(edit.has_value());
        QVERIFY(edit->putPage(kShop, {"p", "p", {chart("gone", "rate")}}));
        const auto saved = edit->save();
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.contains("gone"), qPrintable(saved.error().message));
        QCOMPARE(fileBytes(file()), kPlatform);
    }

    void chartsFollowTheirServicesAndMetrics()
    {
        putFile(file(), kPlatform + kPages);
        EditTarget api;
        api.platform = kShop;
        api.service = ServiceId("api");
        set(api, "id", "front");
        EditTarget rate = api;
        rate.kind = EditKind::Metric;
        rate.service = ServiceId("front");
        rate.item = "rate";
        set(rate, "id", "requests");
        QCOMPARE(read(fileBytes(file())).first().charts.first(), chart("front", "requests", 2, 2));
        QVERIFY(
            fileBytes(file()).contains("{ service: front, metric: requests, wide: 2, high: 2 }   "
                                       "# first"));

        rate.item = "requests";
        save([&](WorkspaceEdit &edit) { return edit.remove(rate); });
        QCOMPARE(read(fileBytes(file())).first().charts.size(), 1);
        EditTarget db = api;
        db.service = ServiceId("db");
        save([&](WorkspaceEdit &edit) { return edit.remove(db); });
        QCOMPARE(read(fileBytes(file())),
                 (QList<ChartPage>{{"night", night().title}, {"empty", "empty"}}));
    }

private:
    static ChartPage night()
    {
        PlacedChart size = chart("db", "size");
        size.kind = ChartKind::Number;
        return {"night", "The night's watch", {chart("api", "rate", 2, 2), size}};
    }

    QString file() const { return m_dir->filePath("shop.yaml"); }

    LoadedWorkspace load(const QByteArray &platform) const
    {
        putFile(file(), platform);
        return WorkspaceLoader(kinds()).load(m_dir->path());
    }

    QList<ChartPage> read(const QByteArray &platform) const
    {
        const LoadedWorkspace loaded = load(platform);
        if (loaded.hasErrors()) {
            QTest::qFail(qPrintable(problems(loaded)), __FILE__, __LINE__);
            return {};
        }
        return loaded.workspace->platforms.first().pages;
    }

    static QString problems(const LoadedWorkspace &loaded)
    {
        QStringList texts;
        for (const ConfigProblem &problem : loaded.problems)
            texts << problem.toString();
        return texts.join('\n');
    }

    template <typename Change>
    QList<FileWrite> save(const Change &change) const
    {
        auto edit = WorkspaceEdit::open(m_dir->path(), kinds());
        if (!edit) {
            QTest::qFail(qPrintable(edit.error().message), __FILE__, __LINE__);
            return {};
        }
        const Result<void> done = change(*edit);
        if (!done)
            QTest::qFail(qPrintable(done.error().message), __FILE__, __LINE__);
        const QList<FileWrite> writes = edit->writes();
        const auto saved = edit->save();
        if (!saved)
            QTest::qFail(qPrintable(saved.error().message), __FILE__, __LINE__);
        return writes;
    }

    void set(const EditTarget &target, const QString &field, const QString &name) const
    {
        save([&](WorkspaceEdit &edit) -> Result<void> {
            const auto form = edit.form(target);
            if (!form)
                return failure(form.error());
            QVariantMap values = form->values;
            values.insert(field, name);
            return edit.apply(*form, values);
        });
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestChartPages)
#include "tst_chartpages.moc"
