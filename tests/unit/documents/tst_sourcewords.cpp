// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/documents/servicelookup.h"
#include "models/documents/sourcewords.h"
#include "tests/unit/assurance/assuranceboard.h"

#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

class TestSourceWords final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void saysHowAFactIsKnown()
    {
        const QList<Contradiction> none;
        QCOMPARE(linesText("57"), QString("line 57"));
        QCOMPARE(linesText("57-60, 194"), QString("lines 57–60, 194"));
        QCOMPARE(sourceText(stated("57-60"), none), QString("stated, lines 57–60"));
        QCOMPARE(sourceText(stated("59, 223", {"3"}), none), QString("disputed, see 3"));
        QCOMPARE(sourceText(source(FactBasis::Implied), none), QString("implied"));
        QCOMPARE(sourceText(source(FactBasis::Open), none), QString("not stated"));
        QCOMPARE(sourceText(source(FactBasis::Ours), none), QString("ours"));
        QCOMPARE(sourceText({}, none), QString("no source"));
        const WorkspacePtr settled = assuranceWorkspace("only inside");
        const QList<Contradiction> &answered = settled->platforms.constFirst().contradictions;
        QCOMPARE(sourceText(stated("59", {"1"}), answered), QString("disputed, see 1 (settled)"));
        QVERIFY(isDoubtful(stated("59", {"1"}), none));
        QVERIFY(!isDoubtful(stated("59", {"1"}), answered));
        QVERIFY(isDoubtful(stated("59", {"1", "2"}), answered));
        Source noted = stated("57-60");
        noted.note = "from the container names";
        QCOMPARE(sourceSentence(noted, settled->platforms.constFirst()),
                 QString("stated, lines 57–60 of “Guide”, from the container names"));
    }

    void saysWhereSingleFieldsComeFrom()
    {
        const WorkspacePtr workspace = assuranceWorkspace();
        const Platform &shop = workspace->platforms.constFirst();
        QCOMPARE(sourcesText(stated("57"), {}, shop),
                 QString("Source: stated, line 57 of “Guide”"));
        QCOMPARE(sourcesText(stated("57"), {{"scale_down", stated("58")}}, shop),
                 QString("Source: stated, line 57 of “Guide”. scale down: stated, line 58 of "
                         "“Guide”"));
    }

    void saysWhyThereIsNoValue()
    {
        QCOMPARE(valueText("postgres:15", stated("58")), QString("postgres:15"));
        QCOMPARE(valueText("postgres:15", source(FactBasis::Open)), QString("postgres:15"));
        QCOMPARE(valueText({}, stated("58")), QString("none"));
        QCOMPARE(valueText({}, source(FactBasis::Implied)), QString("none"));
        QCOMPARE(valueText({}, stated("59, 223", {"1"})), QString("disputed"));
        QCOMPARE(valueText({}, source(FactBasis::Open)), QString("not stated"));
        QCOMPARE(valueText({}, {}), notStatedText());
    }

    void namesAndFindsAService()
    {
        const WorkspacePtr workspace = assuranceWorkspace();
        const Platform &shop = workspace->platforms.constFirst();
        const ServiceId db("db");
        QCOMPARE(titleOfService(shop, db), QString("PostgreSQL"));
        QCOMPARE(titleOfService(shop, ServiceId("cache")), QString("cache"));
        const ServiceKey inProd{assuranceEnvironment("shop", "prod"), db};
        QCOMPARE(serviceNear(shop, db, EnvironmentId("prod")), inProd);
        QCOMPARE(serviceNear(shop, db, EnvironmentId("nowhere")).environment,
                 assuranceEnvironment("shop", "dev"));
        QCOMPARE(serviceNear(shop, ServiceId("cache"), EnvironmentId("prod")), ServiceKey());
    }
};

QTEST_GUILESS_MAIN(TestSourceWords)
#include "tst_sourcewords.moc"
