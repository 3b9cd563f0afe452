// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/diagrambench.h"
#include "tests/support/guitest.h"
#include "ui/pages/diagram/modeframe.h"
#include "ui/pages/diagram/replaystrip.h"

#include <QAbstractButton>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr int kRecorded = 3600; ///< seconds before the reference time

qint64 at(int seconds)
{
    return referenceTime(seconds).wallMs;
}

/// A result each 10 s since an hour ago; db is refused from -1200 s to -600 s.
QList<PastCheck> recordedAt(qint64 ms)
{
    QList<PastCheck> all;
    const WorkspacePtr workspace = referenceWorkspace();
    for (const Service &service : workspace->environment(referenceEnvironment())->services) {
        for (const Check &check : service.checks) {
            PastCheck past;
            past.key = {referenceService(service.id.toString()), check.id};
            for (int second = -kRecorded; second <= 0; second += 10) {
                if (at(second) > ms)
                    break;
                const bool isBad =
                    service.id == ServiceId("db") && second >= -1200 && second < -600;
                PastResult result;
                result.timeMs = at(second);
                result.status = isBad ? CheckStatus::Critical : CheckStatus::Ok;
                result.errorKind = isBad ? "refused" : "";
                result.message = isBad ? "connection refused on db:5432" : "answered";
                result.figure = isBad ? "refused" : "3 ms";
                past.results.append(result);
            }
            while (past.results.size() > kPastResults)
                past.results.removeFirst();
            all.append(past);
        }
    }
    return all;
}

} // namespace

/// The recorded past, in the window that the page lives in.
class TestDiagramReplay final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void theScrubberGoesBack();
    void keysMoveIt();
    void fromChangeToChange();
    void whatWasNotObservedIsUnknown();
    void nothingCanBeDone();
    void escLeavesAndThePresentIsBack();
    void theTwoModesExcludeEachOther();
    void picturesThatLeaveSaySo();
    void withoutRecordsItSaysSo();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_bench->child<T>(name);
    }

    QString wordOf(const char *service) const { return m_bench->lookOf(service).word; }

    Replay &replay() const { return m_page->modes().replay(); }

    void start()
    {
        QTest::keyClick(m_page->view(), Qt::Key_P);
        QVERIFY(m_page->modes().mode() == DiagramModes::Mode::Replay);
        QCOMPARE(replay().shownMs(), at(0));
    }

    std::unique_ptr<DiagramBench> m_bench;
    DiagramPage *m_page = nullptr;
    QSlider *m_slider = nullptr;
};

void TestDiagramReplay::init()
{
    m_bench = std::make_unique<DiagramBench>(DiagramBench::Window::Whole);
    m_page = m_bench->page;
    connect(&replay(), &Replay::extentWanted, this, [this](const EnvironmentKey &key) {
        replay().takeExtent(key, {at(-kRecorded), at(0), {at(-1200), at(-600)}});
    });
    connect(&replay(), &Replay::pastWanted, this, [this](const EnvironmentKey &key, qint64 ms) {
        replay().takePast(key, ms, recordedAt(ms));
    });
    QVERIFY(m_bench->show());
    m_slider = child<QSlider>("diagram.replay.slider");
}

void TestDiagramReplay::cleanup()
{
    m_bench.reset();
}

void TestDiagramReplay::theScrubberGoesBack()
{
    QTest::mouseClick(child<QPushButton>("diagram.replay"), Qt::LeftButton);
    QVERIFY(m_slider->isVisible());
    QCOMPARE(m_slider->maximum(), kRecorded);
    QCOMPARE(m_slider->value(), kRecorded);
    auto *frame = child<ModeFrame>("diagram.frame");
    const QString now = referenceTime().utc().toString("HH:mm:ss");
    QCOMPARE(frame->words(), "REPLAY " + now + " UTC");
    QCOMPARE(wordOf("db"), QString("OK"));
    m_slider->setValue(kRecorded - 900);
    const QString then = referenceTime(-900).utc().toString("HH:mm:ss") + " UTC";
    QCOMPARE(frame->words(), "REPLAY " + then);
    QCOMPARE(child<QLabel>("diagram.replay.moment")->text(), then);
    QCOMPARE(m_slider->accessibleDescription(), then);
    QCOMPARE(wordOf("db"), QString("Down"));
    QCOMPARE(wordOf("nginx"), QString("OK"));
    const QString sentence = child<QWidget>("rootcause.row.0")->accessibleName();
    QVERIFY2(sentence.startsWith("Root cause at " + then + ": db refuses connections for"),
             qPrintable(sentence));
    QVERIFY2(sentence.contains("Impact: 6 services"), qPrintable(sentence));
    m_slider->setValue(kRecorded - 2000);
    QCOMPARE(wordOf("db"), QString("OK"));
    QVERIFY(!child<QWidget>("rootcause.row.0")->isVisible());
    // The present went on below it, unseen.
    QCOMPARE(m_bench->board.service(referenceService("db"))->health, Health::Healthy);
    m_bench->board.apply(databaseDown());
    QCOMPARE(wordOf("db"), QString("OK"));
}

void TestDiagramReplay::keysMoveIt()
{
    start();
    QVERIFY(m_slider->hasFocus());
    QTest::keyClick(m_slider, Qt::Key_Left);
    QCOMPARE(replay().shownMs(), at(-10));
    QTest::keyClick(m_slider, Qt::Key_PageDown);
    QCOMPARE(replay().shownMs(), at(-610));
    QTest::keyClick(m_slider, Qt::Key_Home);
    QCOMPARE(replay().shownMs(), at(-kRecorded));
    QTest::keyClick(m_slider, Qt::Key_End);
    QCOMPARE(replay().shownMs(), at(0));
}

void TestDiagramReplay::fromChangeToChange()
{
    start();
    auto *earlier = child<QPushButton>("diagram.replay.earlier");
    auto *later = child<QPushButton>("diagram.replay.later");
    QVERIFY(earlier->isEnabled() && !later->isEnabled());
    QTest::mouseClick(earlier, Qt::LeftButton);
    QCOMPARE(replay().shownMs(), at(-600));
    QTest::mouseClick(earlier, Qt::LeftButton);
    QCOMPARE(replay().shownMs(), at(-1200));
    QVERIFY(!earlier->isEnabled() && later->isEnabled());
    QCOMPARE(wordOf("db"), QString("Down, 1 of 3"));
    QTest::mouseClick(later, Qt::LeftButton);
    QCOMPARE(replay().shownMs(), at(-600));
}

void TestDiagramReplay::whatWasNotObservedIsUnknown()
{
    m_bench->board.tick(referenceTime(3600)); // an hour passed without a result
    QTest::keyClick(m_page->view(), Qt::Key_P);
    QCOMPARE(replay().shownMs(), at(3600));
    QCOMPARE(wordOf("db"), QString("Unknown, was OK"));
    m_slider->setValue(m_slider->maximum() - 3600 + 24);
    QCOMPARE(wordOf("db"), QString("Stale, was OK"));
    m_slider->setValue(0);
    QCOMPARE(wordOf("db"), QString("OK"));
    // Before that nothing is recorded, and nothing is said.
    replay().takePast(referenceEnvironment(), at(-kRecorded), {});
    m_page->modes().setMode(DiagramModes::Mode::Live);
    disconnect(&replay(), &Replay::pastWanted, this, nullptr);
    m_page->modes().setMode(DiagramModes::Mode::Replay);
    QCOMPARE(wordOf("db"), QString("Unknown"));
    QCOMPARE(child<ModeFrame>("diagram.frame")->words(), QString("REPLAY"));
}

void TestDiagramReplay::nothingCanBeDone()
{
    start();
    QVERIFY(!child<QAbstractButton>("header.lock")->isEnabled());
    QVERIFY(child<QAbstractButton>("header.lock")->toolTip().contains("past"));
    // What is counted is not what is seen.
    const auto counts = [this] { return child<QWidget>("header.counts")->accessibleName(); };
    QVERIFY2(counts().contains(" now: "), qPrintable(counts()));
    QSignalSpy armed(&m_bench->mainWindow(), &MainWindow::armingToggled);
    QTest::keyClick(&m_bench->mainWindow(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(armed.size(), 0);
    QTest::keyClick(m_slider, Qt::Key_P);
    QVERIFY(child<QAbstractButton>("header.lock")->isEnabled());
    QVERIFY2(!counts().contains(" now: "), qPrintable(counts()));
}

void TestDiagramReplay::escLeavesAndThePresentIsBack()
{
    start();
    m_slider->setValue(kRecorded - 900);
    QCOMPARE(wordOf("db"), QString("Down"));
    QTest::keyClick(m_slider, Qt::Key_Escape);
    QVERIFY(m_page->modes().mode() == DiagramModes::Mode::Live);
    QCOMPARE(wordOf("db"), QString("OK"));
    QVERIFY(!m_slider->isVisible());
    QVERIFY(!child<QPushButton>("diagram.replay")->isChecked());
}

void TestDiagramReplay::theTwoModesExcludeEachOther()
{
    start();
    QTest::mouseClick(child<QPushButton>("diagram.whatif"), Qt::LeftButton);
    QVERIFY(m_page->modes().mode() == DiagramModes::Mode::WhatIf);
    QVERIFY(!child<QPushButton>("diagram.replay")->isChecked());
    QVERIFY(!m_slider->isVisible());
    QVERIFY(!replay().isOn());
    QCOMPARE(wordOf("db"), QString("OK"));
}

void TestDiagramReplay::picturesThatLeaveSaySo()
{
    start();
    m_slider->setValue(kRecorded - 900);
    const QString then = referenceTime(-900).utc().toString("HH:mm:ss") + " UTC";
    QVERIFY2(m_page->caption().startsWith("REPLAY " + then + ". Residency Scheduler"),
             qPrintable(m_page->caption()));
    QVERIFY2(m_page->caption().endsWith(then), qPrintable(m_page->caption()));
    QCOMPARE(m_page->modes().stamp(), "REPLAY " + then);
}

void TestDiagramReplay::withoutRecordsItSaysSo()
{
    disconnect(&replay(), &Replay::extentWanted, this, nullptr);
    QTest::keyClick(m_page->view(), Qt::Key_P);
    QVERIFY(!m_slider->isEnabled());
    QCOMPARE(child<QLabel>("diagram.replay.words")->text(), QString("Reading the history…"));
    QCOMPARE(wordOf("db"), QString("Unknown"));
    replay().takeExtent(referenceEnvironment(), {});
    QVERIFY(!m_slider->isEnabled());
    QVERIFY(child<QLabel>("diagram.replay.words")->text().startsWith("Nothing is recorded"));
}

void TestDiagramReplay::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize &size : {QSize(1280, 720), QSize(1920, 1080)}) {
        for (const bool dark : {true, false})
            QTest::addRow("replay-%d-%s", size.width(), dark ? "dark" : "light") << size << dark;
    }
}

void TestDiagramReplay::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_bench->theme.setDark(dark);
    m_bench->mainWindow().resize(size);
    start();
    m_slider->setValue(kRecorded - 900);
    QCoreApplication::processEvents();
    QCOMPARE(wordOf("db"), QString("Down"));
    const DiagramView *view = m_page->view();
    for (int i = 0; i < view->nodeItems().size(); ++i)
        QVERIFY(view->viewport()->rect().contains(view->nodeGeometry(i)));
    for (const char *name : {"diagram.zoom", "diagram.replay.strip"}) {
        QWidget *part = child<QWidget>(name);
        QVERIFY2(m_page->rect().contains(QRect(part->mapTo(m_page, QPoint()), part->size())), name);
    }
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    snapshot(m_bench->mainWindow(), QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestDiagramReplay)
#include "tst_diagramreplay.moc"
