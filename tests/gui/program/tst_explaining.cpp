// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonmodel.h"
#include "tests/gui/program/editingbench.h"
#include "tests/support/guitest.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

const QByteArray kPlatform = "platform: shop\n"
                             "environments: [ { id: dev, tier: dev }, { id: prod, tier: prod } ]\n"
                             "services:\n"
                             "  - id: api\n"
                             "    replicas: 1\n"
                             "    environments: { prod: { replicas: 3 } }\n";
const QByteArray kHead = "workspace: w   # ours\n"
                         "platforms:\n"
                         "  # the shop\n"
                         "  - file: shop.yaml\n";
const QByteArray kTail = "\n"
                         "# nothing else\n";

} // namespace

/// A difference is marked as expected from the table to the bytes of the workspace file, and taken
/// back.
class TestExplaining final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        m_bench->put("shop.yaml", kPlatform);
        m_bench->put("opsdeck.yaml", kHead + kTail);
        m_bench->start(kProd);
        m_bench->window().showPage("overview");
        part<QPushButton>("overview.mode.compare")->click();
        QTRY_VERIFY(table()->isVisible());
    }

    void cleanup() { m_bench.reset(); }

    void marksByKeysAndTakesBack()
    {
        choose("replicas");
        QTest::keyClick(table(), Qt::Key_N);
        auto *reason = part<QLineEdit>("compare.explain.reason");
        QVERIFY(reason->hasFocus());
        QTest::keyClicks(reason, "prod: carries the load");
        QTest::keyClick(reason, Qt::Key_Return);
        const QByteArray lines =
            "    expected_differences:\n"
            "      api/replicas: { reason: \"prod: carries the load\", \"on\": \""
            + QDateTime::currentDateTimeUtc().date().toString(Qt::ISODate).toUtf8() + "\" }\n";
        QTRY_COMPARE(m_bench->get("opsdeck.yaml"), kHead + lines + kTail);
        QCOMPARE(m_bench->get("shop.yaml"), kPlatform);
        auto *title = part<QLabel>("compare.row.title");
        QTRY_VERIFY_WITH_TIMEOUT(title->text().endsWith("differs, explained"), 10'000);
        QVERIFY(!m_bench->session().hasErrors());
        AuditModel &audit = m_bench->session().history().audit();
        QTRY_COMPARE_WITH_TIMEOUT(audit.rowCount(), 2, 10'000);
        const auto entry = audit.index(0).data(AuditModel::EntryRole).value<AuditEntry>();
        QCOMPARE(entry.action, QString("configuration.edit"));
        QCOMPARE(entry.outcome, QString("succeeded"));
        QCOMPARE(entry.body.value("what").toString(),
                 QString("Mark the difference api/replicas of shop as expected: prod: carries the "
                         "load"));
        test::snapshot(m_bench->window(), "explained");

        auto *unmark = part<QPushButton>("compare.explain.unmark");
        QTRY_VERIFY(unmark->isVisible());
        unmark->setFocus();
        QTest::keyClick(unmark, Qt::Key_Space);
        QTRY_COMPARE(m_bench->get("opsdeck.yaml"), kHead + kTail);
        QTRY_VERIFY_WITH_TIMEOUT(title->text().endsWith(": differs"), 10'000);
    }

    void whatWasChangedOnDiskMeanwhileIsKept()
    {
        choose("replicas");
        m_bench->put("opsdeck.yaml", "workspace: w\n   broken: [\n");
        auto *reason = part<QLineEdit>("compare.explain.reason");
        reason->setText("prod carries the load");
        part<QPushButton>("compare.explain.mark")->click();
        QTRY_VERIFY(part<QLabel>("compare.explain.state")->text().startsWith("Not saved"));
        QCOMPARE(m_bench->get("opsdeck.yaml"), QByteArray("workspace: w\n   broken: [\n"));
    }

private:
    template <typename Widget>
    Widget *part(const char *name) const
    {
        return m_bench->window().findChild<Widget *>(QString::fromLatin1(name));
    }

    QTableView *table() const { return part<QTableView>("compare.table"); }

    void choose(const QString &fact) const
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            const QModelIndex index = table()->model()->index(row, 0);
            if (index.data().toString() != fact)
                continue;
            table()->setFocus();
            table()->setCurrentIndex(index.siblingAtColumn(2));
            return;
        }
        QFAIL("no such row");
    }

    std::unique_ptr<EditingBench> m_bench;
};

QTEST_MAIN(TestExplaining)
#include "tst_explaining.moc"
