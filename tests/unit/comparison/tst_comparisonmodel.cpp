// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonfilter.h"
#include "models/comparison/comparisonmodel.h"
#include "models/comparison/comparisontext.h"
#include "services/domain/expecteddifference.h"
#include "tests/unit/comparison/comparisonboard.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestComparisonModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(comparedWorkspace(), comparedTime(0));
        m_model = std::make_unique<ComparisonModel>(*m_board);
        m_filter = std::make_unique<ComparisonFilter>();
        m_filter->setSourceModel(m_model.get());
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_filterTester = std::make_unique<QAbstractItemModelTester>(
            m_filter.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setPlatform(PlatformId("shop"));
        m_model->setActive(true);
        answer(1);
    }

    void cleanup()
    {
        m_filterTester.reset();
        m_tester.reset();
        m_filter.reset();
        m_model.reset();
        m_board.reset();
    }

    void everyServiceHasItsRows()
    {
        QCOMPARE(m_model->columnCount(), 4);
        const QStringList rows = printed();
        QVERIFY(rows.first().startsWith("## Differ, unexplained [4 "));
        QCOMPARE(rows.filter("# PostgreSQL [2 ").size(), 1);
        QVERIFY(rows.contains("version | 15.8 | 15.8 | ≠ 15.6"));
        QVERIFY(rows.contains("replicas | 1 | 1 | ≠ 3"));
        QVERIFY(rows.contains("sslmode | ≠ disable | require | require"));
        QVERIFY(rows.contains("host | dev.shop.example.com | staging.shop.example.com | "
                              "prod.shop.example.com"));
        QVERIFY(rows.contains("presence | ≠ not run here | active | active"));
        QVERIFY(rows.contains("max connections | 200 | 200 | 200"));
        // What differs stands first, what is the same behind it.
        const auto sections = rows.filter("## ");
        QCOMPARE(sections.size(), 3);
        QVERIFY(sections.at(1).startsWith("## Expected to differ ["));
        QVERIFY(sections.at(2).startsWith("## The same ["));
        QVERIFY(rows.indexOf("max connections | 200 | 200 | 200") > rows.indexOf(sections.at(2)));
        QVERIFY(rows.indexOf("version | 15.8 | 15.8 | ≠ 15.6") < rows.indexOf(sections.at(1)));
        QCOMPARE(m_model->headerData(3, Qt::Horizontal, ComparisonModel::CountRole).toInt(), 2);
        QCOMPARE(
            m_model->headerData(3, Qt::Horizontal, ComparisonModel::AgeRole).value<Milliseconds>(),
            Milliseconds(1000));
        QCOMPARE(m_model->counts().differ, 4);
    }

    void silenceIsNeverTheSame()
    {
        answer(1, "15.8");
        QVERIFY(printed().contains("version | 15.8 | 15.8 | 15.8"));
        QCOMPARE(difference("version"), Difference::None);
        const QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
        const int before = m_model->counts().unobserved;
        m_board->tick(comparedTime(18));
        // It goes to another section, once; then only its age changes.
        QCOMPARE(resets.size(), 1);
        changes.clear();
        m_board->tick(comparedTime(19));
        m_board->tick(comparedTime(18));
        QVERIFY(!changes.isEmpty());
        QCOMPARE(resets.size(), 1);
        QCOMPARE(difference("version"), Difference::NotObserved);
        QVERIFY(printed().contains("version | was 15.8 (stale, 17 s old) | was 15.8 (stale, 17 s "
                                   "old) | was 15.8 (stale, 17 s old)"));
        QCOMPARE(m_model->counts().unobserved, before + 2);
        m_board->tick(comparedTime(60));
        QVERIFY(printed().contains(QString("version | was 15.8 (not of now, 59 s old)")
                                       .append(" | was 15.8 (not of now, "
                                               "59 s old)")
                                       .append(" | was 15.8 (not of now, 59 s old)")));
        QCOMPARE(difference("version"), Difference::NotObserved);
        // Word for word what assistive programs are told.
        const QModelIndex cell = find("version").siblingAtColumn(1);
        QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(),
                 QString("version in dev: was 15.8, not of now, 59\u00a0s old"));
    }

    void onlyWhatDiffers()
    {
        answer(1, "15.8");
        m_filter->setOnlyTelling(true);
        QStringList shown = filtered();
        QVERIFY(!shown.contains("version"));
        QVERIFY(!shown.contains("host"));
        QVERIFY(shown.contains("sslmode"));
        QVERIFY(!shown.contains("# The environments themselves"));
        QCOMPARE(shown.filter("## "), QStringList({"## Differ, unexplained"}));
        // What falls silent comes back, with the head that it stands under.
        m_filter->setText("version");
        QCOMPARE(filtered(), QStringList());
        m_board->tick(comparedTime(18));
        QCOMPARE(filtered(),
                 QStringList({"## Not observed everywhere", "# PostgreSQL", "version"}));
        m_filter->setText("version nothing");
        QCOMPARE(filtered(), QStringList());
    }

    void whatIsTheSameIsFolded()
    {
        QStringList shown = filtered();
        QCOMPARE(shown.last(), QString("## The same"));
        QVERIFY(!shown.contains("max connections"));
        QVERIFY(shown.contains("version"));
        const auto section = [this] { return m_filter->index(m_filter->rowCount() - 1, 0); };
        QCOMPARE(section().data(ComparisonModel::FoldRole).toInt(), int(ComparisonModel::Folded));
        QVERIFY(section().data(ComparisonModel::CountRole).toInt() > 3);
        QVERIFY(section()
                    .data(ComparisonModel::CaptionRole)
                    .toString()
                    .startsWith(QString::number(section().data(ComparisonModel::CountRole).toInt())
                                + ' '));
        QVERIFY(m_filter->toggle(section()));
        QVERIFY(filtered().contains("max connections"));
        m_filter->setFolded(ComparisonSection::Same, true);
        QVERIFY(!filtered().contains("max connections"));
        // What is looked for is found wherever it is.
        m_filter->setText("max connections");
        QCOMPARE(filtered(), QStringList({"## The same", "# PostgreSQL", "max connections"}));
        QCOMPARE(m_filter->index(0, 0).data(ComparisonModel::FoldRole).toInt(),
                 int(ComparisonModel::Fixed));
        m_filter->setText({});
        QVERIFY(!m_filter->toggle(m_filter->index(2, 0)));
    }

    void whatIsExplainedStandsApart()
    {
        auto explained = std::make_shared<Workspace>(*comparedWorkspace());
        explained->platforms[0].facts << factOf({"api/replicas", "prod carries the load", ""});
        const int before = m_model->counts().differ;
        const int facts = m_model->counts().facts;
        m_board->setWorkspace(explained, comparedTime(2));
        QCOMPARE(m_model->counts().differ, before - 1);
        QCOMPARE(m_model->counts().explained, 1);
        QCOMPARE(m_model->counts().facts, facts);
        const QStringList rows = printed();
        const qsizetype section = rows.indexOf(QRegularExpression("^## Differ, explained \\[1 .*"));
        QVERIFY(section > 0);
        QCOMPARE(rows.at(section + 2),
                 QString("replicas (explained: prod carries the load) | 1 | 1 | 3"));
        QCOMPARE(find("replicas").data(ComparisonModel::RefRole).toString(),
                 QString("api/replicas"));
        QVERIFY(find("replicas")
                    .data(ComparisonModel::DetailRole)
                    .toString()
                    .contains("Expected to differ: prod carries the load."));
        QCOMPARE(find("technology").data(ComparisonModel::RefRole).toString(), QString());
        m_filter->setOnlyTelling(true);
        QVERIFY(!filtered().contains("replicas"));
    }

    void someEnvironmentsOfMany()
    {
        m_model->setEnvironments({EnvironmentId("prod"), EnvironmentId("dev")});
        QCOMPARE(m_model->environments(),
                 QList<EnvironmentId>({EnvironmentId("dev"), EnvironmentId("prod")}));
        QVERIFY(printed().contains("version | ≠ 15.8 | ≠ 15.6"));
        m_model->setEnvironments({EnvironmentId("prod")});
        QCOMPARE(m_model->columnCount(), 4);
        m_model->setPlatform(PlatformId("bare"));
        QCOMPARE(m_model->rowCount(), 0);
        m_model->setPlatform(PlatformId("shop"));
        QVERIFY(m_model->rowCount() > 0);
        m_model->setActive(false);
        QCOMPARE(m_model->rowCount(), 0);
    }

    void aChangedDefinitionIsTaken()
    {
        auto other = std::make_shared<Workspace>(*comparedWorkspace());
        other->platforms[0].environments[0].services[0].replicas = 3;
        m_board->setWorkspace(other, comparedTime(2));
        QVERIFY(printed().contains("replicas | 3 | ≠ 1 | 3"));
        other = std::make_shared<Workspace>(*comparedWorkspace());
        other->platforms.removeFirst();
        m_board->setWorkspace(other, comparedTime(3));
        QCOMPARE(m_model->rowCount(), 0);
    }

    void asText()
    {
        m_filter->setText("PostgreSQL version");
        const QString markdown = comparisonMarkdown(*m_filter, "Shop").remove(" fact(s)");
        QCOMPARE(markdown.toUtf8(),
                 QByteArray("# Shop\n\n## Differ, unexplained (4)\n\n### PostgreSQL\n\n| "
                            "Fact | dev | staging | prod |\n"
                            "| --- | --- | --- | --- |\n"
                            "| version (PostgreSQL answers) | 15.8 | 15.8 | ≠ **15.6** |\n"));
        QCOMPARE(comparisonCsv(*m_filter).toUtf8(),
                 QByteArray("service,fact,difference,reason,dev,staging,prod\r\n"
                            "db,version,differs,,15.8,15.8,15.6\r\n"));
        answer(2, "=1+1,\"x\"");
        QVERIFY(comparisonCsv(*m_filter).endsWith(",15.8,15.8,\"'=1+1,\"\"x\"\"\"\r\n"));
        answer(2, "a|b *c*");
        QVERIFY(comparisonMarkdown(*m_filter, "Shop").contains("≠ **a\\|b \\*c\\***"));
        m_board->tick(comparedTime(20));
        QVERIFY(comparisonCsv(*m_filter).contains(
            "not-observed,,\"was 15.8 (stale, 18\u00a0s old)\","));
    }

private:
    void answer(int second, const QString &ofProd = QStringLiteral("15.6"))
    {
        m_board->apply(comparedAnswers(second, ofProd));
        m_board->tick(comparedTime(second + 1));
    }

    static QString cellText(const QModelIndex &index)
    {
        const QString caption = index.data(ComparisonModel::CaptionRole).toString();
        return (index.data(ComparisonModel::StandsOutRole).toBool() ? QStringLiteral("≠ ")
                                                                    : QString())
               + index.data().toString()
               + (caption.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(caption));
    }

    /// With what is beside it, where that is no check.
    static QString nameText(const QModelIndex &index)
    {
        const QString caption = index.data(ComparisonModel::CaptionRole).toString();
        return index.data().toString()
               + (caption.startsWith("explained") ? QString(" (%1)").arg(caption) : QString());
    }

    static QString marksOf(const QModelIndex &index)
    {
        return index.data(ComparisonModel::IsSectionRole).toBool() ? "## "
               : index.data(ComparisonModel::IsHeadRole).toBool()  ? "# "
                                                                   : "";
    }

    QStringList printed() const
    {
        QStringList rows;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex first = m_model->index(row, 0);
            if (first.data(ComparisonModel::IsHeadRole).toBool()) {
                const QString caption = first.data(ComparisonModel::CaptionRole).toString();
                rows << marksOf(first) + first.data().toString()
                            + (caption.isEmpty() ? QString() : " [" + caption + ']');
                continue;
            }
            QStringList cells{nameText(first)};
            for (int column = 1; column < m_model->columnCount(); ++column)
                cells << cellText(m_model->index(row, column));
            rows << cells.join(" | ").replace(QChar(0xa0), QChar(32));
        }
        return rows;
    }

    QStringList filtered() const
    {
        QStringList rows;
        for (int row = 0; row < m_filter->rowCount(); ++row) {
            const QModelIndex first = m_filter->index(row, 0);
            rows << marksOf(first) + first.data().toString();
        }
        return rows;
    }

    QModelIndex find(const QString &name) const
    {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->index(row, 0).data().toString() == name)
                return m_model->index(row, 0);
        }
        return {};
    }

    Difference difference(const QString &name) const
    {
        return static_cast<Difference>(find(name).data(ComparisonModel::DifferenceRole).toInt());
    }

    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<ComparisonModel> m_model;
    std::unique_ptr<ComparisonFilter> m_filter;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QAbstractItemModelTester> m_filterTester;
};

QTEST_GUILESS_MAIN(TestComparisonModel)
#include "tst_comparisonmodel.moc"
