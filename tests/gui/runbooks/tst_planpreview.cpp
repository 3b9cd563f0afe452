// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runbooks/planpreview.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;

/// What runs is shown, and nothing in it is left open.
class TestPlanPreview final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theTimeIsShownAndSaidToBeThatOfTheStart()
    {
        ThemeHub theme;
        PlanPreview preview(theme);
        PlannedStep step;
        step.argumentVector = {"/usr/bin/pg_dump", "--format=custom"};
        step.facts = {"Output: becomes /data/shop-${timestamp}.dump, whole or not at all",
                      "Proof: kept only if this accepts it: /usr/bin/pg_restore --list ${artifact}",
                      "Again: may be run again without harm"};
        Instant frozen;
        frozen.wallMs = 1'795'183'414'000;
        preview.setStep(step, frozen);
        const QString text = preview.copyText();
        QVERIFY2(!text.contains("${"), qPrintable(text));
        const QString time = frozen.utc().toString("yyyyMMdd'T'HHmmss'Z'");
        QVERIFY2(text.contains("/data/shop-" + time
                               + ".dump, whole or not at all; the time in it "
                                 "is set at start"),
                 qPrintable(text));
        QVERIFY(text.contains("pg_restore --list the output"));
        QVERIFY(text.endsWith("Again: may be run again without harm"));
        QVERIFY(preview.accessibleName().contains("at start"));
    }

    void theRunsNumberIsNotKnownBefore()
    {
        ThemeHub theme;
        PlanPreview preview(theme);
        PlannedStep step;
        step.facts = {"Output: becomes /data/${run}.log, whole or not at all"};
        preview.setStep(step, {});
        QVERIFY2(preview.copyText().contains("set at start"), qPrintable(preview.copyText()));
        QVERIFY(!preview.copyText().contains("${"));
    }
};

QTEST_MAIN(TestPlanPreview)
#include "tst_planpreview.moc"
