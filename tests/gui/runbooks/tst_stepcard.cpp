// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "ui/pages/runbooks/confirmpanel.h"
#include "ui/pages/runbooks/planpreview.h"
#include "ui/pages/runbooks/stepcard.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

PlannedStep backup(const QString &folder)
{
    PlannedStep step;
    step.title = "Dump the database and prove that the dump can be read";
    step.argumentVector = {
        "/usr/bin/pg_dump", "--format=custom", "--no-password", "--host", "127.0.0.1",
        "--port",           "61221",           "--username",    "shop",   "shop"};
    step.workingDirectory = folder + "/workspace";
    step.facts = {"Reach: db is 127.0.0.1:61221, directly",
                  "Output: becomes " + folder
                      + "/data/artifacts/demo/prod/shop-${timestamp}.dump, whole or not at all",
                  "Proof: kept only if this accepts it: /usr/bin/pg_restore --list ${artifact}",
                  "Again: may be run again without harm"};
    step.timeout = std::chrono::minutes(2);
    return step;
}

} // namespace

/// Nothing is confirmed that could not be read before.
class TestStepCard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatFitsStandsBeside();
    void noHeightCutsAnything_data();
    void noHeightCutsAnything();
    void noWayToItsSizeCutsAnything();
    void whatDoesNotFitIsReadFirst();
    void aLongerStepTakesItsPlace();

private:
    /// Of a part, in the card.
    QRect placeOf(const QWidget &part) const
    {
        return {part.mapTo(m_card, QPoint(0, 0)), part.size()};
    }

    QScrollBar *bar() const
    {
        return m_card->findChild<QScrollArea *>("runbooks.step.scroll")->verticalScrollBar();
    }

    PlanPreview *preview() const { return m_card->findChild<PlanPreview *>(); }

    QPushButton *more() const { return m_card->findChild<QPushButton *>("runbooks.step.more"); }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<QWidget> m_page;
    StepCard *m_card = nullptr;
};

void TestStepCard::init()
{
    m_theme = std::make_unique<ThemeHub>();
    m_theme->setDark(true);
    m_page = std::make_unique<QWidget>();
    m_card = new StepCard(*m_theme, m_page.get());
    auto *layout = new QVBoxLayout(m_page.get());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    layout->addStretch(1);
    RunPlan plan;
    plan.hash = "0123456789abcdef";
    plan.title = "Back up the database";
    plan.danger = Danger::Low;
    m_card->confirm().setPlan(plan);
    m_card->setStep(backup("/tmp/lab"), {});
    m_page->resize(856, 470);
    m_page->show();
}

void TestStepCard::whatFitsStandsBeside()
{
    QTRY_VERIFY(placeOf(m_card->confirm()).left() >= placeOf(*preview()).right());
    QTRY_COMPARE(bar()->maximum(), 0);
    QVERIFY(!more()->isVisible());
    // The last fact is in sight as a whole.
    QVERIFY(preview()->height() >= preview()->heightForWidth(preview()->width()));
    QTRY_VERIFY(m_card->rect().contains(placeOf(*preview())));
    QTRY_VERIFY(m_card->height() < 470);
    QTRY_VERIFY(m_card->rect().contains(placeOf(*preview())));
    snapshot(*m_page, "stepcard-beside");
}

void TestStepCard::noHeightCutsAnything_data()
{
    QTest::addColumn<int>("high");
    for (int high = 340; high <= 440; high += 4)
        QTest::addRow("%d", high) << high;
}

/// Whatever room there is: the confirmation stands beside all of it, or below it.
void TestStepCard::noHeightCutsAnything()
{
    QFETCH(int, high);
    m_theme->setDark(true);
    m_page->resize(856, high);
    const auto isWhole = [this] {
        const bool isBelow = placeOf(m_card->confirm()).top() >= placeOf(*preview()).bottom();
        return m_card->height() <= m_page->height()
               && preview()->height() >= preview()->heightForWidth(preview()->width())
               && (isBelow || bar()->maximum() == 0)
               && more()->isVisible() == (bar()->maximum() > 0);
    };
    QTRY_VERIFY(isWhole());
    QCoreApplication::sendPostedEvents();
    QVERIFY(isWhole());
}

/// Of exactly the size that it asks for, wherever it comes from.
void TestStepCard::noWayToItsSizeCutsAnything()
{
    for (const QSize &before :
         {QSize(100, 30), QSize(600, 200), QSize(912, 431), QSize(856, 300)}) {
        m_page->resize(before);
        QCoreApplication::processEvents();
        m_page->resize(856, 470);
        QTRY_COMPARE(m_card->height(), m_card->sizeHint().height());
        QCoreApplication::processEvents();
        QVERIFY(!bar()->isVisible());
        QVERIFY(preview()->height() >= preview()->heightForWidth(preview()->width()));
        QVERIFY(m_card->rect().contains(placeOf(*preview())));
    }
}

void TestStepCard::whatDoesNotFitIsReadFirst()
{
    m_page->resize(856, 300);
    QTRY_VERIFY(placeOf(m_card->confirm()).top() >= placeOf(*preview()).bottom());
    QTRY_VERIFY(bar()->maximum() > 0);
    QVERIFY(more()->isVisible());
    QVERIFY(more()->isEnabled());
    QVERIFY(preview()->height() >= preview()->heightForWidth(preview()->width()));
    const auto *run = m_card->findChild<QPushButton *>("runbooks.confirm.run");
    const auto isSeen = [&](const QWidget &part) {
        const QWidget &view = *m_card->findChild<QScrollArea *>("runbooks.step.scroll")->viewport();
        return QRect(QPoint(0, 0), view.size())
            .contains(QRect(part.mapTo(&view, QPoint(0, 0)), part.size()));
    };
    QVERIFY(!isSeen(*run));
    snapshot(*m_page, "stepcard-fold");
    for (int pages = 0; pages < 10 && more()->isEnabled(); ++pages)
        QTest::mouseClick(more(), Qt::LeftButton);
    QVERIFY(!more()->isEnabled());
    QVERIFY(isSeen(*run));
    snapshot(*m_page, "stepcard-end");
    // With room again it stands beside again.
    m_page->resize(856, 470);
    QTRY_VERIFY(placeOf(m_card->confirm()).left() >= placeOf(*preview()).right());
    QTRY_VERIFY(!more()->isVisible());
}

void TestStepCard::aLongerStepTakesItsPlace()
{
    QTRY_VERIFY(!more()->isVisible());
    const int before = m_card->height();
    PlannedStep longer = backup("/home/operations/.local/share/opsdeck");
    for (int i = 0; i < 12; ++i)
        longer.argumentVector.append(QString("--exclude-table=archive_of_the_year_%1").arg(i));
    m_card->setStep(longer, {});
    QTRY_VERIFY(m_card->height() > before || more()->isVisible());
    QTRY_VERIFY(more()->isVisible()
                || preview()->height() >= preview()->heightForWidth(preview()->width()));
    QTRY_VERIFY(!more()->isVisible()
                || placeOf(m_card->confirm()).top() >= placeOf(*preview()).bottom());
}

QTEST_MAIN(TestStepCard)
#include "tst_stepcard.moc"
