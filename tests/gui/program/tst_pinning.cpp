// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "tests/gui/program/editingbench.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/pages/diagram/diagrampage.h"

#include <QApplication>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("p"), EnvironmentId("prod")};
const QByteArray kRoot = "workspace: w\nplatforms:\n  - file: p.yaml\n";
const QByteArray kPlatform = "# What we watch\n"
                             "platform: p\n"
                             "title: P\n"
                             "environments: [{ id: prod, tier: prod }]\n"
                             "services:\n"
                             "  - id: web   # the front\n"
                             "    depends_on: [api]\n"
                             "  - id: api\n"
                             "    depends_on: [db]\n"
                             "  - id: db\n";

} // namespace

/// A node put elsewhere, from the mouse to the platform's file and back.
class TestPinning final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_bench = std::make_unique<EditingBench>();
        m_bench->put("opsdeck.yaml", kRoot);
        m_bench->put("p.yaml", kPlatform);
        start();
    }

    void cleanup()
    {
        m_view = nullptr;
        m_bench.reset();
    }

    void draggedNodeStaysWhereItWasDropped()
    {
        const QPoint from = m_view->nodeGeometry(node("db")).center();
        const QPoint by(24, 120);
        send(QEvent::MouseButtonPress, from);
        send(QEvent::MouseMove, from + by / 2);
        send(QEvent::MouseMove, from + by);
        QVERIFY(m_view->model().isPinned(node("db")));
        QCOMPARE(m_bench->get("p.yaml"), kPlatform); // it is still in the hand
        send(QEvent::MouseButtonRelease, from + by);
        const QPointF dropped = middle("db");
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->get("p.yaml") != kPlatform, 10'000);
        QCOMPARE(m_bench->get("p.yaml"), kPlatform + pinLines("db", dropped));
        // The file is read again, and says the same.
        QTRY_COMPARE_WITH_TIMEOUT(pinned().size(), 1, 10'000);
        QCOMPARE(pinned().first(), (PinnedNode{ServiceId("db"), dropped.x(), dropped.y()}));
        QTRY_COMPARE(middle("db"), dropped);
        QVERIFY(m_view->model().isPinned(node("db")));
        QTRY_COMPARE(told(), QString("db pinned"));

        // So does the program when it is started anew.
        start();
        QTRY_COMPARE(middle("db"), dropped);
        QVERIFY(m_view->nodeItems().at(node("db"))->look().isPinned);
        QVERIFY(!m_view->model().isPinned(node("api")));
    }

    void keysMoveItAndUndoTakesItBack()
    {
        m_view->setFocus();
        m_bench->window().selectService({kProd, ServiceId("api")});
        QTRY_COMPARE(m_view->selectedNode(), node("api"));
        // The keys stay down until Alt is let go: one change for as long as somebody moves it.
        for (int i = 0; i < 3; ++i)
            QTest::keyPress(m_view, Qt::Key_Down, Qt::AltModifier);
        const QPointF moved = middle("api");
        QCOMPARE(m_bench->get("p.yaml"), kPlatform);
        QTest::keyRelease(m_view, Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->get("p.yaml"), kPlatform + pinLines("api", moved),
                                  10'000);
        QTRY_COMPARE_WITH_TIMEOUT(pinned().size(), 1, 10'000);
        QTRY_COMPARE(middle("api"), moved);

        QTest::keyClick(m_view, Qt::Key_E);
        QTRY_VERIFY(m_bench->dialog() != nullptr);
        auto *undo = m_bench->part<QPushButton>("edit.undo");
        QTRY_VERIFY(undo->isVisible());
        QCOMPARE(undo->text(), QString("Undo: Pin api in the diagram of p…"));
        QTest::mouseClick(undo, Qt::LeftButton);
        auto *save = m_bench->part<QPushButton>("edit.save");
        QTRY_VERIFY(save->isEnabled() && save->text().startsWith("Undo"));
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(m_bench->dialog() == nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->get("p.yaml"), kPlatform, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(pinned().isEmpty(), 10'000);
        QTRY_VERIFY(!m_view->model().isPinned(node("api")));
    }

    void everyPlaceIsOnRecord()
    {
        drag("db", QPoint(0, 80));
        QTRY_COMPARE_WITH_TIMEOUT(pinned().size(), 1, 10'000);
        drag("db", QPoint(0, 80));
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->get("p.yaml").contains(pinOf("db", middle("db"))),
                                 10'000);
        m_bench->session().history().refreshAudit();
        const AuditModel &audit = m_bench->session().history().audit();
        // One entry before and one after each save.
        QTRY_COMPARE_WITH_TIMEOUT(audit.rowCount(), 4, 10'000);
        for (int row = 0; row < audit.rowCount(); ++row) {
            const auto entry = audit.index(row).data(AuditModel::EntryRole).value<AuditEntry>();
            QCOMPARE(entry.action, QString("configuration.edit"));
            QCOMPARE(entry.body.value("what").toString(), QString("Pin db in the diagram of p"));
        }
    }

    void whatSomebodyElseWroteIsKept()
    {
        // Another hand adds a service; the pin is written into the file as it is then.
        const QByteArray other = kPlatform + "  - id: cache\n";
        m_bench->put("p.yaml", other);
        QTRY_VERIFY_WITH_TIMEOUT(node("cache") >= 0, 10'000);
        drag("cache", QPoint(0, 80));
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->get("p.yaml"),
                                  other + pinLines("cache", middle("cache")), 10'000);
    }

private:
    void start()
    {
        m_bench->start(kProd);
        m_bench->window().showPage("diagram");
        m_view = m_bench->window().findChild<DiagramPage *>()->view();
        QTRY_VERIFY(m_view->nodeItems().size() >= 3);
    }

    int node(const char *name) const
    {
        return m_view->model().nodeOf({kProd, ServiceId(QString::fromLatin1(name))});
    }

    QPointF middle(const char *name) const
    {
        return m_view->nodeItems().at(node(name))->rect().center();
    }

    QString told() const
    {
        return m_bench->window().findChild<QLabel *>("diagram.exported")->text();
    }

    const QList<PinnedNode> &pinned() const
    {
        return m_bench->session().board().workspace()->platforms.constFirst().pinned;
    }

    /// "y" alone is a truth to readers of YAML 1.1, so it is written in quotes.
    static QByteArray pinOf(const char *name, const QPointF &at)
    {
        return QByteArray("service: ") + name + "\n      x: " + QByteArray::number(at.x())
               + "\n      \"y\": " + QByteArray::number(at.y());
    }

    static QByteArray pinLines(const char *name, const QPointF &at)
    {
        return "diagram:\n  pinned:\n    - " + pinOf(name, at) + "\n";
    }

    void send(QEvent::Type type, const QPoint &at) const
    {
        const bool isRelease = type == QEvent::MouseButtonRelease;
        QMouseEvent event(type, at, m_view->viewport()->mapToGlobal(at),
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          isRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_view->viewport(), &event);
    }

    void drag(const char *name, const QPoint &by) const
    {
        const QPoint from = m_view->nodeGeometry(node(name)).center();
        send(QEvent::MouseButtonPress, from);
        send(QEvent::MouseMove, from + by);
        send(QEvent::MouseButtonRelease, from + by);
    }

    std::unique_ptr<EditingBench> m_bench;
    DiagramView *m_view = nullptr;
};

QTEST_MAIN(TestPinning)
#include "tst_pinning.moc"
