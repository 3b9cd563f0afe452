// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/problemsmodel.h"
#include "ui/pages/settings/historykeeping.h"
#include "ui/pages/settings/problemdelegate.h"
#include "ui/pages/settings/settingspage.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;

class TestSettingsPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_problems = std::make_unique<ProblemsModel>();
        m_page = std::make_unique<SettingsPage>(*m_problems, m_theme);
        m_page->setFacts({"Demo", "/work/opsdeck.yaml", "1 platform", "/data", "1"});
        m_page->resize(1224, 664);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    void wordsAreNotBroken()
    {
        const QString text = QStringLiteral(
            "the check 'health' has no 'interval'; give it one, such as 30s, or leave it out: "
            "/srv/a/very/long/path/without/any/blank/in/it/that/is/longer/than/a/line/is/"
            "wide.yaml");
        const QStringList lines = problemLines(text, 240);
        QCOMPARE(lines.join(QString()), text);
        QVERIFY(lines.size() > 3);
        for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
            const bool isInPath = lines.at(i + 1).contains('/') || lines.at(i).contains("/srv");
            QVERIFY2(lines.at(i).endsWith(' ') || isInPath || lines.at(i).endsWith('/'),
                     qPrintable(lines.join('|')));
        }
    }

    void cleanup()
    {
        m_page.reset();
        m_problems.reset();
    }

    void buttonsStandInColumns()
    {
        QCOMPARE(place("settings.open").left(), place("settings.edit").left());
        QCOMPARE(place("settings.open").right(), place("settings.edit").right());
        QCOMPARE(place("settings.reload").left(), place("settings.addservice").left());
        QCOMPARE(place("settings.reload").right(), place("settings.addservice").right());
        QCOMPARE(place("settings.edit").top(), place("settings.addenvironment").top());
        QSignalSpy edit(m_page.get(), &SettingsPage::editRequested);
        QTest::mouseClick(m_page->findChild<QPushButton *>("settings.edit"), Qt::LeftButton);
        QCOMPARE(edit.size(), 1);
    }

    void aWidePageHasTwoColumns()
    {
        QVERIFY(place("settings.problems.card").top() > place("settings.appearance").bottom());
        m_page->resize(2480, 1300);
        QTRY_VERIFY(place("settings.problems.card").left() > place("settings.facts").right());
        QCOMPARE(place("settings.problems.card").top(), place("settings.facts").top());
        QVERIFY(place("settings.problems.card").right() > 2300);
        m_page->resize(1224, 664);
        QTRY_VERIFY(place("settings.problems.card").top() > place("settings.appearance").bottom());
    }

    void aPaletteIsChosenByKeyAndMouse()
    {
        const auto button = [this](StatePalette palette) {
            return m_page->findChild<QPushButton *>("settings.palette." + toWord(palette));
        };
        QVERIFY(button(StatePalette::Calm)->isChecked());
        QSignalSpy chosen(m_page.get(), &SettingsPage::paletteChosen);
        QTest::mouseClick(button(StatePalette::Classic), Qt::LeftButton);
        QTest::keyClick(button(StatePalette::RedGreen), Qt::Key_Space);
        QCOMPARE(chosen.size(), 2);
        QCOMPARE(chosen.at(0).at(0).value<StatePalette>(), StatePalette::Classic);
        QCOMPARE(chosen.at(1).at(0).value<StatePalette>(), StatePalette::RedGreen);
        const bool wasDark = m_theme.isDark();
        m_theme.setStatePalette(StatePalette::RedGreen);
        QVERIFY(button(StatePalette::RedGreen)->isChecked());
        QCOMPARE(m_theme.theme().ok, ThemeHub::dark(StatePalette::RedGreen).ok);
        QCOMPARE(m_theme.isDark(), wasDark);
        m_theme.setDark(false);
        QCOMPARE(m_theme.theme().down, ThemeHub::light(StatePalette::RedGreen).down);
        m_theme.setDark(wasDark);
        m_theme.setStatePalette(StatePalette::Calm);
    }

    void manyProblemsLeaveTheFactsWhole()
    {
        QList<ConfigProblem> problems;
        for (int line = 1; line <= 13; ++line) {
            ConfigProblem problem;
            problem.where.file = "opsdeck.yaml";
            problem.where.line = line;
            problem.text = QString("not wholly set up ").repeated(20);
            problems << problem;
        }
        m_problems->setProblems(problems);
        QTRY_VERIFY(place("settings.problems").height() > 0);
        for (const char *name : {"settings.workspace", "settings.file", "settings.version"}) {
            const auto *label = m_page->findChild<QWidget *>(QString::fromLatin1(name));
            QVERIFY2(label->height() >= label->fontMetrics().height(), name);
        }
    }

    void whatIsKeptIsChosenAndThenKept()
    {
        HistoryKeeping &keeping = m_page->keeping();
        auto *keep = m_page->findChild<QPushButton *>("settings.history.keep");
        auto *words = m_page->findChild<QLabel *>("settings.history.words");
        auto *points = m_page->findChild<QComboBox *>("settings.history.points");
        auto *minutes = m_page->findChild<QComboBox *>("settings.history.minutes");
        HistoryAges odd;
        odd.events = std::chrono::hours(36);
        keeping.setAges(odd);
        QCOMPARE(
            m_page->findChild<QComboBox *>("settings.history.events")->currentData().toLongLong(),
            qint64(odd.events.count()));
        QVERIFY(!keep->isEnabled());
        QSignalSpy chosen(&keeping, &HistoryKeeping::agesChosen);
        QTest::keyClick(points, Qt::Key_Up);
        QVERIFY(keep->isEnabled());
        QVERIFY2(words->text().contains("for good"), qPrintable(words->text()));
        QTest::mouseClick(keep, Qt::LeftButton);
        QCOMPARE(chosen.size(), 1);
        odd.points = std::chrono::hours(24);
        QCOMPARE(chosen.at(0).at(0).value<HistoryAges>(), odd);
        keeping.setAges(odd);
        QVERIFY(!keep->isEnabled());
        // A finer kind is not kept longer than a coarser one.
        QTest::keyClick(minutes, Qt::Key_Home);
        QTest::keyClick(points, Qt::Key_End);
        QVERIFY(!keep->isEnabled());
        QVERIFY2(words->text().contains("longer than the finer"), qPrintable(words->text()));
        keeping.setFault("The disk is full.");
        QCOMPARE(words->text(), QString("The disk is full."));
    }

    void allOfItCanBeReached()
    {
        auto *scroll = m_page->findChild<QScrollArea *>("settings.scroll");
        m_page->resize(1224, 400);
        QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
        auto *keep = m_page->findChild<QPushButton *>("settings.history.keep");
        scroll->ensureWidgetVisible(keep);
        QVERIFY(m_page->rect().contains(place("settings.history.keep")));
    }

private:
    QRect place(const char *name) const
    {
        const auto *widget = m_page->findChild<QWidget *>(QString::fromLatin1(name));
        return {widget->mapTo(m_page.get(), QPoint(0, 0)), widget->size()};
    }

    ThemeHub m_theme;
    std::unique_ptr<ProblemsModel> m_problems;
    std::unique_ptr<SettingsPage> m_page;
};

QTEST_MAIN(TestSettingsPage)
#include "tst_settingspage.moc"
