// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/querysheet.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

namespace {

const QuerySheet::Asked kAsked{
    EnvironmentKey::fromString("p/e"), "up", {0, 60'000}, 1000, QuerySheet::Source::Automatic};

} // namespace

/// A free question and its answer.
class TestQuerySheet : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void rowsAreSeries()
    {
        QuerySheet sheet;
        QAbstractItemModelTester tester(&sheet);
        sheet.ask(kAsked);
        QCOMPARE(sheet.state(), QuerySheet::State::Asked);
        QuerySheet::Answer answer;
        answer.lines = {{"up{a=\"b\"}", {{0, 3}, {1000, 1}, {2000, 2}}}, {"empty", {}}};
        sheet.add(1, answer);
        QCOMPARE(sheet.state(), QuerySheet::State::Here);
        QCOMPARE(sheet.rowCount(), 2);
        QStringList row;
        for (int column = 0; column < sheet.columnCount(); ++column)
            row << sheet.index(0, column).data().toString();
        QCOMPARE(row, (QStringList{"up{a=\"b\"}", "2", "1", "3"}));
        QCOMPARE(sheet.index(1, QuerySheet::LastColumn).data().toString(), QString("no value"));
    }

    void whatNobodyWaitsFor()
    {
        QuerySheet sheet;
        QSignalSpy wanted(&sheet, &QuerySheet::wanted);
        QSignalSpy unwanted(&sheet, &QuerySheet::unwanted);
        sheet.ask({});
        QCOMPARE(wanted.count(), 0);
        sheet.ask(kAsked);
        sheet.ask(kAsked);
        QCOMPARE(wanted.count(), 2);
        QCOMPARE(unwanted.count(), 1);
        sheet.add(1, {{{"x", {}}}, {}, {}, false, true, {}});
        QCOMPARE(sheet.state(), QuerySheet::State::Asked);
        sheet.cancel();
        QCOMPARE(unwanted.count(), 2);
        sheet.add(2, {{{"x", {}}}, {}, {}, false, true, {}});
        sheet.fail(2, {"no", {}, 1});
        QCOMPARE(sheet.state(), QuerySheet::State::Cancelled);
        QCOMPARE(sheet.rowCount(), 0);
    }

    void theErrorIsPointedAt()
    {
        QuerySheet sheet;
        sheet.ask(kAsked);
        sheet.fail(1, {"Column 3: no", "Try: yes", 3});
        QCOMPARE(sheet.state(), QuerySheet::State::Failed);
        QCOMPARE(sheet.fault().column, 3);
        // Another question begins without it.
        sheet.ask(kAsked);
        QCOMPARE(sheet.fault().column, 0);
    }
};

QTEST_GUILESS_MAIN(TestQuerySheet)
#include "tst_querysheet.moc"
