// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/probes/builtinprobes.h"
#include "tests/support/guitest.h"
#include "tests/support/layoutfaults.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/nodeitem.h"
#include "ui/diagram/nodetext.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QFontMetricsF>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

constexpr double kLeastDistance = 14; ///< between lines of different kinds that run side by side

const QStringList kPlatforms{"omnicore", "residency", "corpintel", "osint", "rxdx"};

Instant at(int seconds)
{
    return {std::chrono::seconds(10'000 + seconds), 1'795'183'414'000 + seconds * 1000LL};
}

/// Two pieces that run beside each other for longer than an arrow, and how far apart; negative when
/// they do not.
double distanceBeside(const Segment &s, const Segment &t)
{
    const auto isFlat = [](const Segment &each) { return each.a.y() == each.b.y(); };
    if (isFlat(s) != isFlat(t))
        return -1;
    const auto along = [&](const QPointF &p) { return isFlat(s) ? p.x() : p.y(); };
    const auto across = [&](const QPointF &p) { return isFlat(s) ? p.y() : p.x(); };
    const auto [s1, s2] = std::minmax({along(s.a), along(s.b)});
    const auto [t1, t2] = std::minmax({along(t.a), along(t.b)});
    return std::min(s2, t2) - std::max(s1, t1) > 8 ? std::abs(across(s.a) - across(t.a)) : -1;
}

} // namespace

/// The diagrams of the shipped platforms, at the sizes of the smallest and the largest screen.
class TestPlatformDiagrams final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void theSameLayersStandInTheSamePlaces_data() { everyEnvironment(); }

    void theSameLayersStandInTheSamePlaces();

    void environmentsShareTheirPlaces();

    void theDrawingIsSound_data() { everyEnvironment(); }

    void theDrawingIsSound();

    void linesOfTwoKindsAreApart_data() { everyEnvironment(); }

    void linesOfTwoKindsAreApart();
    void everythingIsRead_data();
    void everythingIsRead();

private:
    static void everyEnvironment();
    void show(const QString &platform, const QString &environment);
    /// Every check answers; those of `down` are refused.
    void answer(const EnvironmentKey &environment, const QString &down = {});

    QTemporaryDir m_dir;
    WorkspacePtr m_workspace;
    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

void TestPlatformDiagrams::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
    QVERIFY(m_dir.isValid());
    QByteArray text("workspace: w\nplatforms:\n");
    for (const QString &name : kPlatforms) {
        const QString file = name + ".yaml";
        QVERIFY(
            QFile::copy(OPSDECK_SOURCE_DIR "/resources/platforms/" + file, m_dir.filePath(file)));
        text += "  - file: " + file.toUtf8() + "\n    parameters:\n";
        for (const char *environment : {"dev", "staging", "prod"})
            text += QByteArray("      ") + environment + ": { host: 127.0.0.1 }\n";
    }
    QFile file(m_dir.filePath("opsdeck.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    file.close();
    const LoadedWorkspace loaded =
        WorkspaceLoader(KindCatalog{builtinProbes().infos(), {}}).load(m_dir.path());
    QStringList problems;
    for (const ConfigProblem &problem : loaded.problems)
        problems << problem.toString();
    QVERIFY2(!loaded.hasErrors(), qPrintable(problems.join('\n')));
    m_workspace = loaded.workspace;
    QVERIFY(m_workspace);
    QCOMPARE(m_workspace->platforms.size(), kPlatforms.size());
}

void TestPlatformDiagrams::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(m_workspace, at(0));
    m_window = std::make_unique<QWidget>();
    m_window->resize(1280, 720);
    m_page = new DiagramPage(*m_board, *m_theme, m_window.get());
    m_page->setGeometry(56, 88, 1224, 632);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestPlatformDiagrams::cleanup()
{
    m_window.reset();
    m_board.reset();
}

void TestPlatformDiagrams::everyEnvironment()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("environment");
    for (const QString &platform : kPlatforms) {
        for (const char *environment : {"dev", "staging", "prod"})
            QTest::addRow("%s-%s", qPrintable(platform), environment)
                << platform << QString::fromLatin1(environment);
    }
}

void TestPlatformDiagrams::answer(const EnvironmentKey &environment, const QString &down)
{
    const Environment *found =
        m_workspace->platform(environment.platform)->environment(environment.environment);
    ChangeSet changes;
    changes.at = at(1);
    for (const Service &service : found->services) {
        const bool isDown = service.id == ServiceId(down);
        for (const Check &check : service.checks) {
            CheckState state;
            state.key = {{environment, service.id}, check.id};
            state.shown = state.hard = isDown ? Health::Down : Health::Healthy;
            state.confirmed = true;
            state.attempt = state.attemptsNeeded = 3;
            state.since = at(-84);
            CheckResult result;
            result.key = state.key;
            result.observedAt = at(1);
            result.status = isDown ? CheckStatus::Critical : CheckStatus::Ok;
            result.message = isDown ? "Nothing listens on 127.0.0.1:5432" : "answers in 12 ms";
            result.figure = isDown ? "refused" : "12 ms";
            if (isDown)
                result.error = Error{ErrorKind::Refused, result.message + '.', {}, {}};
            state.last = result;
            changes.states.append(state);
        }
    }
    m_board->apply(changes);
}

void TestPlatformDiagrams::show(const QString &platform, const QString &environment)
{
    const EnvironmentKey key{PlatformId(platform), EnvironmentId(environment)};
    m_page->setEnvironment(key);
    answer(key);
    QVERIFY(!m_page->view()->model().definition().nodes.isEmpty());
    QTRY_VERIFY(m_page->view()->model().isReady());
}

void TestPlatformDiagrams::theSameLayersStandInTheSamePlaces()
{
    QFETCH(QString, platform);
    QFETCH(QString, environment);
    show(platform, environment);
    const DiagramModel &model = m_page->view()->model();
    const QList<Layer> &layers = m_workspace->platform(PlatformId(platform))->layers;
    double bottom = 0;
    double top = 1e9;
    int below = 0;
    for (const LayoutFrame &frame : model.layout().frames) {
        QVERIFY(frame.group < layers.size()); // each service has a layer
        const QString id = layers.at(frame.group).id;
        if (id == "monitoring" || id == "logs" || id == "host" || id == "machine") {
            top = std::min(top, frame.rect.top());
            ++below;
        } else {
            QVERIFY2(id == "outside" || id == "edge" || id == "app" || id == "processing"
                         || id == "data",
                     qPrintable(id));
            // Only a line may run above them.
            QCOMPARE(frame.rect.top(), model.layout().frames.first().rect.top());
            bottom = std::max(bottom, frame.rect.bottom());
        }
    }
    QVERIFY(below > 0 || environment == "dev");
    QVERIFY2(top > bottom, qPrintable(QString("%1 and %2").arg(top).arg(bottom)));
}

void TestPlatformDiagrams::environmentsShareTheirPlaces()
{
    for (const QString &platform : kPlatforms) {
        QHash<ServiceId, QRectF> places;
        for (const char *environment : {"dev", "staging", "prod"}) {
            show(platform, environment);
            const DiagramModel &model = m_page->view()->model();
            const DiagramDefinition &definition = model.definition();
            const auto idOf = [&](int node) { return definition.nodes.at(node).key.service; };
            for (int node = 0; node < definition.nodes.size(); ++node) {
                const QRectF place = model.layout().nodes.at(node);
                QCOMPARE(places.value(idOf(node), place), place);
                places.insert(idOf(node), place);
            }
        }
        QVERIFY(places.size() > 4);
    }
}

void TestPlatformDiagrams::theDrawingIsSound()
{
    QFETCH(QString, platform);
    QFETCH(QString, environment);
    show(platform, environment);
    for (const QSize size : {QSize(1224, 632), QSize(3768, 2072)}) {
        m_window->resize(size + QSize(72, 88));
        m_page->resize(size);
        QTRY_COMPARE(m_page->size(), size);
        const DiagramModel &model = m_page->view()->model();
        const LayoutInput input = layoutInput(model.definition());
        QCOMPARE(fault(input, model.layout()), QString());
        QCOMPARE(sharedStretch(input, model.layout()), QString());
    }
}

void TestPlatformDiagrams::linesOfTwoKindsAreApart()
{
    QFETCH(QString, platform);
    QFETCH(QString, environment);
    show(platform, environment);
    const DiagramModel &model = m_page->view()->model();
    const LayoutInput input = layoutInput(model.definition());
    const QList<Segment> all = segments(model.layout());
    for (const Segment &s : all) {
        for (const Segment &t : all) {
            const LayoutEdge &a = input.edges.at(s.edge);
            const LayoutEdge &b = input.edges.at(t.edge);
            const double distance = distanceBeside(s, t);
            if (a.to != b.to || a.style == b.style || distance < 0)
                continue;
            QVERIFY2(distance >= kLeastDistance,
                     qPrintable(QString("%1 and %2 to %3: %4")
                                    .arg(model.definition().nodes.at(a.from).title,
                                         model.definition().nodes.at(b.from).title,
                                         model.definition().nodes.at(a.to).title)
                                    .arg(distance)));
        }
    }
}

void TestPlatformDiagrams::everythingIsRead_data()
{
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QSize>("window");
    QTest::addColumn<QString>("down");
    QTest::addColumn<bool>("dark");
    const QMap<QString, QString> databases{{"omnicore", "omnicore-postgres"},
                                           {"residency", "db"},
                                           {"corpintel", "postgres"},
                                           {"osint", "database"},
                                           {"rxdx", "postgres"}};
    for (const QString &platform : kPlatforms) {
        for (const QSize window : {QSize(1280, 720), QSize(3840, 2160)}) {
            QTest::addRow("%s-%d", qPrintable(platform), window.width())
                << platform << "prod" << window << QString() << true;
            QTest::addRow("%s-%d-down", qPrintable(platform), window.width())
                << platform << "prod" << window << databases.value(platform)
                << (window.width() > 1280);
        }
        QTest::addRow("%s-staging-1280", qPrintable(platform))
            << platform << "staging" << QSize(1280, 720) << QString() << true;
    }
}

/// Every box is in view, every name is whole, and the lines' labels lie over nothing.
void TestPlatformDiagrams::everythingIsRead()
{
    QFETCH(QString, platform);
    QFETCH(QString, environment);
    QFETCH(QSize, window);
    QFETCH(QString, down);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    m_window->resize(window);
    const int rail = window.width() > 1280 ? 72 : 56;
    m_page->setGeometry(QRect(QPoint(rail, 88), window - QSize(rail, 88)));
    QTRY_COMPARE(m_page->size(), window - QSize(rail, 88));
    show(platform, environment);
    if (!down.isEmpty())
        answer(m_page->view()->model().environment(), down);
    QCoreApplication::processEvents();
    const DiagramView &view = *m_page->view();
    const QRect seen = view.viewport()->rect();
    QStringList cut;
    for (int node = 0; node < view.nodeItems().size(); ++node) {
        QVERIFY(seen.contains(view.nodeGeometry(node)));
        const NodeLook &look = view.nodeItems().at(node)->look();
        QString name;
        bool hasWord = false;
        for (const NodeLine &line :
             nodeLines(look, view.nodeItems().at(node)->rect().size(), view.zoom())) {
            if (line.role == NodeLine::Role::Name)
                name += (name.isEmpty() ? "" : " ") + line.text;
            hasWord = hasWord || line.role == NodeLine::Role::Word;
        }
        if (QString(name).remove(' ') != QString(look.title).remove(' '))
            cut << look.title;
        QVERIFY2(hasWord || name.contains(QLatin1Char(' ')), qPrintable(look.title));
    }
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join(", ")));
    for (const QRectF &label : view.labelAreas()) {
        for (const NodeItem *item : view.nodeItems())
            QVERIFY(!item->rect().intersects(label));
    }
    qInfo("zoom %.2f", view.zoom());
    QVERIFY2(view.zoom() >= 0.6, qPrintable(QString::number(view.zoom())));
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestPlatformDiagrams)
#include "tst_platformdiagrams.moc"
