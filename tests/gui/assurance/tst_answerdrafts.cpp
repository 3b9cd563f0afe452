// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/unit/assurance/assuranceboard.h"
#include "ui/pages/assurance/answerform.h"
#include "ui/pages/assurance/assurancepage.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>

using namespace opsdeck;
using namespace opsdeck::test;

/// What was typed as an answer and not saved is not lost by what happens round it.
class TestAnswerDrafts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void init()
    {
        m_series = std::make_unique<SeriesBoard>();
        m_board = std::make_unique<StatusBoard>();
        show(assuranceWorkspace());
        m_window = std::make_unique<QWidget>();
        m_window->resize(1600, 1000);
        m_page = new AssurancePage(*m_board, *m_series, *m_theme, m_window.get());
        m_page->setGeometry(72, 56, 1528, 944);
        m_page->setEnvironment(assuranceEnvironment("shop", "prod"));
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QCOMPARE(child<QLabel>("assurance.question.title")->text(),
                 QString("Is the database reachable from outside?"));
        child<QLineEdit>("assurance.answer.text")->setFocus();
        QTest::keyClicks(child<QLineEdit>("assurance.answer.text"), "only by the bastion");
        QTest::keyClick(child<QLineEdit>("assurance.answer.text"), Qt::Key_Return);
        QTest::keyClicks(child<QLineEdit>("assurance.answer.note"), "asked");
    }

    void cleanup()
    {
        m_window.reset();
        m_board.reset();
        m_series.reset();
    }

    void anotherQuestionIsChosen()
    {
        questions()->setFocus();
        QTest::keyClick(questions(), Qt::Key_Down);
        QCOMPARE(answer(), QString());
        QCOMPARE(note(), QString());
        QCOMPARE(kept(), QString("Typed elsewhere and not saved: shop, question 1."));
        QTest::keyClicks(child<QLineEdit>("assurance.answer.text"), "a day");
        QTest::keyClick(questions(), Qt::Key_Up);
        verifyThere();
        QCOMPARE(kept(), QString("Typed elsewhere and not saved: shop, question 2."));
        snapshot(*m_window, "answer-draft");
        // Taken out by hand, it is not kept.
        QTest::keyClick(questions(), Qt::Key_Down);
        QCOMPARE(answer(), QString("a day"));
        auto *line = child<QLineEdit>("assurance.answer.text");
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClick(questions(), Qt::Key_Up);
        QVERIFY(!child<QLabel>("assurance.answer.kept")->isVisible());
        verifyThere();
    }

    void theFilterHidesIt()
    {
        auto *filter = child<QLineEdit>("assurance.filter");
        filter->setFocus();
        QTest::keyClicks(filter, "how much");
        QCOMPARE(child<QLabel>("assurance.question.title")->text(),
                 QString("How much may be lost?"));
        QCOMPARE(answer(), QString());
        QTest::keyClick(filter, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(filter, Qt::Key_Delete);
        questions()->setFocus();
        QTest::keyClick(questions(), Qt::Key_Home);
        verifyThere();
    }

    void anotherPlatformIsLookedAt()
    {
        m_page->setEnvironment(assuranceEnvironment("bare", "prod"));
        QCOMPARE(answer(), QString());
        m_page->setEnvironment(assuranceEnvironment("shop", "prod"));
        questions()->setFocus();
        QTest::keyClick(questions(), Qt::Key_Home);
        verifyThere();
    }

    void theFilesChangeItsChoices()
    {
        QSignalSpy asked(&m_page->answerForm(), &AnswerForm::previewWanted);
        Workspace changed = *assuranceWorkspace();
        changed.platforms[0].contradictions[0].choices = {"yes", "no", "in prod only"};
        show(std::make_shared<const Workspace>(changed));
        QTRY_VERIFY(child<QPushButton>("assurance.answer.choice.2")->isVisible());
        verifyThere();
        // What would be written is asked for again.
        QTRY_COMPARE(asked.size(), 1);
        const auto request = asked.at(0).at(0).value<AnswerRequest>();
        QCOMPARE(request.settlement->answer, QString("only by the bastion"));
        QCOMPARE(request.settlement->note, QString("asked"));
    }

    void somebodyElseSettlesIt()
    {
        show(assuranceWorkspace("only inside"));
        QCOMPARE(child<QLabel>("assurance.answer.given")->text(), QString("only inside"));
        QVERIFY2(kept().startsWith("Typed here and not saved: “only by the bastion”."),
                 qPrintable(kept()));
        show(assuranceWorkspace());
        verifyThere();
    }

    void savedItIsNoDraftAnyMore()
    {
        const AnswerRequest saved{PlatformId("shop"), "1",
                                  child<QLabel>("assurance.question.title")->text(),
                                  Settlement{"only by the bastion", "asked", {}}};
        show(assuranceWorkspace("only by the bastion"));
        m_page->answerForm().showSaved(saved);
        QVERIFY(!child<QLabel>("assurance.answer.kept")->isVisible());
        show(assuranceWorkspace());
        QCOMPARE(answer(), QString());
        QCOMPARE(note(), QString());
    }

private:
    template <typename Widget>
    Widget *child(const char *name) const
    {
        auto *found = m_page->findChild<Widget *>(QString::fromLatin1(name));
        if (found == nullptr)
            qFatal("there is no %s", name);
        return found;
    }

    QListView *questions() const { return child<QListView>("assurance.questions"); }

    QString answer() const { return child<QLineEdit>("assurance.answer.text")->text(); }

    QString note() const { return child<QLineEdit>("assurance.answer.note")->text(); }

    QString kept() const { return child<QLabel>("assurance.answer.kept")->text(); }

    void verifyThere() const
    {
        QCOMPARE(child<QLabel>("assurance.question.title")->text(),
                 QString("Is the database reachable from outside?"));
        QCOMPARE(answer(), QString("only by the bastion"));
        QCOMPARE(note(), QString("asked"));
    }

    void show(const WorkspacePtr &workspace)
    {
        m_series->setWorkspace(workspace);
        m_board->setWorkspace(workspace, {std::chrono::seconds(1), 1'795'000'000'000});
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    AssurancePage *m_page = nullptr;
};

QTEST_MAIN(TestAnswerDrafts)
#include "tst_answerdrafts.moc"
