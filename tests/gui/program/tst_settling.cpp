// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/program/editingbench.h"
#include "tests/support/guitest.h"

#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("residency"), EnvironmentId("prod")};

const QByteArray kHead = "workspace: w   # ours\n"
                         "title: \"Ours\"\n"
                         "platforms:\n"
                         "  # the scheduler\n"
                         "  - file: residency.yaml\n"
                         "    parameters:\n"
                         "      dev: { host: 127.0.0.1 }   # here\n";
const QByteArray kTail = "\n"
                         "# nothing else\n";

QByteArray today()
{
    return QDateTime::currentDateTimeUtc().date().toString(Qt::ISODate).toUtf8();
}

} // namespace

/// Questions of a platform that comes with the program are settled from the page to the bytes of
/// the workspace file, and opened again.
class TestSettling final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        QFile shipped(QStringLiteral(OPSDECK_SOURCE_DIR "/resources/platforms/residency.yaml"));
        QVERIFY(shipped.open(QIODevice::ReadOnly));
        m_platform = shipped.readAll();
        m_bench->put("residency.yaml", m_platform);
        m_bench->put("opsdeck.yaml", kHead + kTail);
        m_bench->start(kProd);
        m_bench->window().showPage("assurance");
        QTRY_VERIFY(questions()->isVisible());
    }

    void cleanup() { m_bench.reset(); }

    void settlesByKeysAndOpensAgain()
    {
        const int open = openCount();
        QVERIFY(open > 5);
        auto *list = questions();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Home);
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(part<QLabel>("assurance.question.title")->text(),
                 QString("Which port has Grafana inside?"));
        auto *answer = part<QLineEdit>("assurance.answer.text");
        answer->setFocus();
        QTest::keyClicks(answer, "3000 inside");
        QTest::keyClick(answer, Qt::Key_Return);
        auto *note = part<QLineEdit>("assurance.answer.note");
        QTRY_VERIFY(note->hasFocus());
        QTest::keyClicks(note, "docker inspect: 3000/tcp");
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        const QByteArray lines = "    settled:\n"
                                 "      \"2\":\n"
                                 "        answer: 3000 inside\n"
                                 "        note: \"docker inspect: 3000/tcp\"\n"
                                 "        \"on\": \""
                                 + today() + "\"\n";
        QVERIFY2(diff().contains("3000 inside"), qPrintable(diff()));
        // What was shown is what is written, and nothing is before.
        QCOMPARE(m_bench->get("opsdeck.yaml"), kHead + kTail);
        test::snapshot(m_bench->window(), "settling");
        QTest::keyClick(note, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(m_bench->get("opsdeck.yaml") != kHead + kTail);
        const QByteArray written = m_bench->get("opsdeck.yaml");
        QCOMPARE(written, kHead + lines + kTail);
        for (const QByteArray &line : lines.trimmed().split('\n'))
            QVERIFY2(m_shown.contains(line.trimmed()), (line + "\n" + m_shown).constData());
        QCOMPARE(m_bench->get("residency.yaml"), m_platform);

        QTRY_COMPARE_WITH_TIMEOUT(openCount(), open - 1, 10'000);
        QVERIFY(!m_bench->session().hasErrors());
        QTRY_COMPARE(part<QLabel>("assurance.answer.given")->text(), QString("3000 inside"));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->session().history().audit().rowCount(), 2, 10'000);
        const auto entry = m_bench->session()
                               .history()
                               .audit()
                               .index(0)
                               .data(AuditModel::EntryRole)
                               .value<AuditEntry>();
        QCOMPARE(entry.action, QString("configuration.edit"));
        QCOMPARE(entry.target, QString("residency"));
        QCOMPARE(entry.outcome, QString("succeeded"));
        QVERIFY(!entry.actor.isEmpty());
        QVERIFY(std::abs(entry.timeMs - QDateTime::currentMSecsSinceEpoch()) < 60'000);
        QCOMPARE(entry.body.value("what").toString(),
                 QString("Settle question 2 of residency: 3000 inside"));
        QCOMPARE(m_bench->session().history().audit().index(0).data(AuditModel::SubjectRole),
                 QVariant(QString("Settle question 2 of residency: 3000 inside")));
        test::snapshot(m_bench->window(), "settled");

        act()->setFocus();
        QTest::keyClick(act(), Qt::Key_Space);
        QTRY_VERIFY2(act()->isEnabled() && act()->text() == "Open question 2 again",
                     qPrintable(act()->text()));
        QVERIFY2(diff().contains("-"), qPrintable(diff()));
        QCOMPARE(m_bench->get("opsdeck.yaml"), written);
        test::snapshot(m_bench->window(), "opening-again");
        QTest::keyClick(act(), Qt::Key_Space);
        QTRY_COMPARE(m_bench->get("opsdeck.yaml"), kHead + kTail);
        QTRY_COMPARE_WITH_TIMEOUT(openCount(), open, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->session().history().audit().rowCount(), 4, 10'000);
    }

    void settlesALikelyAnswerByMouse()
    {
        auto *first = part<QPushButton>("assurance.answer.choice.0");
        QCOMPARE(first->accessibleName(), QString("only through Nginx"));
        QTest::mouseClick(first, Qt::LeftButton);
        QCOMPARE(part<QLineEdit>("assurance.answer.text")->text(), QString("only through Nginx"));
        QVERIFY(first->isChecked());
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_COMPARE(m_bench->get("opsdeck.yaml"),
                     kHead
                         + "    settled:\n"
                           "      \"1\": { answer: only through Nginx, \"on\": \""
                         + today() + "\" }\n" + kTail);
        QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("assurance.answer.given")->isVisible(), 10'000);
        // Kept: nothing is written.
        const QByteArray written = m_bench->get("opsdeck.yaml");
        QTest::mouseClick(act(), Qt::LeftButton);
        auto *keep = part<QPushButton>("assurance.answer.keep");
        QTRY_VERIFY(keep->isVisible());
        QTest::mouseClick(keep, Qt::LeftButton);
        QVERIFY(!keep->isVisible());
        QCOMPARE(m_bench->get("opsdeck.yaml"), written);

        // A second answer stands beside the first, and takes nothing with it when it goes.
        auto *list = questions();
        list->setCurrentIndex(list->model()->index(1, 0));
        QTest::mouseClick(part<QPushButton>("assurance.answer.choice.1"), Qt::LeftButton);
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->get("opsdeck.yaml").contains("\"2\": "), 10'000);
        QVERIFY(m_bench->get("opsdeck.yaml").contains("\"1\": "));
        QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("assurance.answer.given")->isVisible(), 10'000);
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_VERIFY(act()->isEnabled() && act()->text().startsWith("Open question 2"));
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_COMPARE(m_bench->get("opsdeck.yaml"), written);
    }

    void changedMeanwhileIsNotWrittenOver()
    {
        auto *answer = part<QLineEdit>("assurance.answer.text");
        answer->setFocus();
        QTest::keyClicks(answer, "no");
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        const QByteArray changed = "# somebody else\n" + kHead + kTail;
        m_bench->put("opsdeck.yaml", changed);
        QTest::mouseClick(act(), Qt::LeftButton);
        auto *problem = m_bench->window().findChild<QWidget *>("assurance.answer.problem");
        QTRY_VERIFY(problem->isVisible());
        QCOMPARE(m_bench->get("opsdeck.yaml"), changed);
        // Looked at anew, it can be.
        QTRY_VERIFY(act()->isEnabled());
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_VERIFY(!problem->isVisible() && act()->isEnabled());
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_VERIFY(m_bench->get("opsdeck.yaml")
                        .startsWith("# somebody else\n" + kHead + "    settled:\n"));
        QVERIFY(m_bench->get("opsdeck.yaml").contains("answer: \"no\""));
    }

    void theEditDialogTakesItBack()
    {
        auto *answer = part<QLineEdit>("assurance.answer.text");
        answer->setFocus();
        QTest::keyClicks(answer, "no");
        QTRY_VERIFY2(act()->isEnabled(), qPrintable(state()));
        QTest::mouseClick(act(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(part<QLabel>("assurance.answer.given")->isVisible(), 10'000);
        m_bench->window().showPage("settings");
        auto *edit = m_bench->window().findChild<QPushButton *>("settings.edit");
        QTRY_VERIFY(edit->isEnabled());
        QTest::mouseClick(edit, Qt::LeftButton);
        QTRY_VERIFY(m_bench->dialog() != nullptr);
        QTRY_VERIFY(m_bench->part<QPushButton>("edit.undo")->isVisible());
        QCOMPARE(m_bench->part<QPushButton>("edit.undo")->text(),
                 QString("Undo: Settle question 1 of residency: no…"));
        QTest::mouseClick(m_bench->part<QPushButton>("edit.undo"), Qt::LeftButton);
        auto *save = m_bench->part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled() && save->text().startsWith("Undo"));
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(m_bench->dialog() == nullptr);
        QCOMPARE(m_bench->get("opsdeck.yaml"), kHead + kTail);
    }

    /// Every part of the page with what a platform really states, to be looked at.
    void looks()
    {
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)}) {
            for (const bool dark : {true, false}) {
                m_bench->theme().setDark(dark);
                m_bench->window().resize(size);
                for (const QString part : {"questions", "capacity", "rules", "facts"}) {
                    auto *tab = m_bench->window().findChild<QPushButton *>("assurance.tab." + part);
                    QTest::mouseClick(tab, Qt::LeftButton);
                    QVERIFY(tab->isChecked());
                    QCoreApplication::processEvents();
                    test::snapshot(m_bench->window(), QStringLiteral("real-%1-%2-%3")
                                                          .arg(size.width())
                                                          .arg(dark ? "dark" : "light", part));
                }
            }
        }
    }

    void aServiceOfAQuestionIsShown()
    {
        auto *backend = part<QPushButton>("assurance.question.service.backend");
        QTest::mouseClick(backend, Qt::LeftButton);
        QCOMPARE(m_bench->window().currentPage(), QString("overview"));
        QCOMPARE(m_bench->window().selectedService(), ServiceKey(kProd, ServiceId("backend")));
    }

private:
    template <typename Widget>
    Widget *part(const char *name) const
    {
        return m_bench->window().findChild<Widget *>(QString::fromLatin1(name));
    }

    QListView *questions() const { return part<QListView>("assurance.questions"); }

    QPushButton *act() const { return part<QPushButton>("assurance.answer.act"); }

    QString state() const
    {
        return part<QLabel>("assurance.answer.state")->text() + "; "
               + part<QLabel>("assurance.answer.problem")->text();
    }

    QString diff()
    {
        const QString text = part<QPlainTextEdit>("assurance.answer.diff")->toPlainText();
        m_shown = text.toUtf8();
        return text;
    }

    int openCount() const
    {
        const auto &all =
            m_bench->session().board().workspace()->platform(kProd.platform)->contradictions;
        return static_cast<int>(std::count_if(
            all.cbegin(), all.cend(), [](const auto &one) { return !one.settled.has_value(); }));
    }

    std::unique_ptr<EditingBench> m_bench;
    QByteArray m_platform;
    QByteArray m_shown;
};

QTEST_MAIN(TestSettling)
#include "tst_settling.moc"
