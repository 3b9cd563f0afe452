// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixmodel.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// Checks that are not set up are seen wherever the matrix counts health.
class TestMatrixNotSetUp final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_workspace = std::make_shared<Workspace>(*platformsWorkspace());
        m_lacking.presence = Presence::NotConfigured;
        Platform &platform = m_workspace->platforms.first();
        service(platform.environments.first(), 0).dormantChecks = {m_lacking, m_lacking};
        DormantCheck planned;
        planned.presence = Presence::Planned;
        service(platform.environments.first(), 1).dormantChecks = {planned, m_lacking};
        show();
    }

    void cellsTellTheirs()
    {
        const QModelIndex two = cell(0);
        QCOMPARE(two.data(MatrixModel::NotSetUpRole).toInt(), 2);
        QCOMPARE(two.data(MatrixModel::CaptionRole).toString(), QString("2 checks not set up"));
        QVERIFY(two.data(Qt::ToolTipRole).toString().endsWith(" 2 checks are not set up."));
        QVERIFY(two.data(Qt::AccessibleTextRole).toString().endsWith(" 2 checks are not set up."));
        QCOMPARE(cell(1).data(MatrixModel::CaptionRole).toString(), QString("1 check not set up"));
        QCOMPARE(cell(2).data(MatrixModel::NotSetUpRole).toInt(), 0);
        QVERIFY(!cell(2).data(Qt::ToolTipRole).toString().contains("not set up"));
    }

    void troubleComesFirst()
    {
        ChangeSet changes;
        changes.states = {serviceState(key(0), Health::Down, "connection refused")};
        changes.at = referenceTime();
        m_board->apply(changes);
        QVERIFY(!cell(0).data(MatrixModel::CaptionRole).toString().contains("not set up"));
        QVERIFY(cell(0).data(Qt::ToolTipRole).toString().endsWith(" 2 checks are not set up."));
    }

    void headsCountThem()
    {
        QVERIFY2(head().endsWith(" OK, 3 checks not set up"), qPrintable(head()));
        // Of one that is only named that is told as a whole.
        m_workspace->platforms.first().environments.first().isNotConfigured = true;
        show();
        QVERIFY2(!head().contains("3 checks not set up"), qPrintable(head()));
        QCOMPARE(cell(0).data(MatrixModel::NotSetUpRole).toInt(), 0);
    }

    /// Folded they show the mark of the cells below them.
    void headsThatFoldHaveThem()
    {
        Platform &platform = m_workspace->platforms.first();
        platform.layers = {{"app", "Application"}};
        for (Environment &environment : platform.environments) {
            for (Service &each : environment.services)
                each.layer = "app";
        }
        show();
        const int layer = headAbove(cell(0).row());
        QVERIFY(layer >= 0);
        const QModelIndex ofLayer = m_model->index(layer, cell(0).column());
        QVERIFY(ofLayer.data(MatrixModel::NotSetUpRole).toInt() >= 2);
        for (int column = 1; column < m_model->columnCount(); ++column) {
            if (column != cell(0).column())
                QCOMPARE(m_model->index(layer, column).data(MatrixModel::NotSetUpRole).toInt(), 0);
        }
        m_model->setAllPlatforms(true);
        int found = 0;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex name = m_model->index(row, 0);
            if (!name.data(MatrixModel::SeverityRole).isValid())
                continue;
            const bool isOurs = name.data().toString() == m_workspace->platforms.first().title;
            QCOMPARE(name.data(MatrixModel::NotSetUpRole).toInt(), isOurs ? 3 : 0);
            found += isOurs ? 1 : 0;
            if (isOurs)
                QCOMPARE(
                    m_model->index(row, cell(0).column()).data(MatrixModel::NotSetUpRole).toInt(),
                    3);
        }
        QCOMPARE(found, 1);
    }

private:
    int headAbove(int row) const
    {
        while (row >= 0 && !m_model->index(row, 0).data(MatrixModel::IsHeadRole).toBool())
            --row;
        return row;
    }

    static Service &service(Environment &environment, int number)
    {
        return environment.services[number];
    }

    ServiceKey key(int number) const
    {
        const Platform &platform = m_workspace->platforms.first();
        const Environment &environment = platform.environments.first();
        return {{platform.id, environment.id}, environment.services.at(number).id};
    }

    QModelIndex cell(int number) const { return m_model->indexOf(key(number)); }

    QString head() const
    {
        return m_model->headerData(cell(0).column(), Qt::Horizontal, MatrixModel::CaptionRole)
            .toString();
    }

    void show()
    {
        m_model.reset();
        m_board = std::make_unique<StatusBoard>();
        m_series = std::make_unique<SeriesBoard>();
        m_board->setWorkspace(std::make_shared<Workspace>(*m_workspace), referenceTime());
        m_board->apply(everythingHealthy(*m_workspace));
        m_model = std::make_unique<MatrixModel>(*m_board, *m_series);
        m_model->setPlatform(m_workspace->platforms.first().id);
    }

    DormantCheck m_lacking;
    std::shared_ptr<Workspace> m_workspace;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<MatrixModel> m_model;
};

QTEST_GUILESS_MAIN(TestMatrixNotSetUp)
#include "tst_matrixnotsetup.moc"
