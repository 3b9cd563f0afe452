// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/edgeflows.h"
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/edgeway.h"
#include "ui/inspector/inspectorpanel.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolTip>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

struct Stated
{
    const char *from;
    const char *on;
    double perSecond;
};

constexpr Stated kFlows[] = {
    {"nginx", "frontend", 900},       {"nginx", "backend", 120},   {"frontend", "backend", 14},
    {"backend", "db", 400},           {"backend", "redis", 1234},  {"celery-worker", "db", 0.02},
    {"celery-worker", "redis", 33.5}, {"celery-beat", "redis", 1}, {"grafana", "prometheus", 0.5}};

QString rateOf(const Stated &flow)
{
    return QStringLiteral("%1.%2").arg(QLatin1String(flow.from), QLatin1String(flow.on));
}

/// The reference with a rate and a share of errors for each of those.
WorkspacePtr workspace()
{
    auto made = std::make_shared<Workspace>(*referenceWorkspace());
    for (Service &service : made->platforms[0].environments[0].services) {
        for (const Stated &flow : kFlows) {
            if (service.id != ServiceId(QLatin1String(flow.on)))
                continue;
            MetricDefinition rate;
            rate.id = rateOf(flow);
            rate.title = QStringLiteral("Requests");
            rate.check = service.checks.constFirst().id;
            rate.metric = rate.id;
            rate.unit = Unit::PerSecond;
            MetricDefinition errors = rate;
            errors.id = errors.metric = rate.id + QStringLiteral(".errors");
            errors.title = QStringLiteral("Failed");
            errors.unit = Unit::Ratio;
            service.metrics << rate << errors;
        }
    }
    return made;
}

FlowBook book()
{
    QList<EdgeFlow> flows;
    for (const Stated &each : kFlows) {
        EdgeFlow flow;
        flow.from = ServiceId(QLatin1String(each.from));
        flow.on = ServiceId(QLatin1String(each.on));
        flow.rate = {flow.on, rateOf(each)};
        flow.errors = {flow.on, rateOf(each) + QStringLiteral(".errors")};
        flows << flow;
    }
    return {{referenceEnvironment(), flows}};
}

QString plain(QString text)
{
    return text.replace(QChar::Nbsp, QLatin1Char(' '));
}

} // namespace

/// What flows over the lines, in the window's own pages.
class TestDiagramFlows final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void numbersStandOverNothing_data();
    void numbersStandOverNothing();
    void numbersGoWhereTheyCouldNotBeRead();
    void wideLinesAreWide();
    void nothingIsLouderThanAFailingLine();
    void troubleHasItsSign();
    void troubleThatHasNoRoomIsOnTheLine();
    void aStaleFigureIsNeverDrawnAsCurrent();
    void theTipTellsFigures();
    void modesShowNone();
    void picturesThatLeaveHaveThem();
    void theInspectorTellsThem();
    void pictures_data();
    void pictures();

private:
    /// Every server answers, with that share of errors from nginx to the backend.
    void answer(int second, double failing = 0)
    {
        QList<CheckResult> results;
        ChangeSet changes = allHealthy(second);
        for (const CheckState &state : changes.states) {
            CheckResult result = *state.last;
            for (const Stated &flow : kFlows) {
                if (result.key.service != referenceService(QLatin1String(flow.on)))
                    continue;
                const bool isBad =
                    qstrcmp(flow.from, "nginx") == 0 && qstrcmp(flow.on, "backend") == 0;
                result.samples << Sample{rateOf(flow), {}, flow.perSecond, MetricType::Gauge}
                               << Sample{rateOf(flow) + QStringLiteral(".errors"),
                                         {},
                                         isBad ? failing : 0,
                                         MetricType::Gauge};
            }
            results << result;
        }
        m_board->apply(changes);
        m_board->tick(referenceTime(second));
        m_series->addResults(results);
    }

    DiagramView &view() const { return *m_page->view(); }

    DiagramModel &model() const { return view().model(); }

    int edge(const char *from, const char *on) const
    {
        const QList<DiagramEdge> &edges = model().definition().edges;
        for (int i = 0; i < edges.size(); ++i) {
            if (edges.at(i).from == model().nodeOf(referenceService(from))
                && edges.at(i).to == model().nodeOf(referenceService(on)))
                return i;
        }
        return -1;
    }

    /// Of the viewport, in the middle of the line's longest piece.
    QPoint middleOf(int edge) const
    {
        QLineF longest;
        for (const QLineF &piece : edgePieces(model().layout().edges.at(edge))) {
            if (piece.length() > longest.length())
                longest = piece;
        }
        return view().mapFromScene(longest.center());
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<SeriesBoard> m_series;
    std::unique_ptr<EdgeFlows> m_flows;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

void TestDiagramFlows::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestDiagramFlows::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_series = std::make_unique<SeriesBoard>();
    m_series->setWorkspace(workspace());
    m_board->setWorkspace(workspace(), referenceTime());
    m_flows = std::make_unique<EdgeFlows>(*m_board, *m_series);
    m_flows->setBook(book());
    m_window = std::make_unique<QWidget>();
    m_window->resize(1920, 1080);
    m_page = new DiagramPage(*m_board, *m_theme, m_window.get());
    m_page->setGeometry(72, 0, 1800, 1040);
    m_page->setFlows(*m_flows);
    m_page->setEnvironment(referenceEnvironment());
    answer(0);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestDiagramFlows::cleanup()
{
    m_window.reset();
    m_flows.reset();
    m_series.reset();
    m_board.reset();
}

void TestDiagramFlows::numbersStandOverNothing_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("1280") << QSize(1280, 720);
    QTest::newRow("1920") << QSize(1920, 1080);
    QTest::newRow("3840") << QSize(3840, 2160);
}

void TestDiagramFlows::numbersStandOverNothing()
{
    QFETCH(QSize, size);
    m_window->resize(size);
    m_page->setGeometry(72, 0, size.width() - 120, size.height() - 40);
    answer(1, 0.03);
    QTRY_VERIFY(!view().flowLabelAreas().isEmpty());
    const QList<QRectF> flows = view().flowLabelAreas();
    const QList<QRectF> all = view().labelAreas();
    const LayoutResult &layout = model().layout();
    for (const QRectF &label : flows) {
        for (const QRectF &node : layout.nodes)
            QVERIFY(!node.intersects(label));
        QCOMPARE(std::count_if(all.cbegin(), all.cend(),
                               [&](const QRectF &other) { return other.intersects(label); }),
                 1);
        for (const QList<QPointF> &corners : layout.edges) {
            for (const QLineF &piece : edgePieces(corners))
                QVERIFY(!QRectF(piece.p1(), piece.p2())
                             .normalized()
                             .adjusted(-1, -1, 1, 1)
                             .intersects(label));
        }
    }
}

void TestDiagramFlows::numbersGoWhereTheyCouldNotBeRead()
{
    const QList<QRectF> labels = view().flowLabelAreas();
    QVERIFY(!labels.isEmpty());
    const auto inkAt = [&](double zoom, const QRectF &label) {
        view().zoomTo(zoom);
        view().centerOn(label.center());
        const QImage image = view().viewport()->grab().toImage();
        const QRect place = view().mapFromScene(label).boundingRect();
        int ink = 0;
        for (int x = place.left(); x <= place.right(); ++x) {
            for (int y = place.top(); y <= place.bottom(); ++y) {
                const QColor at = image.pixelColor(x, y);
                ink += at.lightness() > 110 ? 1 : 0;
            }
        }
        return ink;
    };
    int bare = 0; // lines are bolder there, and may reach into the place of a number
    for (const QRectF &label : labels) {
        QVERIFY(inkAt(1, label) > 0);
        bare += inkAt(0.45, label) == 0 ? 1 : 0;
    }
    QVERIFY2(bare * 2 >= labels.size(), qPrintable(QString::number(bare)));
}

void TestDiagramFlows::wideLinesAreWide()
{
    // Across the middle of a line: how many pixels of the drawing at 100 % are the line's.
    const auto widthOf = [this](const char *from, const char *on) {
        const QRectF area = view().wholeArea();
        QImage image((area.size() * 2).toSize(), QImage::Format_RGB32);
        image.fill(m_theme->theme().bg);
        QPainter painter(&image);
        painter.scale(2, 2);
        painter.translate(-area.topLeft());
        view().paintWhole(painter);
        painter.end();
        QLineF longest;
        for (const QLineF &piece : edgePieces(model().layout().edges.at(edge(from, on)))) {
            if (piece.length() > longest.length())
                longest = piece;
        }
        const QPoint middle = ((longest.center() - area.topLeft()) * 2).toPoint();
        const bool isFlat = qFuzzyCompare(longest.y1(), longest.y2());
        const int ctl = m_theme->theme().ctl.lightness();
        int count = 0;
        for (int step = -12; step <= 12; ++step) {
            const QPoint at = middle + (isFlat ? QPoint(0, step) : QPoint(step, 0));
            count += image.pixelColor(at).lightness() >= ctl - 12 ? 1 : 0;
        }
        return count;
    };
    QCOMPARE(model().flowWidth(edge("nginx", "frontend")), 3);
    QCOMPARE(model().flowWidth(edge("frontend", "backend")), 1);
    QCOMPARE(model().flowWidth(edge("prometheus", "backend")), 0);
    const int wide = widthOf("nginx", "frontend");
    const int narrow = widthOf("frontend", "backend");
    QVERIFY2(wide >= narrow + 3, qPrintable(QString("%1 %2").arg(wide).arg(narrow)));
}

/// Red before grey.
void TestDiagramFlows::nothingIsLouderThanAFailingLine()
{
    const int line = edge("nginx", "frontend");
    QCOMPARE(model().flowWidth(line), 3);
    QSignalSpy changed(&model(), &DiagramModel::edgesChanged);
    ChangeSet down;
    down.at = referenceTime(1);
    down.states = {referenceState("db", Health::Down, {}, 1)};
    m_board->apply(down);
    QCOMPARE(model().edgeState(edge("backend", "db")), EdgeState::Failing);
    for (int each = 0; each < model().definition().edges.size(); ++each)
        QVERIFY(model().flowWidth(each) <= 2);
    QVERIFY(std::any_of(changed.cbegin(), changed.cend(), [&](const QVariantList &signal) {
        return signal.at(0).value<QList<int>>().contains(line);
    }));
    answer(2);
    QCOMPARE(model().flowWidth(line), 3);
}

void TestDiagramFlows::troubleHasItsSign()
{
    const int bad = edge("nginx", "backend");
    QVERIFY(!model().flowLabelOf(bad).isBad);
    QCOMPARE(plain(model().flowLabelOf(bad).text), QString("120 /s"));
    answer(1, 0.03);
    QVERIFY(model().flowLabelOf(bad).isBad);
    QCOMPARE(plain(model().flowLabelOf(bad).text), QString("120 /s, 3 % errors"));
    // The sign takes room of its own.
    QVERIFY(edgeLabelWidth({"x", true, false}) > edgeLabelWidth({"x", false, false}) + 10);
    QImage image(100, 30, QImage::Format_RGB32);
    image.fill(m_theme->theme().bg);
    const auto hasColour = [&] {
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixelColor(x, y) == m_theme->theme().degraded)
                    return true;
            }
        }
        return false;
    };
    QPainter painter(&image);
    paintEdgeLabel(painter, {10, 20}, {"3 % errors", false, false}, m_theme->theme());
    QVERIFY(!hasColour());
    paintEdgeLabel(painter, {10, 20}, {"3 % errors", true, false}, m_theme->theme());
    QVERIFY(hasColour());
}

void TestDiagramFlows::troubleThatHasNoRoomIsOnTheLine()
{
    const auto isSeen = [this] {
        const QImage image = view().viewport()->grab().toImage();
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixelColor(x, y) == m_theme->theme().degraded)
                    return true;
            }
        }
        return false;
    };
    view().zoomBy(0.4 / view().zoom()); // nothing is written on lines there
    QVERIFY(!isSeen());
    answer(1, 0.03);
    QVERIFY(isSeen());
}

void TestDiagramFlows::aStaleFigureIsNeverDrawnAsCurrent()
{
    const int line = edge("nginx", "frontend");
    m_board->tick(referenceTime(21));
    QCOMPARE(model().flowWidth(line), 3);
    m_board->tick(referenceTime(22));
    QCOMPARE(model().flowWidth(line), 0);
    QCOMPARE(plain(model().flowLabelOf(line).text), QString("900 /s, stale"));
    m_board->tick(referenceTime(43));
    QVERIFY(model().flowLabelOf(line).text.isEmpty());
    QVERIFY(view().flowLabelAreas().isEmpty());
}

void TestDiagramFlows::theTipTellsFigures()
{
    answer(1, 0.03);
    m_board->tick(referenceTime(4));
    const QPoint at = middleOf(edge("nginx", "backend"));
    QHelpEvent help(QEvent::ToolTip, at, view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(view().viewport(), &help);
    const QString tip = plain(QToolTip::text());
    QVERIFY2(tip.contains("nginx → backend"), qPrintable(tip));
    QVERIFY2(tip.contains("120 /s: Requests of backend, 3 s ago"), qPrintable(tip));
    QVERIFY2(tip.contains("3 % errors: Failed of backend, 3 s ago"), qPrintable(tip));
    // Where nothing is known to flow there is no tip.
    const QPoint none = middleOf(edge("prometheus", "redis-exporter"));
    QHelpEvent other(QEvent::ToolTip, none, view().viewport()->mapToGlobal(none));
    QCoreApplication::sendEvent(view().viewport(), &other);
    QTRY_VERIFY(!QToolTip::isVisible());
}

void TestDiagramFlows::modesShowNone()
{
    const int line = edge("nginx", "frontend");
    for (const DiagramModes::Mode mode :
         {DiagramModes::Mode::WhatIf, DiagramModes::Mode::Live, DiagramModes::Mode::Replay}) {
        m_page->modes().setMode(mode);
        const bool isLive = mode == DiagramModes::Mode::Live;
        // Nothing is known yet of the moment that the replay begins with but its value.
        if (mode == DiagramModes::Mode::Replay)
            m_page->modes().replay().takeExtent(
                referenceEnvironment(), {referenceTime(-600).wallMs, referenceTime(0).wallMs, {}});
        else
            QCOMPARE(model().flowWidth(line), isLive ? 3 : 0);
    }
    // Of a moment without records there are no figures, least of all today's.
    m_page->modes().replay().setTime(referenceTime(-300).wallMs);
    m_page->modes().replay().takePast(referenceEnvironment(), referenceTime(0).wallMs, {});
    m_page->modes().replay().takePast(referenceEnvironment(), referenceTime(-300).wallMs, {});
    QCOMPARE(m_page->modes().replay().shownMs(), referenceTime(-300).wallMs);
    QCOMPARE(model().flowWidth(line), 0);
    QVERIFY(model().flowLabelOf(line).text.isEmpty());
    m_page->modes().setMode(DiagramModes::Mode::Live);
    QCOMPARE(model().flowWidth(line), 3);
    auto *order = m_page->findChild<QPushButton *>(QStringLiteral("diagram.startorder"));
    QVERIFY(order != nullptr);
    QTest::mouseClick(order, Qt::LeftButton);
    QCOMPARE(model().flowWidth(line), 0);
    QTest::mouseClick(order, Qt::LeftButton);
    QCOMPARE(model().flowWidth(line), 3);
}

void TestDiagramFlows::picturesThatLeaveHaveThem()
{
    const QString text = plain(m_page->mermaid());
    QVERIFY2(text.contains("-->|\"900 /s\"|"), qPrintable(text));
    const QByteArray svg =
        diagramSheet(view(), m_page->caption(), m_theme->theme(), SheetFormat::Svg);
    const QString widths = QString::fromUtf8(svg);
    QVERIFY(widths.contains("stroke-width=\"3\""));
    m_page->modes().setMode(DiagramModes::Mode::WhatIf);
    QVERIFY(!m_page->mermaid().contains("/s"));
}

void TestDiagramFlows::theInspectorTellsThem()
{
    InspectorPanel panel(*m_board, *m_series, *m_theme);
    panel.setFlows(*m_flows);
    panel.setService(referenceService("backend"));
    panel.resize(384, 1400);
    panel.show();
    panel.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&panel));
    auto *db = panel.findChild<QPushButton *>(QStringLiteral("inspector.needs.db"));
    auto *nginx = panel.findChild<QPushButton *>(QStringLiteral("inspector.neededby.nginx"));
    QVERIFY(db != nullptr && nginx != nullptr);
    QVERIFY2(plain(db->text()).contains("400 /s"), qPrintable(db->text()));
    QVERIFY2(plain(db->toolTip()).contains("400 /s: Requests of db"), qPrintable(db->toolTip()));
    QVERIFY2(plain(nginx->text()).contains("120 /s"), qPrintable(nginx->text()));
    // New figures leave the focus where it is.
    db->setFocus();
    answer(1, 0.03);
    QCOMPARE(panel.findChild<QPushButton *>(QStringLiteral("inspector.needs.db")), db);
    QVERIFY(db->hasFocus());
    m_board->tick(referenceTime(2));
    QVERIFY2(plain(nginx->text()).contains("3 % errors"), qPrintable(nginx->text()));
    m_board->tick(referenceTime(30));
    QVERIFY2(nginx->text().contains("stale"), qPrintable(nginx->text()));
    snapshot(panel, QStringLiteral("inspector-flows"));
}

void TestDiagramFlows::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("isDark");
    for (const bool isDark : {true, false}) {
        const char *theme = isDark ? "dark" : "light";
        QTest::addRow("1280-%s", theme) << QSize(1280, 720) << isDark;
        QTest::addRow("1920-%s", theme) << QSize(1920, 1080) << isDark;
    }
}

void TestDiagramFlows::pictures()
{
    QFETCH(QSize, size);
    QFETCH(bool, isDark);
    m_theme->setDark(isDark);
    m_window->resize(size);
    m_page->setGeometry(0, 0, size.width(), size.height());
    answer(1, 0.03);
    snapshot(*m_window,
             QStringLiteral("diagram-flows-%1").arg(QLatin1String(QTest::currentDataTag())));
}

QTEST_MAIN(TestDiagramFlows)
#include "tst_diagramflows.moc"
