// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparison/comparisonfilter.h"
#include "models/comparison/comparisonmodel.h"
#include "tests/gui/freshness/wholeprogram.h"
#include "tests/support/greens.h"
#include "tests/support/guitest.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/paint/statusmark.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractButton>
#include <QTableView>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// Pages of the rail that show no status.
const QHash<QString, QString> kWithoutStatus{
    {"settings", "shows the configuration"},
    {"runbooks", "shows what can be done, and of a run what it did"},
    {"history", "shows what was, each line with its time"},
    {"assurance", "shows what the documents say"},
    {"metrics", "shows values with their ages, and limits where they are crossed"},
    {"find", "shows names"},
};

/// Widgets that show what was, each line with its time; legends, which explain.
const QStringList kPast{"inspector.results", "inspector.results.list", "overview.changes",
                        "history",           "diagram.legend",         "diagram.legend.popup"};

bool says(const QStringList &words, const QString &word)
{
    return std::any_of(words.cbegin(), words.cend(), [&](const QString &text) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

QStringList goodWords(const QStringList &words)
{
    QStringList good;
    std::copy_if(words.cbegin(), words.cend(), std::back_inserter(good), saysOk);
    return good;
}

} // namespace

/// Walks every surface of the window and the wall: what is not freshly observed is nowhere drawn,
/// counted or told as well.
class TestStaleGreen final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void theSearchTellsPlainFromWeakened();
    void wordsThatSayOk_data();
    void wordsThatSayOk();
    void aFrozenSourceTurnsStaleAndThenUnknown_data();
    void aFrozenSourceTurnsStaleAndThenUnknown();
    void oneFrozenInstanceIsEnough();
    void whatFlapsIsNowherePlain();
    void whatPeopleSayMakesNothingWell();
    void whatIsOldIsNowhereTheSame();

private:
    enum class Moment { Stale, Unknown };

    void walk(const WholeProgram::Visit &visit)
    {
        m_program->walkWindow(visit);
        m_program->walkWall(visit);
    }

    QStringList unseen();
    QStringList greens(Moment moment, const QString &saysInstead);

    std::unique_ptr<WholeProgram> m_program;
    std::unique_ptr<OkMarks> m_marks;
};

void TestStaleGreen::initTestCase()
{
    m_marks = std::make_unique<OkMarks>(ThemeHub::light());
}

void TestStaleGreen::init()
{
    m_program = std::make_unique<WholeProgram>();
}

void TestStaleGreen::cleanup()
{
    m_program.reset();
}

/// Surfaces on which nothing that is well can be seen, though all is.
QStringList TestStaleGreen::unseen()
{
    QHash<QString, bool> seen;
    walk([&](const QString &what, QWidget &part) {
        if (what.contains('/'))
            return; // a whole window, or a section: the parts tell
        bool &is = seen[what];
        is = is || !goodWords(wordsOf(part, kPast)).isEmpty()
             || !m_marks->in(pictureOf(part, kPast)).isEmpty();
    });
    QStringList without;
    for (auto each = seen.cbegin(); each != seen.cend(); ++each) {
        if (!each.value() && !kWithoutStatus.contains(each.key()))
            without << each.key() + ": nothing is seen to be well";
        if (each.value() && kWithoutStatus.contains(each.key()))
            without << each.key() + ": shows a status after all";
    }
    without.sort();
    return without;
}

/// What is still seen to be well.
QStringList TestStaleGreen::greens(Moment moment, const QString &saysInstead)
{
    QStringList found;
    QHash<QString, bool> told;
    walk([&](const QString &what, QWidget &part) {
        const QStringList words = wordsOf(part, kPast);
        for (const QString &text : goodWords(words))
            found << what + ": \"" + text + '"';
        const QImage picture = pictureOf(part, kPast);
        for (const QPoint &mark : m_marks->in(picture))
            found << QStringLiteral("%1: mark at %2, %3").arg(what).arg(mark.x()).arg(mark.y());
        const int pixels = pixelsOf(picture, m_program->theme().ok);
        if (moment == Moment::Unknown && pixels > 0)
            found << QStringLiteral("%1: %2 pixels").arg(what).arg(pixels);
        if (!what.contains('/')) {
            told[what] = told.value(what) || says(words, saysInstead)
                         || (moment == Moment::Stale && says(words, "more than 1.5 intervals"));
            if (!found.isEmpty() && found.last().startsWith(what + ':'))
                snapshot(part, what + QString::number(static_cast<int>(moment)));
        }
    });
    for (auto each = told.cbegin(); each != told.cend(); ++each) {
        if (!each.value() && !saysInstead.isEmpty() && !kWithoutStatus.contains(each.key()))
            found << each.key() + ": does not say " + saysInstead;
    }
    const QString when = moment == Moment::Stale ? "stale: " : "unknown: ";
    for (QString &each : found)
        each.prepend(when);
    found.removeDuplicates();
    found.sort();
    return found;
}

void TestStaleGreen::theSearchTellsPlainFromWeakened()
{
    const Theme &theme = ThemeHub::light();
    for (const int used : {16, 24, 34, 36, 48, 200, 208})
        QVERIFY2(m_marks->knows(used), qPrintable(QString::number(used)));
    for (int size = 16; size <= 60; ++size) {
        StatusMark mark;
        mark.health = Health::Healthy;
        if (m_marks->knows(size))
            QCOMPARE(m_marks->in(OkMarks::painted(mark, size, theme)).size(), 1);
        for (bool StatusMark::*weakened :
             {&StatusMark::stale, &StatusMark::soft, &StatusMark::flapping, &StatusMark::planned}) {
            StatusMark weak = mark;
            weak.*weakened = true;
            QVERIFY2(m_marks->in(OkMarks::painted(weak, size, theme)).isEmpty(),
                     qPrintable(QString::number(size)));
        }
        for (const Health other : {Health::Degraded, Health::Down, Health::Unknown}) {
            mark.health = other;
            QCOMPARE(pixelsOf(OkMarks::painted(mark, size, theme), theme.ok), 0);
        }
    }
}

void TestStaleGreen::wordsThatSayOk_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("word") << "OK" << true;
    QTest::newRow("count") << "12 OK" << true;
    QTest::newRow("count of ten") << "10 OK" << true;
    QTest::newRow("sentence") << "db is healthy for 84 s." << true;
    QTest::newRow("besides") << "was OK, is OK" << true;
    QTest::newRow("none") << "3 unknown, 0 OK" << false;
    QTest::newRow("past") << "Stale, was OK" << false;
    QTest::newRow("denied") << "Now unknown, not counted as healthy." << false;
    QTest::newRow("flapping") << "OK, flapping" << false;
    QTest::newRow("other") << "Unknown" << false;
}

void TestStaleGreen::wordsThatSayOk()
{
    QFETCH(QString, text);
    QTEST(saysOk(text), "good");
}

void TestStaleGreen::aFrozenSourceTurnsStaleAndThenUnknown_data()
{
    QTest::addColumn<bool>("beats");
    QTest::newRow("the source") << true;
    QTest::newRow("the engine") << false;
}

void TestStaleGreen::aFrozenSourceTurnsStaleAndThenUnknown()
{
    QFETCH(bool, beats);
    m_program->answer();
    QStringList wrong = unseen();
    m_program->pass(kInterval * 2, beats);
    wrong += greens(Moment::Stale, "stale");
    m_program->pass(kInterval * 2, beats);
    wrong += greens(Moment::Unknown, "unknown");
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

/// "best" lets a service be well by one instance; what is not seen of the other is said.
void TestStaleGreen::oneFrozenInstanceIsEnough()
{
    m_program->answer();
    m_program->pass(kInterval * 2);
    const Instant old = moved(m_program->now(), -kInterval * 2);
    const auto freeze = [old](CheckState &state) {
        if (state.key.service.service != ServiceId("backend")
            || state.key.check == CheckId("answers-too"))
            state.last->observedAt = old;
    };
    m_program->answer(freeze);
    QStringList wrong = greens(Moment::Stale, "stale");
    // The inspector has a row a check: that of the instance which is seen is rightly well.
    wrong.removeIf([](const QString &each) { return each.startsWith("stale: inspector: mark"); });
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestStaleGreen::whatFlapsIsNowherePlain()
{
    const Instant now = m_program->now();
    m_program->answer([now](CheckState &state) {
        for (int i = 0; i < 6; ++i)
            state.flapping.take(true, now);
    });
    QStringList wrong = greens(Moment::Stale, "flapping");
    // The header has no words but counts: there it is one that is not confirmed.
    wrong.removeAll("stale: header: does not say flapping");
    // What is recorded are results that are all well: of these nothing flaps.
    wrong.removeIf([](const QString &each) { return each.startsWith("stale: replay: "); });
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestStaleGreen::whatPeopleSayMakesNothingWell()
{
    m_program->answer();
    MarkBook book;
    const qint64 now = m_program->now().wallMs;
    int kind = 0;
    for (const Platform &platform : m_program->board().workspace()->platforms) {
        for (const Environment &environment : platform.environments) {
            for (const Service &service : environment.services) {
                book.set({{platform.id, environment.id}, service.id},
                         {static_cast<OperatorMarkKind>(1 + kind++ % 2), "anna", now,
                          now + 3'600'000, "note"});
            }
        }
    }
    m_program->board().setMarks(book);
    m_program->pass(kInterval * 2);
    QStringList wrong = greens(Moment::Stale, {});
    m_program->pass(kInterval * 2);
    wrong += greens(Moment::Unknown, {});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

/// A comparison says "the same" only of what is of now.
void TestStaleGreen::whatIsOldIsNowhereTheSame()
{
    m_program->answer();
    m_program->window().showPage("overview");
    m_program->window().findChild<QAbstractButton *>("overview.mode.compare")->click();
    const auto *table = m_program->window().findChild<QTableView *>("compare.table");
    QVERIFY(table->isVisible());
    const auto count = [table](Difference difference, ComparedValue::State state) {
        int rows = 0;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QModelIndex first = table->model()->index(row, 1);
            const bool isOf =
                first.data(ComparisonModel::DifferenceRole).toInt() == static_cast<int>(difference)
                && first.data(ComparisonModel::StateRole).isValid()
                && first.data(ComparisonModel::StateRole).toInt() == static_cast<int>(state);
            rows += isOf ? 1 : 0;
        }
        return rows;
    };
    using State = ComparedValue::State;
    auto *filter = qobject_cast<ComparisonFilter *>(table->model());
    QVERIFY(filter != nullptr);
    filter->setFolded(ComparisonSection::Same, false);
    const int seen = count(Difference::None, State::Fresh);
    QVERIFY(seen > 0);
    m_program->pass(kInterval * 2);
    QCOMPARE(count(Difference::None, State::Fresh), 0);
    QCOMPARE(count(Difference::None, State::Stale), 0);
    QCOMPARE(count(Difference::NotObserved, State::Stale), seen);
    m_program->pass(kInterval * 2, false);
    QCOMPARE(count(Difference::None, State::Expired), 0);
    QCOMPARE(count(Difference::NotObserved, State::Expired), seen);
}

QTEST_MAIN(TestStaleGreen)
#include "tst_stalegreen.moc"
