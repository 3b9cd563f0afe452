// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/checkreport.h"
#include "models/history/eventsmodel.h"
#include "models/metrics/seriesboard.h"
#include "models/overview/matrixmodel.h"
#include "models/wall/wallpicture.h"
#include "tests/support/guitest.h"
#include "tests/support/platformsboard.h"
#include "tests/support/referenceboard.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/paint/statusmark.h"
#include "ui/shell/environmentbutton.h"
#include "ui/shell/header.h"
#include "ui/theme/theme.h"

#include <QJsonArray>
#include <QLabel>
#include <QRegularExpression>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

using Counted = QMap<QString, int>;

/// Counted here by hand, by nothing that the surfaces use.
Counted byHand(const StatusBoard &board, const QList<EnvironmentKey> &keys)
{
    Counted all;
    for (const EnvironmentKey &key : keys) {
        const Environment &definition = *board.workspace()->environment(key);
        int inUse = 0;
        int lacking = 0;
        for (const ServiceView &view : board.environment(key)->services) {
            const Service &service = *definition.service(view.key.service);
            ++all["services"];
            if (view.isImpacted())
                ++all["impacted"];
            for (const DormantCheck &check : service.dormantChecks)
                lacking += check.presence == Presence::NotConfigured ? 1 : 0;
            const bool isPolled =
                service.presence == Presence::Active
                || (service.presence == Presence::Optional && !service.checks.isEmpty());
            if (!isPolled)
                continue;
            ++inUse;
            all["checks"] += static_cast<int>(service.checks.size());
            const QString word = view.soft                         ? "not confirmed"
                                 : view.health == Health::Down     ? "down"
                                 : view.health == Health::Degraded ? "degraded"
                                 : view.health == Health::Unknown  ? "unknown"
                                 : view.stale                      ? "stale"
                                                                   : "OK";
            ++all[word];
        }
        all["in use"] += inUse;
        ++all["environments"];
        all["environments in use"] += inUse > 0 ? 1 : 0;
        all["checks not set up"] += inUse > 0 ? lacking : 0;
    }
    return all;
}

/// What a surface says, by its words.
Counted told(const QString &text)
{
    static const QRegularExpression part(
        "(\\d+)(?: of (\\d+))? (checks? not set up|checks?|services?(?: in use)?(?! impacted)|"
        "environments?(?: in use)?|platforms?|down|not "
        "confirmed|degraded|unknown|stale|impacted|OK)"
        "(?![\\w])");
    Counted all;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        QString word = match.captured(3);
        word.replace(QRegularExpression("^(check|service|environment|platform)(?!s)"), "\\1s");
        const int first = match.captured(1).toInt();
        if (word.startsWith("services")) {
            all["in use"] = first;
            all["services"] = match.captured(2).isEmpty() ? first : match.captured(2).toInt();
        } else if (word.startsWith("environments")) {
            all["environments in use"] = first;
            all["environments"] = match.captured(2).isEmpty() ? first : match.captured(2).toInt();
        } else {
            all[word] = first;
        }
    }
    return all;
}

const QStringList &troubles()
{
    static const QStringList all{"down",    "not confirmed", "degraded",
                                 "unknown", "stale",         "impacted"};
    return all;
}

/// Nothing said that is not so, and no trouble left out.
QString difference(const QString &text, const Counted &expected, bool tellsAllTrouble = true)
{
    const Counted said = told(text);
    QStringList faults;
    for (auto it = said.cbegin(); it != said.cend(); ++it) {
        if (it.value() != expected.value(it.key()))
            faults << QString("%1 %2, not %3")
                          .arg(it.key())
                          .arg(it.value())
                          .arg(expected.value(it.key()));
    }
    for (const QString &word : troubles()) {
        if (tellsAllTrouble && expected.value(word) > 0 && !said.contains(word))
            faults << word + " is not told";
    }
    return faults.isEmpty() ? QString() : faults.join(", ") + " in: " + text;
}

} // namespace

/// Five platforms in every kind of trouble: all surfaces tell the same numbers, and they add up.
class TestSurfaces final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void statesAddUpToTheServicesInUse();
    void headerOfAllPlatforms();
    void headerOfOnePlatform();
    void environmentButtons();
    void overview();
    void headsOfTheMatrix();
    void wall();
    void check();
    void checkOfOneService();
    void knownTroubleIsNamedBeforeTheUnknown();

private:
    QList<EnvironmentKey> all() const { return m_board.environments(); }

    QList<EnvironmentKey> of(const PlatformId &platform) const
    {
        QList<EnvironmentKey> keys = all();
        keys.removeIf([&](const EnvironmentKey &key) { return key.platform != platform; });
        return keys;
    }

    CheckReport report() const
    {
        CheckReport report{m_board.workspace(), {}, referenceTime()};
        for (const EnvironmentKey &key : all())
            report.environments << *m_board.environment(key);
        return report;
    }

    ThemeHub m_theme;
    StatusBoard m_board;
};

/// Down with its impact, degraded, not confirmed, stale, silent, never asked, without a check, lost
/// from sight, planned, optional with and without a check, not set up in part and as a whole.
void TestSurfaces::init()
{
    auto workspace = std::make_shared<Workspace>(*layeredPlatforms());
    const auto environment = [&](const char *platform, const char *id) -> Environment & {
        for (Platform &each : workspace->platforms) {
            for (Environment &one : each.environments) {
                if (each.id == PlatformId(platform) && one.id == EnvironmentId(id))
                    return one;
            }
        }
        qFatal("no such environment");
    };
    const DormantCheck lacking{{}, Presence::NotConfigured, "Set 'host'."};
    const DormantCheck planned{{}, Presence::Planned, "No command is given."};
    Environment &named = environment("rxdx", "dev");
    named.isNotConfigured = true;
    for (Service &service : named.services) {
        service.presence = Presence::NotConfigured;
        service.dormantChecks = {lacking};
    }
    Environment &unused = environment("rxdx", "staging");
    for (Service &service : unused.services) {
        service.presence = Presence::Planned;
        service.dormantChecks = {lacking, planned};
    }
    Environment &residency = environment("residency", "prod");
    residency.services[4].presence = Presence::Planned;
    residency.services[5].presence = Presence::Optional; // with its check
    residency.services[6].presence = Presence::Optional;
    residency.services[6].checks.clear();
    residency.services[7].checks.clear(); // active, and nobody observes it
    residency.services[8].dormantChecks = {lacking, planned, lacking};
    environment("osint", "dev").services[2].dormantChecks = {lacking};
    Environment &blind = environment("corporate", "prod");
    blind.services.first().checks.first().witness = Witness::Inside;

    m_board.setWorkspace(workspace, referenceTime());
    ChangeSet changes = everythingHealthy(*workspace);
    QList<CheckState> &states = changes.states;
    states.removeIf([](const CheckState &state) { // never asked
        return state.key.service == platformService("osint", "prod", "worker-8");
    });
    const auto put = [&](const CheckState &state) {
        states.removeIf([&](const CheckState &other) { return other.key == state.key; });
        states << state;
    };
    put(serviceState(platformService("residency", "prod", "db"), Health::Down, "refused"));
    put(serviceState(platformService("residency", "prod", "backend"), Health::Degraded, "503"));
    put(serviceState(platformService("osint", "prod", "worker-3"), Health::Degraded, "slow"));
    put(serviceState(platformService("osint", "staging", "worker-4"), Health::Healthy, {}, -22));
    put(serviceState(platformService("osint", "staging", "worker-5"), Health::Healthy, {}, -60));
    put(serviceState(platformService("osint", "staging", "worker-6"), Health::Degraded, "slow"));
    CheckState soft = serviceState(platformService("research", "dev", "worker-3"), Health::Down);
    soft.soft = true;
    put(soft);
    for (const Service &service : std::as_const(blind.services)) {
        CheckState silent = serviceState({{PlatformId("corporate"), blind.id}, service.id},
                                         Health::Down, "nobody answered");
        silent.last->error = Error{ErrorKind::Timeout, "Nobody answered.", {}, {}};
        put(silent);
    }
    m_board.apply(changes);
}

void TestSurfaces::statesAddUpToTheServicesInUse()
{
    const Counted whole = byHand(m_board, all());
    for (const QString &word : troubles())
        QVERIFY2(whole.value(word) > 0, qPrintable(word)); // or this tests nothing
    Counted sum;
    for (const EnvironmentKey &key : all()) {
        const Counted one = byHand(m_board, {key});
        for (auto it = one.cbegin(); it != one.cend(); ++it)
            sum[it.key()] += it.value();
        const Tally tally = m_board.tally({key});
        QCOMPARE(tally.inUse(), one.value("in use"));
        QCOMPARE(tally.services(), one.value("services"));
        QCOMPARE(tally.checks, one.value("checks"));
        QCOMPARE(tally.checksNotSetUp, one.value("checks not set up"));
        QCOMPARE(tally.impacted, one.value("impacted"));
        QCOMPARE(tally.counts.planned, one.value("services") - one.value("in use"));
        QCOMPARE(tally.counts, m_board.environment(key)->counts);
    }
    QCOMPARE(sum, whole);
    QCOMPARE(whole.value("in use"), whole.value("down") + whole.value("not confirmed")
                                        + whole.value("degraded") + whole.value("unknown")
                                        + whole.value("stale") + whole.value("OK"));
    QVERIFY(whole.value("services") > whole.value("in use"));
    QCOMPARE(whole.value("environments"), 15);
    QCOMPARE(whole.value("environments in use"), 13);
    QCOMPARE(whole.value("checks not set up"), 3);
}

void TestSurfaces::headerOfAllPlatforms()
{
    Header header(m_board, m_theme);
    header.setEnvironment({PlatformId("osint"), EnvironmentId("prod")});
    header.setWholeWorkspace(true);
    const QString name = header.findChild<QWidget *>("header.counts")->accessibleName();
    Counted expected = byHand(m_board, all());
    expected["platforms"] = 5;
    expected.remove("impacted"); // the bar has own states alone
    QCOMPARE(difference(name, expected), QString());
    for (const char *word : {"services", "environments", "OK", "checks not set up"})
        QVERIFY2(told(name).contains(word), qPrintable(name));
}

void TestSurfaces::headerOfOnePlatform()
{
    Header header(m_board, m_theme);
    const auto name = [&] {
        return header.findChild<QWidget *>("header.counts")->accessibleName();
    };
    for (const EnvironmentKey &key : all()) {
        header.setEnvironment(key);
        Counted platform = byHand(m_board, of(key.platform));
        platform.remove("impacted");
        header.setOfOne(false);
        QCOMPARE(difference(name(), platform), QString());
        header.setOfOne(true);
        // Behind the last stop stands the platform.
        const qsizetype beyond = name().indexOf("; all ");
        QVERIFY2(beyond > 0, qPrintable(name()));
        Counted one = byHand(m_board, {key});
        one.remove("impacted");
        QCOMPARE(difference(name().left(beyond), one), QString());
        QCOMPARE(difference(name().mid(beyond), platform, false), QString());
    }
}

void TestSurfaces::environmentButtons()
{
    Header header(m_board, m_theme);
    for (const EnvironmentKey &key : all()) {
        header.setEnvironment(key);
        // Those of the platform before go when the event loop comes round.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        const auto *button = header.findChild<EnvironmentButton *>("header.environment."
                                                                   + key.environment.toString());
        QVERIFY(button != nullptr);
        QCOMPARE(difference(button->accessibleName(), byHand(m_board, {key})), QString());
    }
    header.setWholeWorkspace(true);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    for (const UnitedEnvironment &each : unitedEnvironments(*m_board.workspace())) {
        const auto *button =
            header.findChild<EnvironmentButton *>("header.environment." + each.id.toString());
        QCOMPARE(difference(button->accessibleName(), byHand(m_board, each.keys)), QString());
    }
}

void TestSurfaces::overview()
{
    SeriesBoard series;
    EventsModel events(m_board);
    OverviewPage page(m_board, series, events, m_theme);
    page.resize(1600, 900);
    page.setEnvironment({PlatformId("residency"), EnvironmentId("prod")});
    const auto facts = [&] { return page.findChild<QLabel *>("overview.facts")->text(); };
    QCOMPARE(difference(facts(), byHand(m_board, of(PlatformId("residency"))), false), QString());
    QVERIFY2(told(facts()).contains("services"), qPrintable(facts()));
    page.setWholeWorkspace(true);
    Counted expected = byHand(m_board, all());
    expected["platforms"] = 5;
    QCOMPARE(difference(facts().remove("(s)"), expected, false), QString());
    for (const char *word : {"services", "environments", "checks", "checks not set up"})
        QVERIFY2(told(facts()).contains(word), qPrintable(facts()));
}

void TestSurfaces::headsOfTheMatrix()
{
    SeriesBoard series;
    MatrixModel matrix(m_board, series);
    matrix.setAllPlatforms(true);
    const QList<UnitedEnvironment> columns = unitedEnvironments(*m_board.workspace());
    QCOMPARE(matrix.columnCount(), columns.size() + 1);
    for (int column = 0; column < columns.size(); ++column) {
        const QString head =
            matrix.headerData(column + 1, Qt::Horizontal, MatrixModel::CaptionRole).toString();
        QCOMPARE(difference(head, byHand(m_board, columns.at(column).keys)), QString());
    }
    int heads = 0;
    for (int row = 0; row < matrix.rowCount(); ++row) {
        for (int column = 1; column < matrix.columnCount(); ++column) {
            const auto view = matrix.index(row, column)
                                  .data(MatrixModel::EnvironmentViewRole)
                                  .value<EnvironmentView>();
            if (view.key.environment.isEmpty())
                continue;
            ++heads;
            QCOMPARE(difference(matrix.index(row, column).data().toString(),
                                byHand(m_board, {view.key})),
                     QString());
        }
    }
    QCOMPARE(heads, 15);
}

void TestSurfaces::wall()
{
    const WallPicture picture = wallPicture(m_board);
    const Counted whole = byHand(m_board, all());
    QCOMPARE(picture.tally, m_board.tally(all()));
    QCOMPARE(difference(servicesText(picture.tally) + ", " + environmentsText(picture.tally) + ", "
                            + checksText(picture.tally.checks) + ", " + picture.sentence(),
                        whole, false),
             QString());
    int cells = 0;
    for (const WallRow &row : picture.rows) {
        const auto platform = std::find_if(
            m_board.workspace()->platforms.cbegin(), m_board.workspace()->platforms.cend(),
            [&](const Platform &each) { return each.title == row.title; });
        for (const WallCell &cell : row.cells) {
            if (cell.isAbsent)
                continue;
            ++cells;
            const Counted one = byHand(m_board, {{platform->id, cell.environment}});
            QCOMPARE(difference(QStringList{cell.count, cell.also, cell.lacking}.join(", "), one),
                     QString());
            QCOMPARE(cell.services.size(), one.value("in use"));
            // One mark everywhere.
            const EnvironmentView &view = *m_board.environment({platform->id, cell.environment});
            QCOMPARE(markOf(view).health, cell.health);
            QCOMPARE(markOf(view).soft, cell.soft);
            QCOMPARE(markOf(view).hasState, cell.rank != StatusRank::NotSetUp);
        }
    }
    QCOMPARE(cells, 15);
}

void TestSurfaces::check()
{
    const QJsonObject json = toJson(report());
    Counted sum;
    for (const QJsonValue platform : json["platforms"].toArray()) {
        for (const QJsonValue environment : platform["environments"].toArray()) {
            const EnvironmentKey key{PlatformId(platform["id"].toString()),
                                     EnvironmentId(environment["id"].toString())};
            Counted one = byHand(m_board, {key});
            const QJsonObject counts = environment["counts"].toObject();
            for (const auto &[word, name] :
                 {std::pair("services", "services"), std::pair("in_use", "in use"),
                  std::pair("down", "down"), std::pair("not_confirmed", "not confirmed"),
                  std::pair("degraded", "degraded"), std::pair("unknown", "unknown"),
                  std::pair("stale", "stale"), std::pair("healthy", "OK"),
                  std::pair("impacted", "impacted"), std::pair("checks", "checks"),
                  std::pair("checks_not_set_up", "checks not set up")}) {
                QVERIFY2(counts.contains(word), word);
                QVERIFY2(counts[word].toInt() == one.value(name), word);
            }
            QCOMPARE(counts["services"].toInt(), environment["services"].toArray().size());
        }
    }
    const QStringList blocks = toTable(report()).split("\n\n");
    QCOMPARE(blocks.size(), all().size());
    for (int i = 0; i < blocks.size(); ++i)
        QCOMPARE(difference(blocks.at(i).section('\n', 0, 0), byHand(m_board, {all().at(i)})),
                 QString());
}

/// A report of one service counts that one.
void TestSurfaces::checkOfOneService()
{
    const ServiceKey key = platformService("residency", "prod", "worker-9");
    const EnvironmentView &view = *m_board.environment(key.environment);
    const QString line =
        toTable({m_board.workspace(), {view}, referenceTime(), key.service}).section('\n', 0, 0);
    QVERIFY2(line.contains(", only worker-9: "), qPrintable(line));
    QVERIFY2(line.endsWith("1 service, 1 check, 2 checks not set up"), qPrintable(line));
}

void TestSurfaces::knownTroubleIsNamedBeforeTheUnknown()
{
    // One is degraded, one was never asked.
    const EnvironmentView &osint =
        *m_board.environment({PlatformId("osint"), EnvironmentId("prod")});
    QCOMPARE(environmentWord(osint), QString("Degraded"));
    QCOMPARE(markOf(osint).health, Health::Degraded);
    QCOMPARE(stateTexts(tallyOf(osint, nullptr), standingOf(osint).rank).first(),
             QString("1 degraded"));
    // What answered before and is silent now comes before what is only degraded.
    const EnvironmentView &staging =
        *m_board.environment({PlatformId("osint"), EnvironmentId("staging")});
    QCOMPARE(environmentWord(staging), QString("Unknown"));
    QCOMPARE(stateTexts(tallyOf(staging, nullptr), standingOf(staging).rank),
             QStringList({"1 unknown", "1 degraded", "1 stale"}));
    // What is only named has one word and no number.
    const EnvironmentView &named = *m_board.environment({PlatformId("rxdx"), EnvironmentId("dev")});
    QCOMPARE(environmentWord(named), QString("Not set up"));
}

QTEST_MAIN(TestSurfaces)
#include "tst_surfaces.moc"
