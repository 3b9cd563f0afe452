// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/framepainter.h"
#include "ui/diagram/nodeitem.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QGraphicsRectItem>
#include <QGraphicsScene>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

/// Boxes that are put elsewhere, and what frames tell.
class TestDiagramMoving final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void init()
    {
        m_theme = std::make_unique<ThemeHub>();
        m_board = std::make_unique<StatusBoard>();
        m_board->setWorkspace(referenceWorkspace(), referenceTime());
        m_board->apply(allHealthy());
        m_page = std::make_unique<DiagramPage>(*m_board, *m_theme);
        m_page->setEnvironment(referenceEnvironment());
        m_page->setMovable(true);
        m_page->resize(1920, 1080);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_view = m_page->view();
    }

    void cleanup()
    {
        m_page.reset();
        m_board.reset();
        m_theme.reset();
    }

    void draggingPutsItElsewhere()
    {
        QSignalSpy pinned(m_page.get(), &DiagramPage::pinRequested);
        const QPoint from = m_view->nodeGeometry(node("redis")).center();
        send(QEvent::MouseButtonPress, from);
        QCOMPARE(m_view->selectedNode(), node("redis"));
        send(QEvent::MouseMove, from + QPoint(3, 0));
        QVERIFY(!m_view->model().isPinned(node("redis"))); // a click is no drag
        send(QEvent::MouseMove, from + QPoint(0, 100));
        QVERIFY(m_view->model().isPinned(node("redis")));
        QVERIFY(item("redis")->look().isPinned);
        // Under the pointer, on the grid.
        const QPoint seen = m_view->nodeGeometry(node("redis")).center();
        QVERIFY((seen - from - QPoint(0, 100)).manhattanLength() <= 16 * m_view->zoom());
        QCOMPARE(item("redis")->rect().left(), 8 * std::round(item("redis")->rect().left() / 8));
        QVERIFY(pinned.isEmpty());
        send(QEvent::MouseButtonRelease, from + QPoint(0, 100));
        QCOMPARE(pinned.size(), 1);
        const auto request = pinned.first().first().value<PinRequest>();
        QCOMPARE(request.platform, referenceEnvironment().platform);
        QCOMPARE(request.service, ServiceId(QStringLiteral("redis")));
        QCOMPARE(*request.place, item("redis")->rect().center());
    }

    void escapePutsItBack()
    {
        QSignalSpy pinned(m_page.get(), &DiagramPage::pinRequested);
        const QList<QRectF> before = m_view->model().layout().nodes;
        const QPoint from = m_view->nodeGeometry(node("redis")).center();
        send(QEvent::MouseButtonPress, from);
        send(QEvent::MouseMove, from + QPoint(0, 100));
        QVERIFY(m_view->model().layout().nodes != before);
        QTest::keyClick(m_view, Qt::Key_Escape);
        QVERIFY(!m_view->model().isPinned(node("redis")));
        QCOMPARE(m_view->model().layout().nodes, before);
        send(QEvent::MouseButtonRelease, from + QPoint(0, 100));
        QVERIFY(pinned.isEmpty());
    }

    void whatIsNotWrittenGoesBack()
    {
        const QList<QRectF> before = m_view->model().layout().nodes;
        QSignalSpy pinned(m_page.get(), &DiagramPage::pinRequested);
        drag("redis", QPoint(0, 100));
        QCOMPARE(pinned.size(), 1);
        m_page->showNotPinned(pinned.first().first().value<PinRequest>(),
                              {ErrorKind::Storage,
                               QStringLiteral("shop.yaml can't be written."),
                               QStringLiteral("Try: its permissions."),
                               {}});
        QCOMPARE(m_view->model().layout().nodes, before);
        auto *label = m_page->findChild<QLabel *>(QStringLiteral("diagram.exported"));
        QCOMPARE(label->text(), QStringLiteral("Not pinned: shop.yaml can't be written."));
    }

    void keysMoveByTheGrid()
    {
        QSignalSpy pinned(m_page.get(), &DiagramPage::pinRequested);
        m_view->select(referenceService(QStringLiteral("redis")));
        m_view->model().beginMoving(); // at the distances that it is moved at
        const QPointF before = item("redis")->rect().center();
        m_view->model().endMoving();
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(item("redis")->rect().center(), before + QPointF(0, 16));
        QVERIFY(pinned.isEmpty());
        rest();
        QCOMPARE(pinned.size(), 1);
        QCOMPARE(*pinned.first().first().value<PinRequest>().place, before + QPointF(0, 16));
    }

    void keysMoveLargeOnesToo()
    {
        auto large = std::make_shared<Workspace>(*m_board->workspace());
        QList<Service> &services = large->platforms[0].environments[0].services;
        while (services.size() < 100) {
            Service more = services.constFirst();
            more.id = ServiceId(QStringLiteral("more-%1").arg(services.size()));
            more.title = more.id.toString();
            more.dependencies.clear();
            services.append(more);
        }
        m_board->setWorkspace(large, referenceTime());
        QTRY_COMPARE(m_view->nodeItems().size(), 100);
        QVERIFY(!m_view->model().isSmall());
        QSignalSpy pinned(m_page.get(), &DiagramPage::pinRequested);
        m_view->select(referenceService(QStringLiteral("redis")));
        const auto rects = [this] {
            const QList<QGraphicsItem *> items = m_view->scene()->items();
            return std::count_if(items.cbegin(), items.cend(), [](const QGraphicsItem *each) {
                return each->type() == QGraphicsRectItem::Type;
            });
        };
        const auto outlines = rects();
        const QPointF before = item("redis")->rect().center();
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(rects(), outlines + 1); // where it will be
        QVERIFY(pinned.isEmpty());
        rest();
        QCOMPARE(rects(), outlines);
        QCOMPARE(pinned.size(), 1);
        QCOMPARE(*pinned.first().first().value<PinRequest>().place, before + QPointF(0, 16));
        // Esc puts this one back, too.
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(m_view, Qt::Key_Escape);
        QCOMPARE(rects(), outlines);
        QCOMPARE(pinned.size(), 1);
    }

    void theMenuLetsGo()
    {
        pinInWorkspace("redis", {600, 900});
        QVERIFY(item("redis")->look().isPinned);
        QCOMPARE(item("redis")->rect().center(), QPointF(600, 900));
        QSignalSpy asked(m_page.get(), &DiagramPage::pinRequested);
        triggerMenu("redis", "diagram.node.unpin");
        QCOMPARE(asked.size(), 1);
        QVERIFY(!asked.first().first().value<PinRequest>().place);
        QVERIFY(!item("redis")->look().isPinned);
        pinInWorkspace("redis", {600, 900});
        triggerMenu("db", "diagram.node.unpinall");
        QCOMPARE(asked.size(), 2);
        QVERIFY(asked.last().first().value<PinRequest>().service.isEmpty());
        QVERIFY(!m_view->model().hasPins());
    }

    void aDrawingWithPinsIsTheSameInEveryWindow()
    {
        pinInWorkspace("redis", {600, 900});
        const QList<QRectF> wide = m_view->model().layout().nodes;
        m_page->resize(1280, 720);
        QCOMPARE(m_view->model().layout().nodes, wide);
        QVERIFY(m_view->zoom() <= 1.5);
    }

    void whatIsNotMovableStays()
    {
        m_page->setMovable(false);
        const QList<QRectF> before = m_view->model().layout().nodes;
        drag("redis", QPoint(0, 100));
        m_view->select(referenceService(QStringLiteral("redis")));
        key(QEvent::KeyPress, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(m_view->model().layout().nodes, before);
    }

    void aFrameTellsHowItStands()
    {
        const int data = m_view->model().definition().nodes.at(node("db")).group;
        QVERIFY(m_view->model().standingOf(data)
                == nullptr); // all must stand well: its boxes say it
        auto changed = std::make_shared<Workspace>(*m_board->workspace());
        changed->platforms[0].layers[data].rollUp = {RollUpKind::AtLeast, 1};
        m_board->setWorkspace(changed, referenceTime());
        m_board->apply(allHealthy());
        QVERIFY(m_view->model().standingOf(data) != nullptr);
        QSignalSpy told(&m_view->model(), &DiagramModel::groupsChanged);
        m_board->apply(databaseDown());
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.first().first().value<QList<int>>(), QList<int>{data});
        const GroupView standing = *m_view->model().standingOf(data);
        const FrameLook look = frameLook(QStringLiteral("Data"), 0, &standing);
        QCOMPARE(look.mark->health, Health::Healthy);
        QVERIFY2(look.words.startsWith(QStringLiteral("OK, ")), qPrintable(look.words));
        QVERIFY(standing.isLenient());
        // Silence never stays green.
        m_board->tick(referenceTime(3600));
        QCOMPARE(m_view->model().standingOf(data)->standing->health, Health::Unknown);
    }

private:
    /// The keys rest: the focus goes elsewhere.
    void rest()
    {
        QFocusEvent out(QEvent::FocusOut);
        QApplication::sendEvent(m_view, &out);
    }

    int node(const char *name) const
    {
        return m_view->model().nodeOf(referenceService(QString::fromLatin1(name)));
    }

    NodeItem *item(const char *name) const { return m_view->nodeItems().at(node(name)); }

    void send(QEvent::Type type, const QPoint &at) const
    {
        const bool isRelease = type == QEvent::MouseButtonRelease;
        QMouseEvent event(type, at, m_view->viewport()->mapToGlobal(at),
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          isRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_view->viewport(), &event);
    }

    void key(QEvent::Type type, Qt::Key key, Qt::KeyboardModifiers modifiers) const
    {
        QKeyEvent event(type, key, modifiers);
        QApplication::sendEvent(m_view, &event);
    }

    void drag(const char *name, const QPoint &by) const
    {
        const QPoint from = m_view->nodeGeometry(node(name)).center();
        send(QEvent::MouseButtonPress, from);
        send(QEvent::MouseMove, from + by);
        send(QEvent::MouseButtonRelease, from + by);
    }

    void pinInWorkspace(const char *name, const QPointF &at) const
    {
        auto changed = std::make_shared<Workspace>(*m_board->workspace());
        changed->platforms[0].pinned = {{ServiceId(QString::fromLatin1(name)), at.x(), at.y()}};
        m_board->setWorkspace(changed, referenceTime());
        m_board->apply(allHealthy());
    }

    void triggerMenu(const char *name, const char *action) const
    {
        QMenu menu;
        m_page->addMenuActions(menu, referenceService(QString::fromLatin1(name)));
        auto *found = menu.findChild<QAction *>(QString::fromLatin1(action));
        QVERIFY(found != nullptr && found->isEnabled());
        found->trigger();
    }

    std::unique_ptr<ThemeHub> m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<DiagramPage> m_page;
    DiagramView *m_view = nullptr;
};

QTEST_MAIN(TestDiagramMoving)
#include "tst_diagrammoving.moc"
