// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/holdbutton.h"
#include "ui/widgets/typedconfirm.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

/// The widgets that stand before something dangerous.
class TestWidgets : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void holdActsOnlyAfterItsTime();
    void holdLetGoEmptiesAtOnce();
    void holdByKeyboard();
    void holdLosesItWithTheFocus();
    void disabledHoldDoesNothing();
    void nameMustBeTyped();
    void pasteAndDropAreRefused();
    void newExpectationEmptiesTheField();
    void elidedLabelKeepsTheWholeTextInItsTooltip();

private:
    std::unique_ptr<ThemeHub> m_theme;
};

void TestWidgets::holdActsOnlyAfterItsTime()
{
    HoldButton button(*m_theme);
    button.setText("Hold");
    button.show();
    QSignalSpy held(&button, &HoldButton::held);
    QElapsedTimer timer;
    timer.start();
    QTest::mousePress(&button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(held.size(), 1, 6000);
    QVERIFY(timer.elapsed() >= HoldButton::kHoldMs);
    QTest::mouseRelease(&button, Qt::LeftButton);
    QCOMPARE(held.size(), 1);
}

void TestWidgets::holdLetGoEmptiesAtOnce()
{
    HoldButton button(*m_theme);
    button.show();
    QSignalSpy held(&button, &HoldButton::held);
    QTest::mousePress(&button, Qt::LeftButton);
    QTRY_VERIFY(button.progress() > 0.05);
    QTest::mouseRelease(&button, Qt::LeftButton);
    QCOMPARE(button.progress(), 0.0);
    QTest::mouseClick(&button, Qt::LeftButton);
    QCOMPARE(held.size(), 0);
}

void TestWidgets::holdByKeyboard()
{
    HoldButton button(*m_theme);
    button.show();
    button.setFocus();
    QSignalSpy held(&button, &HoldButton::held);
    QTest::keyPress(&button, Qt::Key_Space);
    QTRY_VERIFY(button.progress() > 0.05);
    QTest::keyRelease(&button, Qt::Key_Space);
    QCOMPARE(button.progress(), 0.0);
    QTest::keyClick(&button, Qt::Key_Return);
    QCOMPARE(held.size(), 0);
    QTest::keyPress(&button, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(held.size(), 1, 6000);
}

void TestWidgets::holdLosesItWithTheFocus()
{
    HoldButton button(*m_theme);
    button.show();
    QTest::mousePress(&button, Qt::LeftButton);
    QTRY_VERIFY(button.progress() > 0.02);
    QFocusEvent out(QEvent::FocusOut);
    QApplication::sendEvent(&button, &out);
    QCOMPARE(button.progress(), 0.0);
}

void TestWidgets::disabledHoldDoesNothing()
{
    HoldButton button(*m_theme);
    button.setEnabled(false);
    button.show();
    QTest::mousePress(&button, Qt::LeftButton);
    QCOMPARE(button.progress(), 0.0);
    button.setEnabled(true);
    QTest::mousePress(&button, Qt::LeftButton);
    QTRY_VERIFY(button.progress() > 0.02);
    button.setEnabled(false);
    QCOMPARE(button.progress(), 0.0);
}

void TestWidgets::nameMustBeTyped()
{
    TypedConfirm field(*m_theme);
    QSignalSpy matched(&field, &TypedConfirm::matched);
    field.setExpected("prod");
    QTest::keyClicks(&field, "pro");
    QCOMPARE(matched.size(), 0);
    QTest::keyClicks(&field, "d");
    QCOMPARE(matched.size(), 1);
    QCOMPARE(matched.first().first().toBool(), true);
    QVERIFY(field.isMatched());
    QTest::keyClick(&field, Qt::Key_Backspace);
    QCOMPARE(matched.last().first().toBool(), false);
    field.clear();
    QTest::keyClicks(&field, "PROD");
    QVERIFY(!field.isMatched());
}

void TestWidgets::pasteAndDropAreRefused()
{
    TypedConfirm field(*m_theme);
    field.setExpected("prod");
    field.show();
    field.setFocus();
    QApplication::clipboard()->setText("prod");
    QTest::keyClick(&field, Qt::Key_V, Qt::ControlModifier);
    QTest::keyClick(&field, Qt::Key_Insert, Qt::ShiftModifier);
    QTest::mouseClick(&field, Qt::MiddleButton);
    QVERIFY(field.text().isEmpty());
    QMimeData mime;
    mime.setText("prod");
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&field, &drop);
    QVERIFY(field.text().isEmpty());
    QTest::keyClicks(&field, "prod");
    QTest::keyClick(&field, Qt::Key_Backspace);
    QTest::keyClick(&field, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(field.text(), "pro");
}

void TestWidgets::newExpectationEmptiesTheField()
{
    TypedConfirm field(*m_theme);
    field.setExpected("prod");
    QTest::keyClicks(&field, "prod");
    field.setExpected("staging");
    QVERIFY(field.text().isEmpty());
    QVERIFY(!field.isMatched());
    field.setExpected({});
    QVERIFY(!field.isMatched());
}

void TestWidgets::elidedLabelKeepsTheWholeTextInItsTooltip()
{
    ElidedLabel label;
    label.setText("A long title that finds no room in here");
    label.resize(60, 20);
    label.grab();
    QCOMPARE(label.toolTip(), label.text());
    label.resize(600, 20);
    label.grab();
    QVERIFY(label.toolTip().isEmpty());
}

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
