// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/celllines.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QTest>

using namespace opsdeck;

/// What a cell says where it can't say all.
class TestCellLines final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theAgeGoesBeforeFigureAndCause()
    {
        const CellText down = refused();
        QCOMPARE(compact(down, 500),
                 (CellLines{"Down, 2 of 3", "refused", "impacted by postgres", true}));
        const CellText stale{"Stale, was OK", "Stale", "38 ms", "was OK", "27 s", true, true};
        QCOMPARE(compact(stale, 500), (CellLines{"Stale, was OK", "38 ms", {}, true}));
        QCOMPARE(compact(down, 230), (CellLines{"Down, 2 of 3", "refused", {}, true}));
        QCOMPARE(compact(down, widthOf("Down, 2 of 3", "refused") + 4),
                 (CellLines{"Down, 2 of 3", "refused", {}, false}));
        QCOMPARE(compact(down, widthOf("Down", "refused") + 4),
                 (CellLines{"Down", "refused", {}, false}));
        QCOMPARE(compact(down, widthOf("Down", {})).word, QString("Down"));
    }

    void aStaleAgeStays()
    {
        CellText down = refused();
        down.isAgeTelling = true;
        for (int room = 400; room >= 100; --room)
            QVERIFY2(compact(down, room).hasAge, qPrintable(QString::number(room)));
        for (int room = 400; room >= 60; --room)
            QVERIFY2(narrow(down, room).hasAge, qPrintable(QString::number(room)));
    }

    void whatIsFineLosesItsFigureFirst()
    {
        CellText fine{"OK", "OK", "38 ms", "HTTP 200 on /health", "7 s"};
        for (int room = 400; room >= 60; --room) {
            QVERIFY2(compact(fine, room).hasAge, qPrintable(QString::number(room)));
            QVERIFY2(narrow(fine, room).hasAge, qPrintable(QString::number(room)));
        }
        QCOMPARE(compact(fine, 80).figure, QString());
    }

    void withoutAFigureTheCauseStandsThere()
    {
        CellText impacted{"OK", "OK", {}, "impacted by postgres", "7 s", true};
        QCOMPARE(compact(impacted, 200).caption, QString("impacted by postgres"));
        QVERIFY(compact(impacted, 200).hasAge);
        QVERIFY(!compact(impacted, 90).hasAge);
        QCOMPARE(compact(impacted, 90).caption, QString("impacted by postgres"));
    }

    void theSecondLineIsTheCausesBeforeTheAges()
    {
        CellText down = refused();
        down.word = down.shortWord;
        const int caption = m_fonts.caption.horizontalAdvance(down.caption);
        QVERIFY(narrow(down, caption + 60).hasAge);
        QVERIFY(!narrow(down, caption + 10).hasAge);
        QCOMPARE(narrow(down, 180).figure, QString("refused"));
        // A figure that has no place beside the word stands before the cause.
        down.figure = "certificate expired";
        QCOMPARE(narrow(down, 120).figure, QString());
        QCOMPARE(narrow(down, 120).caption, QString("certificate expired, impacted by postgres"));
    }

    void figureAndCauseOutlastWhatIsNew()
    {
        const CellLines whole = compact(refused(), 230);
        QVERIFY(!isPoorer(whole, whole, true));
        QVERIFY(isPoorer({"Down", {}, {}, true}, whole, true));
        QVERIFY(isPoorer({"Down", {}, "impacted by postgres", true}, whole, true));
        // Told in the second line it is told.
        QVERIFY(!isPoorer({"Down", {}, "refused, impacted by postgres", true}, whole, false));
        const CellLines cause{"OK", {}, "impacted by postgres", true};
        QVERIFY(isPoorer({"OK", {}, {}, true}, cause, true));
    }

    void aFoldedHeadIsToldWhole()
    {
        const GroupSummary some{2, 3, "planned", Milliseconds(9000)};
        const QString words = "2 OK, 3 planned";
        const QFontMetrics &metrics = m_fonts.caption;
        const int whole = metrics.horizontalAdvance(words);
        const int brief = metrics.horizontalAdvance("2 of 5 OK");
        QVERIFY(brief < whole);
        const auto head = [&](int room, int age) {
            return foldedHead(some, words, metrics, room, room - age);
        };
        QCOMPARE(head(whole + 40, 40), (FoldedHead{words, true}));
        QCOMPARE(head(whole + 39, 40), (FoldedHead{"2 of 5 OK", true}));
        QCOMPARE(head(brief + 2, 40), (FoldedHead{"2 of 5 OK", false}));
        const GroupSummary fine{5, 0, {}, Milliseconds(9000)};
        QCOMPARE(foldedHead(fine, "5 OK", metrics, 200, 100), (FoldedHead{"5 OK", true}));
        for (int room = 300; room > brief; --room)
            QVERIFY(metrics.horizontalAdvance(head(room, 40).words) <= room);
    }

private:
    static CellText refused()
    {
        return {"Down, 2 of 3", "Down", "refused", "impacted by postgres", "27 s", true};
    }

    int widthOf(const QString &word, const QString &figure) const
    {
        return m_fonts.word.horizontalAdvance(word)
               + (figure.isEmpty() ? 0 : m_fonts.figure.horizontalAdvance(figure) + kCellGap);
    }

    CellLines compact(const CellText &text, int room) const
    {
        return cellLines(text, {room, room, 0, false}, m_fonts);
    }

    CellLines narrow(const CellText &text, int room) const
    {
        return cellLines(text, {room, room, 1, false}, m_fonts);
    }

    ThemeHub m_theme; ///< brings the fonts
    CellFonts m_fonts{QFontMetrics(textFont(13, QFont::DemiBold)), QFontMetrics(figureFont(12)),
                      QFontMetrics(roleFont(TextRole::Caption)), QFontMetrics(figureFont(11)), 28};
};

QTEST_MAIN(TestCellLines)
#include "tst_celllines.moc"
