// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"
#include "tests/support/expressiontable.h"

#include <QTest>

#include <cmath>

using namespace opsdeck;
using namespace opsdeck::expressions;

namespace {

constexpr qint64 kFrom = 1'767'225'600'000;

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// The part of a matrix at one moment.
Vector at(const Matrix &matrix, qint64 t)
{
    Vector vector;
    for (const Series &series : matrix) {
        for (const Point &point : series.points) {
            if (point.t == t)
                vector.push_back({series.labels, point.v});
        }
    }
    return vector;
}

Vector vectorOf(const Value &value)
{
    if (const auto *scalar = std::get_if<double>(&value))
        return {{Labels(), *scalar}};
    Vector vector = std::get<Vector>(value);
    std::sort(vector.begin(), vector.end(), [](const VectorSample &a, const VectorSample &b) {
        return compare(a.labels, b.labels) < 0;
    });
    return vector;
}

QString difference(const Vector &range, const Vector &instant)
{
    if (range.size() != instant.size())
        return QString("%1 series, at once %2").arg(range.size()).arg(instant.size());
    for (std::size_t i = 0; i < range.size(); ++i) {
        if (!(range[i].labels == instant[i].labels))
            return range[i].labels.text() + ", at once " + instant[i].labels.text();
        if (!same(range[i].value, instant[i].value))
            return QString("%1 is %2, at once %3")
                .arg(range[i].labels.text())
                .arg(range[i].value, 0, 'g', 17)
                .arg(instant[i].value, 0, 'g', 17);
    }
    return {};
}

} // namespace

/// A range query says at every step what a query at that moment says.
class TestExpressionRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachStepIsTheInstant_data();
    void eachStepIsTheInstant();
    void selectorsAreLoadedOnce();
    void resultsAreInOrder();

private:
    MemorySeries m_series;
};

void TestExpressionRanges::initTestCase()
{
    fillSeries(m_series, kFrom, true);
}

void TestExpressionRanges::eachStepIsTheInstant_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : expressionTable())
        QTest::newRow(qPrintable(text)) << text;
}

void TestExpressionRanges::eachStepIsTheInstant()
{
    QFETCH(QString, text);
    const auto expression = parse(text);
    QVERIFY2(expression, qPrintable(expression ? QString() : expression.error().message));

    const struct
    {
        qint64 from, to, step;
    } grids[] = {{kFrom - 60'000, kFrom + 3'400'000, 97'000},
                 {kFrom + 1'000'000, kFrom + 1'090'000, 3'333},
                 {kFrom + 500, kFrom + 500, 1}};

    // These name moments of the query itself.
    const bool anchored = text.contains("@ start") || text.contains("@ end");
    for (const auto &grid : grids) {
        const auto matrix = evaluateRange(*expression, m_series, grid.from, grid.to, grid.step);
        bool refused = false;
        for (qint64 t = grid.from; t <= grid.to && !anchored; t += grid.step) {
            const auto value = evaluate(*expression, m_series, t);
            refused = refused || !value;
            if (!value || !matrix)
                continue;
            const QString wrong = difference(at(*matrix, t), vectorOf(*value));
            QVERIFY2(wrong.isEmpty(), qPrintable(QString("at %1: %2").arg(t).arg(wrong)));
        }
        // What is refused at a step is refused in the range.
        QVERIFY(!refused || !matrix);
        if (!matrix && !refused)
            QCOMPARE(matrix.error().fault, kMatchingFault);
    }
}

void TestExpressionRanges::selectorsAreLoadedOnce()
{
    const auto expression =
        parse("sum by (job) (rate(requests_total[5m])) / on(job) avg by (job) (level) > 0 or up");
    QVERIFY(expression);
    const int before = m_series.asked();
    QVERIFY(evaluateRange(*expression, m_series, kFrom, kFrom + 3'000'000, 5'000));
    QCOMPARE(m_series.asked() - before, 3);
}

void TestExpressionRanges::resultsAreInOrder()
{
    const auto matrix = evaluateRange(*parse("-sort_desc(level) or up"), m_series, kFrom,
                                      kFrom + 3'000'000, 60'000);
    QVERIFY(matrix);
    QVERIFY(matrix->size() > 6);
    for (std::size_t i = 1; i < matrix->size(); ++i)
        QVERIFY(compare((*matrix)[i - 1].labels, (*matrix)[i].labels) < 0);
    const QString high = QString::fromUcs4(U"\U0001F600");
    QVERIFY(compare(Labels(QList<Label>{{"a", QString(QChar(0xFF21))}}),
                    Labels(QList<Label>{{"a", high}}))
            < 0);
    QVERIFY(compare(Labels(QList<Label>{{"a", "b"}}), Labels(QList<Label>{{"a", "b"}, {"c", "d"}}))
            < 0);
}

QTEST_GUILESS_MAIN(TestExpressionRanges)
#include "tst_expressionranges.moc"
