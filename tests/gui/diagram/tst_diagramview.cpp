// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/highlightitem.h"
#include "ui/diagram/navigation.h"
#include "ui/diagram/nodeitem.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QGraphicsScene>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

ChangeSet one(const CheckState &state)
{
    ChangeSet changes;
    changes.states = {state};
    return changes;
}

QImage painted(const NodeLook &look, double scale)
{
    QImage image(240, 120, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintNode(painter, QRectF(16, 16, 176, 72), look, ThemeHub::dark(), scale);
    return image;
}

} // namespace

class TestDiagramView final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aStatusChangeRepaintsOnlyItsNode();
    void aFailureRepaintsItsLines();
    void sameStateRepaintsNothing();
    void staleIsHatchedAndSaysSo();
    void detailFollowsTheZoom();
    void arrowsGoToTheNeighbour();
    void tabWalksThroughAndOut();
    void enterEscapeAndRunbookKeys();
    void zoomByKeysAndWheel();
    void panByShiftArrowsAndDrag();
    void clickSelects();
    void aDoubleClickAsksForFigures();
    void aDoubleClickIsOnWhatWasClickedFirst();
    void hoverShowsTheWayToTheRoot();
    void findDimsTheRest();
    void everyNodeSpeaks();
    void selectionOutlivesAReload();
    void fitsEveryWindow_data();
    void fitsEveryWindow();
    void themeRepaintsEverything();
    void aLargePlatformArrives();
    void neighbours();

private:
    int node(const char *name) const
    {
        return m_model->nodeOf(referenceService(QString::fromLatin1(name)));
    }

    NodeItem *item(const char *name) const { return m_view->nodeItems().at(node(name)); }

    QList<int> paintCounts() const
    {
        QList<int> counts;
        for (const NodeItem *each : m_view->nodeItems())
            counts.append(each->paintCount());
        return counts;
    }

    /// Everything that is due is painted.
    void settle() const
    {
        m_view->viewport()->repaint();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<DiagramModel> m_model;
    std::unique_ptr<QWidget> m_window;
    DiagramView *m_view = nullptr;
    QPushButton *m_before = nullptr;
    QPushButton *m_after = nullptr;
};

void TestDiagramView::initTestCase()
{
    m_theme = std::make_unique<ThemeHub>();
}

void TestDiagramView::init()
{
    m_theme->setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    m_board->apply(allHealthy());
    m_model = std::make_unique<DiagramModel>(*m_board);
    m_model->setEnvironment(referenceEnvironment());
    m_window = std::make_unique<QWidget>();
    auto *layout = new QVBoxLayout(m_window.get());
    m_before = new QPushButton("before", m_window.get());
    m_view = new DiagramView(*m_model, *m_theme, m_window.get());
    m_after = new QPushButton("after", m_window.get());
    layout->addWidget(m_before);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_after);
    m_window->resize(1152, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    settle();
}

void TestDiagramView::cleanup()
{
    m_window.reset();
    m_model.reset();
    m_board.reset();
}

void TestDiagramView::aStatusChangeRepaintsOnlyItsNode()
{
    QList<int> expected = paintCounts();
    const int backgrounds = m_view->backgroundPaintCount();
    m_board->apply(one(referenceState("redis", Health::Healthy, "hit 93 %")));
    ++expected[node("redis")];
    QTRY_COMPARE(paintCounts(), expected);
    QCOMPARE(m_view->backgroundPaintCount(), backgrounds);
    QCOMPARE(item("redis")->look().figure, QString("hit 93 %"));
}

void TestDiagramView::aFailureRepaintsItsLines()
{
    const int backgrounds = m_view->backgroundPaintCount();
    const int untouched = item("grafana")->paintCount();
    const QImage before = m_view->viewport()->grab().toImage();
    m_board->apply(databaseDown());
    QTRY_VERIFY(m_view->backgroundPaintCount() > backgrounds);
    QVERIFY(item("db")->look().needsYou);
    QVERIFY(item("db")->look().hardBorder);
    QVERIFY(!item("db")->look().isImpacted);
    QVERIFY(item("backend")->look().isImpacted);
    QVERIFY(!item("backend")->look().needsYou);
    QCOMPARE(item("backend")->look().word, QString("Down, 2 of 3"));
    QVERIFY(!item("grafana")->look().isImpacted);
    // The line from nginx to backend turned from grey to the colour of impact, picked in the middle
    // of the gap.
    const QList<QPointF> &line = m_model->layout().edges.at(1);
    const QPoint at = m_view->mapFromScene((line.first() + line.last()) / 2);
    const QImage after = m_view->viewport()->grab().toImage();
    QVERIFY(before.pixelColor(at) != after.pixelColor(at));
    const QColor impact = ThemeHub::dark().impact;
    QVERIFY(std::abs(after.pixelColor(at).hue() - impact.hue()) < 20);
    Q_UNUSED(untouched)
}

void TestDiagramView::sameStateRepaintsNothing()
{
    const QList<int> expected = paintCounts();
    const int backgrounds = m_view->backgroundPaintCount();
    m_board->apply(allHealthy());
    m_board->tick(referenceTime(1));
    settle(); // repaints all of it once by itself
    QList<int> once = expected;
    for (int &count : once)
        ++count;
    QCOMPARE(paintCounts(), once);
    QCOMPARE(m_view->backgroundPaintCount(), backgrounds);
}

void TestDiagramView::staleIsHatchedAndSaysSo()
{
    const auto markArea = [this] {
        const QRect box = m_view->nodeGeometry(node("redis"));
        const double zoom = m_view->zoom();
        const QRect mark(box.topLeft() + QPoint(qRound(12 * zoom), qRound(12 * zoom)),
                         QSize(qRound(24 * zoom), qRound(24 * zoom)));
        return m_view->viewport()->grab(mark).toImage();
    };
    const QImage fresh = markArea();
    QCOMPARE(item("redis")->look().word, QString("OK"));
    m_board->tick(referenceTime(24));
    QCOMPARE(item("redis")->look().word, QString("Stale, was OK"));
    QVERIFY(item("redis")->look().mark.stale);
    QVERIFY(item("redis")->look().isAbnormal);
    QCOMPARE(item("redis")->look().figure, QString("24%1s").arg(QChar(QChar::Nbsp)));
    // The hatch covers what was the empty inside of the ring: far more pixels are lit than by ring
    // and check mark.
    const QImage stale = markArea();
    QVERIFY(fresh != stale);
    const auto lit = [](const QImage &image) {
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += image.pixelColor(x, y).lightness() > 80;
        }
        return count;
    };
    QVERIFY2(lit(stale) > lit(fresh) * 5 / 4,
             qPrintable(QString("%1 and %2").arg(lit(stale)).arg(lit(fresh))));
}

void TestDiagramView::detailFollowsTheZoom()
{
    const NodeLook look = item("redis")->look();
    NodeLook otherName = look;
    otherName.title = "valkey";
    NodeLook otherFigure = look;
    otherFigure.figure = "7 %";
    QVERIFY(painted(look, 1.0) != painted(otherFigure, 1.0));
    QVERIFY(painted(look, 0.75) != painted(otherFigure, 0.75));
    // Where there is room for it.
    QVERIFY(painted(look, 0.6) != painted(otherFigure, 0.6));
    QVERIFY(painted(look, 0.3) == painted(otherFigure, 0.3));
    QVERIFY(painted(look, 0.42) != painted(otherName, 0.42));
    QVERIFY(painted(look, 0.6) != painted(otherName, 0.6));
    QVERIFY(painted(look, 0.3) == painted(otherName, 0.3));
    NodeLook down = look;
    down.mark.health = Health::Down;
    QVERIFY(painted(look, 0.3) != painted(down, 0.3));
}

void TestDiagramView::arrowsGoToTheNeighbour()
{
    QSignalSpy selected(m_view, &DiagramView::serviceSelected);
    m_view->setFocus();
    m_view->select(referenceService("nginx"));
    QCOMPARE(selected.size(), 0);
    QTest::keyClick(m_view, Qt::Key_Right);
    QCOMPARE(m_view->selected(), referenceService("backend"));
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.last().first().value<ServiceKey>(), referenceService("backend"));
    QVERIFY(item("backend")->look().isSelected);
    QVERIFY(!item("nginx")->look().isSelected);
    QTest::keyClick(m_view, Qt::Key_Up);
    QCOMPARE(m_view->selected(), referenceService("frontend"));
    const QList<QRectF> &boxes = m_model->layout().nodes;
    const auto top =
        std::min_element(boxes.cbegin(), boxes.cend(),
                         [](const QRectF &a, const QRectF &b) { return a.top() < b.top(); });
    const ServiceKey topmost =
        m_model->definition().nodes.at(std::distance(boxes.cbegin(), top)).key;
    m_view->select(topmost);
    QTest::keyClick(m_view, Qt::Key_Up); // nothing lies there
    QCOMPARE(m_view->selected(), topmost);
    m_view->select(referenceService("frontend"));
    QTest::keyClick(m_view, Qt::Key_Down);
    QTest::keyClick(m_view, Qt::Key_Left);
    QCOMPARE(m_view->selected(), referenceService("nginx"));
}

void TestDiagramView::tabWalksThroughAndOut()
{
    m_before->setFocus();
    QTest::keyClick(m_before, Qt::Key_Tab);
    QVERIFY(m_view->hasFocus());
    QCOMPARE(m_view->selectedNode(), 0);
    for (int i = 1; i < m_view->nodeItems().size(); ++i) {
        QTest::keyClick(m_view, Qt::Key_Tab);
        QCOMPARE(m_view->selectedNode(), i);
    }
    QTest::keyClick(m_view, Qt::Key_Tab);
    QVERIFY(m_after->hasFocus());
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_Backtab);
    QCOMPARE(m_view->selectedNode(), static_cast<int>(m_view->nodeItems().size()) - 2);
}

void TestDiagramView::enterEscapeAndRunbookKeys()
{
    QSignalSpy selected(m_view, &DiagramView::serviceSelected);
    QSignalSpy runbook(m_view, &DiagramView::runbookRequested);
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_R);
    QCOMPARE(runbook.size(), 0);
    m_view->select(referenceService("db"));
    QTest::keyClick(m_view, Qt::Key_Return);
    QCOMPARE(selected.size(), 1);
    QTest::keyClick(m_view, Qt::Key_R);
    QCOMPARE(runbook.size(), 1);
    QCOMPARE(runbook.first().first().value<ServiceKey>(), referenceService("db"));
    QTest::keyClick(m_view, Qt::Key_Escape);
    QCOMPARE(selected.last().first().value<ServiceKey>(), ServiceKey());
    QCOMPARE(m_view->selectedNode(), -1);
}

void TestDiagramView::zoomByKeysAndWheel()
{
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_0);
    QCOMPARE(m_view->zoom(), 1.0);
    QVERIFY(!m_view->isFitted());
    QTest::keyClick(m_view, Qt::Key_Plus, Qt::ShiftModifier);
    QCOMPARE(m_view->zoom(), 1.25);
    QTest::keyClick(m_view, Qt::Key_Minus);
    QTest::keyClick(m_view, Qt::Key_Minus);
    QCOMPARE(m_view->zoom(), 0.8);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(m_view, Qt::Key_Minus);
    QCOMPARE(m_view->zoom(), DiagramView::kLeastZoom);
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(m_view, Qt::Key_Equal);
    QCOMPARE(m_view->zoom(), DiagramView::kMostZoom);
    QTest::keyClick(m_view, Qt::Key_0);
    const QPoint centre = m_view->viewport()->rect().center();
    QWheelEvent wheel(centre, m_view->viewport()->mapToGlobal(centre), {}, {0, 120}, Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view->viewport(), &wheel);
    QCOMPARE(m_view->zoom(), 1.25);
    QTest::keyClick(m_view, Qt::Key_F);
    QVERIFY(m_view->isFitted());
    QVERIFY(m_view->zoom() < 1.25);
}

void TestDiagramView::panByShiftArrowsAndDrag()
{
    m_view->setFocus();
    m_view->zoomTo(2);
    m_view->centerOn(m_model->layout().bounds.center());
    const int x = m_view->horizontalScrollBar()->value();
    const int y = m_view->verticalScrollBar()->value();
    QTest::keyClick(m_view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_view, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(m_view->horizontalScrollBar()->value(), x + 64);
    QCOMPARE(m_view->verticalScrollBar()->value(), y - 64);
    // From a place without a box.
    QPoint start(5, 5);
    const auto onBox = [this](const QPoint &p) {
        for (int i = 0; i < m_view->nodeItems().size(); ++i) {
            if (m_view->nodeGeometry(i).contains(p))
                return true;
        }
        return false;
    };
    while (onBox(start))
        start += QPoint(8, 8);
    const int before = m_view->horizontalScrollBar()->value();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, start);
    QTest::mouseMove(m_view->viewport(), start + QPoint(30, 0));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, start + QPoint(30, 0));
    QCOMPARE(m_view->horizontalScrollBar()->value(), before - 30);
    QCOMPARE(m_view->selectedNode(), -1);
}

void TestDiagramView::clickSelects()
{
    QSignalSpy selected(m_view, &DiagramView::serviceSelected);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                      m_view->nodeGeometry(node("redis")).center());
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().first().value<ServiceKey>(), referenceService("redis"));
    QVERIFY(item("redis")->look().isSelected);
    QTest::mouseClick(m_view->viewport(), Qt::RightButton, {},
                      m_view->nodeGeometry(node("db")).center());
    QCOMPARE(m_view->selected(), referenceService("redis"));
}

void TestDiagramView::aDoubleClickAsksForFigures()
{
    QSignalSpy asked(m_view, &DiagramView::figuresRequested);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {},
                       m_view->nodeGeometry(node("redis")).center());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<ServiceKey>(), referenceService("redis"));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, QPoint(3, 3));
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(3, 3));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, QPoint(3, 3));
    QCOMPARE(asked.size(), 1);
}

void TestDiagramView::aDoubleClickIsOnWhatWasClickedFirst()
{
    // As the inspector does that the first click opens.
    connect(m_view, &DiagramView::serviceSelected, m_view, [this] { m_view->zoomBy(0.4); });
    QSignalSpy asked(m_view, &DiagramView::figuresRequested);
    const QPoint place = m_view->nodeGeometry(node("redis")).center();
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, place);
    QVERIFY(!m_view->nodeGeometry(node("redis")).contains(place));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<ServiceKey>(), referenceService("redis"));
}

void TestDiagramView::hoverShowsTheWayToTheRoot()
{
    m_board->apply(databaseDown());
    QTest::mouseMove(m_view->viewport(), m_view->nodeGeometry(node("frontend")).center());
    QTRY_VERIFY(item("frontend")->look().isHighlighted);
    QVERIFY(item("nginx")->look().isHighlighted); // depends on it
    QVERIFY(item("db")->look().isHighlighted);    // is its root cause
    QVERIFY(!item("grafana")->look().isHighlighted);
    const auto highlight = [this]() -> const HighlightItem * {
        for (QGraphicsItem *each : m_view->scene()->items()) {
            if (auto *found = dynamic_cast<HighlightItem *>(each))
                return found;
        }
        return nullptr;
    };
    QVERIFY(highlight() != nullptr);
    QVERIFY(highlight()->edgeCount() >= 3);
    QTest::mouseMove(m_view->viewport(), QPoint(2, 2));
    QTRY_VERIFY(!item("frontend")->look().isHighlighted);
    QCOMPARE(highlight()->edgeCount(), 0);
}

void TestDiagramView::findDimsTheRest()
{
    m_view->setFindText("celery");
    for (const NodeItem *each : m_view->nodeItems())
        QCOMPARE(each->look().isDimmed, !each->look().title.startsWith("celery"));
    m_view->setFindText("POSTGRESQL"); // the technology counts too
    QVERIFY(!item("db")->look().isDimmed);
    QVERIFY(item("redis")->look().isDimmed);
    m_view->setFindText("redis staging"); // as it is typed into Find: no box is called staging
    QVERIFY(!item("redis")->look().isDimmed);
    QVERIFY(item("db")->look().isDimmed);
    m_view->setFindText("nothing of these");
    for (const NodeItem *each : m_view->nodeItems())
        QVERIFY(each->look().isDimmed);
    m_view->setFindText("  ");
    for (const NodeItem *each : m_view->nodeItems())
        QVERIFY(!each->look().isDimmed);
}

void TestDiagramView::everyNodeSpeaks()
{
    m_board->apply(databaseDown());
    QAccessibleInterface *view = QAccessible::queryAccessibleInterface(m_view);
    QVERIFY(view != nullptr);
    QCOMPARE(view->childCount(), 12);
    QAccessibleInterface *db = view->child(node("db"));
    QVERIFY(db != nullptr);
    QVERIFY(db->text(QAccessible::Name).startsWith("db refuses connections for 84"));
    QCOMPARE(db->text(QAccessible::Description), QString("PostgreSQL 15 · 5432"));
    QVERIFY(view->child(node("backend"))->text(QAccessible::Name).contains("Impacted by db."));
    QVERIFY(!db->state().selected);
    m_view->select(referenceService("db"));
    QVERIFY(db->state().selected);
    QCOMPARE(db->parent(), view);
    QCOMPARE(view->indexOfChild(db), node("db"));
    QCOMPARE(view->childAt(db->rect().center().x(), db->rect().center().y()), db);
    QCOMPARE(view->child(99), nullptr);
    m_board->setWorkspace(nullptr, referenceTime());
    QVERIFY(!db->isValid());
    QCOMPARE(view->childCount(), 0);
}

void TestDiagramView::selectionOutlivesAReload()
{
    m_view->select(referenceService("redis"));
    auto changed = std::make_shared<Workspace>(*referenceWorkspace());
    changed->platforms[0].environments[0].services.removeFirst();
    m_board->setWorkspace(changed, referenceTime());
    QCOMPARE(m_view->nodeItems().size(), 11);
    QVERIFY(item("redis")->look().isSelected);
    changed = std::make_shared<Workspace>(*changed);
    changed->platforms[0].environments[0].services.clear();
    m_board->setWorkspace(changed, referenceTime());
    QCOMPARE(m_view->selectedNode(), -1);
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    QVERIFY(item("redis")->look().isSelected);
}

void TestDiagramView::fitsEveryWindow_data()
{
    QTest::addColumn<QSize>("size");
    for (const QSize size : {QSize(1280, 720), QSize(1600, 1000), QSize(1920, 1080),
                             QSize(3840, 2160), QSize(7680, 4320), QSize(1080, 1920)})
        QTest::addRow("%dx%d", size.width(), size.height()) << size;
}

void TestDiagramView::fitsEveryWindow()
{
    QFETCH(QSize, size);
    m_window->resize(size);
    QTRY_COMPARE(m_window->size(), size);
    settle();
    QVERIFY(m_view->isFitted());
    const QRect seen = m_view->viewport()->rect();
    QRect all;
    for (int i = 0; i < m_view->nodeItems().size(); ++i) {
        QVERIFY(seen.contains(m_view->nodeGeometry(i)));
        all |= m_view->nodeGeometry(i);
    }
    // One direction is used up but for the frames and their titles, unless the zoom is at its
    // limit.
    const bool isFull = all.width() > seen.width() * 0.85 || all.height() > seen.height() * 0.77;
    QVERIFY(isFull || qFuzzyCompare(m_view->zoom(), DiagramView::kMostZoom));
}

void TestDiagramView::themeRepaintsEverything()
{
    const QImage dark = m_view->viewport()->grab().toImage();
    m_theme->setDark(false);
    const QImage light = m_view->viewport()->grab().toImage();
    QCOMPARE(dark.pixelColor(2, 2), ThemeHub::dark().bg);
    QCOMPARE(light.pixelColor(2, 2), ThemeHub::light().bg);
}

void TestDiagramView::aLargePlatformArrives()
{
    auto large = std::make_shared<Workspace>(*referenceWorkspace());
    QList<Service> &services = large->platforms[0].environments[0].services;
    for (int i = 0; i < 500; ++i) {
        Service service = services.at(2);
        service.id = ServiceId(QString("s%1").arg(i));
        service.title = service.id.toString();
        services.append(service);
    }
    m_board->setWorkspace(large, referenceTime());
    QTRY_COMPARE(m_view->nodeItems().size(), 512);
    settle();
    for (int i = 0; i < m_view->nodeItems().size(); ++i)
        QVERIFY(m_view->viewport()->rect().contains(m_view->nodeGeometry(i)));
    QCOMPARE(item("s499")->look().word, QString("Unknown"));
}

void TestDiagramView::neighbours()
{
    const QList<QRectF> boxes{{0, 0, 10, 10}, {100, 0, 10, 10}, {60, 80, 10, 10}, {0, 100, 10, 10}};
    QCOMPARE(neighbourOf(boxes, 0, Direction::Right), 1); // straight ahead before nearer aside
    QCOMPARE(neighbourOf(boxes, 0, Direction::Down), 3);
    QCOMPARE(neighbourOf(boxes, 0, Direction::Left), -1);
    QCOMPARE(neighbourOf(boxes, 2, Direction::Up), 1);
    QCOMPARE(neighbourOf(boxes, 9, Direction::Up), -1);
    QCOMPARE(neighbourOf({}, 0, Direction::Up), -1);
}

QTEST_MAIN(TestDiagramView)
#include "tst_diagramview.moc"
