// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/diagrambench.h"
#include "tests/support/guitest.h"
#include "ui/diagram/nodetext.h"

#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

/// Where the document's order and the dependencies disagree, and two wait for each other.
WorkspacePtr disordered()
{
    auto workspace = std::make_shared<Workspace>(*referenceWorkspace());
    Platform &platform = workspace->platforms.first();
    for (Service &service : platform.environments.first().services) {
        if (service.id == ServiceId("prometheus"))
            service.dependencies.append(
                {ServiceId("grafana"), DependencyBasis::Stated, DependencyRole::Uses});
    }
    platform.startOrder = {{{ServiceId("db"), ServiceId("redis")}, {}},
                           {{ServiceId("backend")}, {}},
                           {{ServiceId("celery-worker")}, {}},
                           {{ServiceId("frontend"), ServiceId("nginx")}, {}}};
    return workspace;
}

} // namespace

class TestDiagramStartOrder final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void theSwitchShowsWavesAndNumbers();
    void aServiceOfTheListIsChosen();
    void numbersFollowTheDefinition();
    void aNameIsCutLast();
    void aNumberIsLegible_data();
    void aNumberIsLegible();
    void pictures_data();
    void pictures();

private:
    template <typename T>
    T *child(const char *name) const
    {
        return m_bench->child<T>(name);
    }

    QString waveOf(const char *service) const { return m_bench->lookOf(service).wave; }

    std::unique_ptr<DiagramBench> m_bench;
    DiagramPage *m_page = nullptr;
};

void TestDiagramStartOrder::init()
{
    m_bench = std::make_unique<DiagramBench>(DiagramBench::Window::Bare, disordered());
    m_page = m_bench->page;
    QVERIFY(m_bench->show());
}

void TestDiagramStartOrder::cleanup()
{
    m_bench.reset();
}

void TestDiagramStartOrder::theSwitchShowsWavesAndNumbers()
{
    auto *panel = child<QWidget>("diagram.startorder.panel");
    QVERIFY(!panel->isVisible());
    QVERIFY(waveOf("db").isEmpty());
    QTest::keyClick(m_page->view(), Qt::Key_O);
    QVERIFY(panel->isVisible());
    QCOMPARE(waveOf("db"), QString("1"));
    QCOMPARE(waveOf("celery-worker"), QString("2"));
    QCOMPARE(waveOf("nginx"), QString("5"));
    QVERIFY(waveOf("pgbouncer").isEmpty());
    const QAbstractItemModel *model = child<QListView>("diagram.startorder.list")->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row)
        texts << model->index(row, 0).data().toString();
    QVERIFY(texts.contains("Circular: grafana and prometheus wait for each other. No order among "
                           "them can be right."));
    QVERIFY(texts.contains(
        "Step 2 starts backend, which needs celery-worker: that one starts in step 3 only."));
    // It is no mode: what is shown is the present, and things can be done.
    QVERIFY(m_page->whyNoActions().isEmpty());
    QTest::mouseClick(child<QPushButton>("diagram.startorder"), Qt::LeftButton);
    QVERIFY(!panel->isVisible());
    QVERIFY(waveOf("db").isEmpty());
}

void TestDiagramStartOrder::aServiceOfTheListIsChosen()
{
    QTest::mouseClick(child<QPushButton>("diagram.startorder"), Qt::LeftButton);
    auto *list = child<QListView>("diagram.startorder.list");
    QSignalSpy selected(m_page, &Page::serviceSelected);
    const QModelIndex heading = list->model()->index(0, 0);
    const QModelIndex service = list->model()->index(1, 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(heading).center());
    QCOMPARE(selected.size(), 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(service).center());
    QCOMPARE(selected.size(), 1);
    QCOMPARE(m_page->view()->selected(), referenceService(service.data().toString()));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(selected.size(), 2);
}

void TestDiagramStartOrder::numbersFollowTheDefinition()
{
    QTest::mouseClick(child<QPushButton>("diagram.startorder"), Qt::LeftButton);
    QCOMPARE(waveOf("nginx"), QString("5"));
    auto workspace = std::make_shared<Workspace>(*disordered());
    for (Service &service : workspace->platforms.first().environments.first().services) {
        if (service.id == ServiceId("nginx"))
            service.dependencies.clear();
    }
    m_bench->board.setWorkspace(workspace, referenceTime());
    QCOMPARE(waveOf("nginx"), QString("1"));
}

/// Beside the panel of a small window: the name is whole, and the circle of a mark is of 16.
void TestDiagramStartOrder::aNameIsCutLast()
{
    m_bench->window().resize(1280, 720);
    m_page->setGeometry(56, 88, 1224, 632);
    QTest::keyClick(m_page->view(), Qt::Key_O);
    QCoreApplication::processEvents();
    QVERIFY(child<QWidget>("diagram.startorder.panel")->width() <= 208);
    NodeLook look;
    look.word = QStringLiteral("OK");
    look.wave = QStringLiteral("2");
    for (const char *title : {"Elasticsearch", "Prometheus", "Postgres exporter"}) {
        look.title = QString::fromLatin1(title);
        for (const double scale : {0.66, 0.7, 0.8}) {
            QStringList name;
            for (const NodeLine &line : nodeLines(look, {176, 72}, scale)) {
                if (line.role == NodeLine::Role::Name)
                    name << line.text;
                QVERIFY(line.rect().right() * scale <= 176 * scale - 2.9);
            }
            QCOMPARE(name.join(QLatin1Char(' ')), look.title);
            QVERIFY(nodeMarkRect(look, {176, 72}, scale).width() * scale * 14 / 16 >= 16);
        }
    }
    m_bench->window().resize(1600, 900);
    m_page->setGeometry(72, 0, 1528, 900);
    QCOMPARE(child<QWidget>("diagram.startorder.panel")->width(), 288);
}

void TestDiagramStartOrder::aNumberIsLegible_data()
{
    QTest::addColumn<double>("scale");
    for (const double scale : {0.2, 0.4, 0.5, 0.57, 0.61, 0.7, 0.86, 1.0, 2.0})
        QTest::addRow("%g", scale) << scale;
}

/// Between 16 and 24 on the screen, in the box, whatever the zoom.
void TestDiagramStartOrder::aNumberIsLegible()
{
    QFETCH(double, scale);
    const QRectF box(0, 0, 176, 72);
    if (scale >= 0.4) {
        NodeLook named;
        named.word = QStringLiteral("OK");
        named.wave = QStringLiteral("2");
        for (const char *title : {"db", "PostgreSQL", "Postgres exporter"}) {
            named.title = title;
            const QRectF number = nodeWaveRect(named, box.size(), scale);
            QCOMPARE(number.width(), number.height());
            QVERIFY(number.height() * scale >= 15.99);
            QVERIFY(scale > 1 || number.height() * scale <= 24.01);
            // Lines and rings run outside.
            QVERIFY(box.contains(number));
            for (const NodeLine &line : nodeLines(named, box.size(), scale))
                QVERIFY2(!number.intersects(line.rect()), qPrintable(line.text));
            QVERIFY(!number.intersects(nodeMarkRect(named, box.size(), scale)));
        }
    }
    NodeLook look;
    look.title = "db";
    const auto picture = [&](const QString &wave) {
        look.wave = wave;
        QImage image(400, 260, QImage::Format_RGB32);
        image.fill(m_bench->theme.theme().bg);
        QPainter painter(&image);
        painter.translate(40, 40);
        painter.scale(scale, scale);
        paintNode(painter, box, look, m_bench->theme.theme(), scale);
        return image;
    };
    // One number is told from another, and from none.
    QVERIFY(picture("1") != picture("7"));
    QVERIFY(picture("1") != picture({}));
    QVERIFY(picture("12") != picture("1"));
}

void TestDiagramStartOrder::pictures_data()
{
    QTest::addColumn<QSize>("window");
    QTest::addColumn<bool>("dark");
    for (const QSize &size : {QSize(1280, 720), QSize(1920, 1080)}) {
        for (const bool dark : {true, false})
            QTest::addRow("startorder-%d-%s", size.width(), dark ? "dark" : "light")
                << size << dark;
    }
}

void TestDiagramStartOrder::pictures()
{
    QFETCH(QSize, window);
    QFETCH(bool, dark);
    m_bench->theme.setDark(dark);
    m_bench->window().resize(window);
    m_page->setGeometry(72, 0, window.width() - 72, window.height() - 88);
    QTest::mouseClick(child<QPushButton>("diagram.startorder"), Qt::LeftButton);
    m_bench->board.apply(databaseDown());
    QCoreApplication::processEvents();
    const DiagramView *view = m_page->view();
    for (int i = 0; i < view->nodeItems().size(); ++i)
        QVERIFY(view->viewport()->rect().contains(view->nodeGeometry(i)));
    QCOMPARE(labelsWithoutPlainText(*m_page), QStringList());
    snapshot(*m_page, QString::fromLatin1(QTest::currentDataTag()));
}

QTEST_MAIN(TestDiagramStartOrder)
#include "tst_diagramstartorder.moc"
