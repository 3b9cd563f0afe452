// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diagram/nodepainter.h"
#include "ui/diagram/nodetext.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QTest>

using namespace opsdeck;

namespace {

constexpr QSizeF kBox{176, 72};

NodeLook lookOf(const QString &title, const QString &technology, const QString &port)
{
    NodeLook look;
    look.title = title;
    look.technology = technology;
    look.port = port;
    look.word = "OK";
    look.figure = "12 ms";
    return look;
}

QStringList textsOf(const QList<NodeLine> &lines, NodeLine::Role role)
{
    QStringList texts;
    for (const NodeLine &line : lines) {
        if (line.role == role)
            texts.append(line.text);
    }
    return texts;
}

double baselineOf(const QList<NodeLine> &lines, NodeLine::Role role)
{
    for (const NodeLine &line : lines) {
        if (line.role == role)
            return line.baseline.y();
    }
    return -1;
}

} // namespace

/// What the box of a node says at each size.
class TestNodeText final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void nothingIsClippedOrTooSmall_data();
    void nothingIsClippedOrTooSmall();
    void aHoleIsNotLeft();
    void thePortNeverGivesWay_data();
    void thePortNeverGivesWay();
    void longNamesTakeTwoLines();
    void whatIsNotSetUpIsSaid();
    void aBadWordTellsWhy();
    void smallBoxesSayWhatFits();
    void boxesOfOnePictureAreAlike();
    void wordsAreNeverCut();
    void anInstanceThatIsGoneIsToldInALittleRoom();

private:
    std::unique_ptr<ThemeHub> m_theme;
};

void TestNodeText::nothingIsClippedOrTooSmall_data()
{
    QTest::addColumn<NodeLook>("look");
    QTest::newRow("usual") << lookOf("Backend API", "FastAPI, Python 3.11+, Uvicorn", "8000");
    QTest::newRow("no technology") << lookOf("External APIs", "", "");
    QTest::newRow("long name") << lookOf("Postgres exporter of the reporting database", "", "9187");
    QTest::newRow("one long word") << lookOf("Elasticsearchinstance", "Elasticsearch 8.11.0", "");
    QTest::newRow("no name") << lookOf("", "", "");
    NodeLook stack = lookOf("Celery worker", "Celery, Redis broker", "");
    stack.replicas = 3;
    stack.figure = "1 of 3";
    stack.word = "Degraded";
    stack.isAbnormal = true;
    QTest::newRow("replicas") << stack;
    NodeLook stale = lookOf("celery-worker-of-the-night", "exporter", "9121, 9122, 9123");
    stale.word = "Stale, was OK";
    stale.figure = "1 min 24 s";
    QTest::newRow("stale") << stale;
}

void TestNodeText::nothingIsClippedOrTooSmall()
{
    QFETCH(NodeLook, look);
    const QRectF box(QPointF(0, 0), kBox);
    for (double scale = 0.4; scale <= 3; scale += 0.01) {
        const QRectF mark = nodeMarkRect(look, kBox, scale);
        const auto at = [&](const char *what) { return QString("%1 at %2").arg(what).arg(scale); };
        QVERIFY2(box.contains(mark), qPrintable(at("mark")));
        QVERIFY(mark.height() * scale >= 15.99);
        const QList<NodeLine> lines = nodeLines(look, kBox, scale);
        QCOMPARE(textsOf(lines, NodeLine::Role::Name).isEmpty(), look.title.isEmpty());
        for (const NodeLine &line : lines) {
            QVERIFY2(line.font.pixelSize() * scale >= 11, qPrintable(at(qPrintable(line.text))));
            QVERIFY2(box.contains(line.rect()), qPrintable(at(qPrintable(line.text))));
            QVERIFY2(!mark.intersects(line.rect()), qPrintable(at(qPrintable(line.text))));
            for (const NodeLine &other : lines) {
                // By the letters: lines may stand as close as their heights allow.
                const QRectF mine = line.rect().adjusted(0, 2, 0, -2);
                QVERIFY2(&other == &line || !mine.intersects(other.rect().adjusted(0, 2, 0, -2)),
                         qPrintable(at(qPrintable(line.text + " and " + other.text))));
            }
        }
    }
}

void TestNodeText::aHoleIsNotLeft()
{
    const QList<NodeLine> with = nodeLines(lookOf("Redis", "Redis 7", "6379"), kBox, 1);
    const QList<NodeLine> without = nodeLines(lookOf("Host", "", ""), kBox, 1);
    QCOMPARE(textsOf(without, NodeLine::Role::Detail), QStringList());
    // In the middle of the box, with its mark.
    QRectF texts;
    for (const NodeLine &line : without)
        texts |= line.rect();
    QVERIFY(std::abs(texts.center().y() - kBox.height() / 2) < 1);
    QCOMPARE(nodeMarkRect(lookOf("Host", "", ""), kBox, 1).center().y(), kBox.height() / 2);
    const double lineHeight =
        baselineOf(with, NodeLine::Role::Detail) - baselineOf(with, NodeLine::Role::Name);
    const double gap =
        baselineOf(without, NodeLine::Role::Word) - baselineOf(without, NodeLine::Role::Name);
    QVERIFY2(gap < 1.5 * lineHeight, qPrintable(QString::number(gap)));
    QVERIFY(baselineOf(with, NodeLine::Role::Word) > baselineOf(with, NodeLine::Role::Detail));
}

void TestNodeText::thePortNeverGivesWay_data()
{
    QTest::addColumn<QString>("technology");
    QTest::addColumn<QString>("port");
    QTest::addColumn<double>("width");
    QTest::addColumn<QString>("end");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("fits") << "Redis 7" << "6379" << 120.0 << "Redis 7 · 6379" << true;
    QTest::newRow("fewer words") << "Elasticsearch Coordinating Only Node" << "9200" << 130.0
                                 << " · 9200" << false;
    QTest::newRow("fewer phrases")
        << "FastAPI + Gunicorn (Uvicorn workers)" << "8000" << 120.0 << "FastAPI · 8000" << true;
    QTest::newRow("no preposition at the end")
        << "Next.js 14 with React 18" << "3000" << 130.0 << "Next.js 14 · 3000" << true;
    QTest::newRow("no open bracket") << "Next.js (Node.js 18+)" << "" << 90.0 << "Next.js" << true;
    QTest::newRow("nothing left of it")
        << "FastAPI" << "16686, 4317, 4318" << 120.0 << "16686, 4317, 4318" << false;
    QTest::newRow("more ports than fit")
        << "" << "16686, 4317, 4318, 9411" << 100.0 << "16686, 4317 +2" << true;
    QTest::newRow("port alone") << "" << "9187" << 120.0 << "port 9187" << true;
    QTest::newRow("ports alone") << "" << "80, 443" << 120.0 << "ports 80, 443" << true;
    QTest::newRow("technology alone")
        << "Celery, Redis broker" << "" << 200.0 << "Celery, Redis broker" << true;
    QTest::newRow("neither") << "" << "" << 120.0 << "" << true;
}

void TestNodeText::thePortNeverGivesWay()
{
    QFETCH(QString, technology);
    QFETCH(QString, port);
    QFETCH(double, width);
    QFETCH(QString, end);
    QFETCH(bool, isWhole);
    const QFont font = textFont(11);
    const QString detail = nodeDetail(technology, port, font, width);
    QVERIFY2(isWhole ? detail == end : detail.endsWith(end), qPrintable(detail));
    QVERIFY(QFontMetricsF(font).horizontalAdvance(detail) <= width + 0.5);
    // Words are whole or not there.
    if (end.startsWith(QLatin1Char(' '))) {
        const QString words = detail.chopped(end.size());
        QVERIFY2(!words.isEmpty() && technology.startsWith(words + QLatin1Char(' ')),
                 qPrintable(detail));
    }
}

/// In words, with a whole ring: dashed is what is planned, alone.
void TestNodeText::whatIsNotSetUpIsSaid()
{
    DiagramNode node;
    node.title = "db";
    ServiceView view;
    view.health = Health::Healthy;
    const NodeLook look = nodeLook(node, &view, {}, {}, 1);
    QCOMPARE(look.word, QString("OK, 1 not set up"));
    QVERIFY(!look.mark.planned);
    QCOMPARE(textsOf(nodeLines(look, kBox, 1), NodeLine::Role::Word),
             QStringList("OK, 1 not set up"));
    QCOMPARE(nodeLook(node, &view, {}, {}, 0).word, QString("OK"));
    view.presence = Presence::Planned;
    QVERIFY(nodeLook(node, &view, {}, {}, 1).mark.planned);
}

/// By the figure of the check, else by its words, in place of the technology.
void TestNodeText::aBadWordTellsWhy()
{
    DiagramNode node;
    node.title = "API";
    node.technology = "FastAPI";
    node.port = "8000";
    ServiceView view;
    view.health = Health::Degraded;
    view.message = "db unreachable";
    NodeLook look = nodeLook(node, &view, {}, {}, 0);
    QCOMPARE(textsOf(nodeLines(look, kBox, 1), NodeLine::Role::Detail),
             QStringList("db unreachable"));
    look = nodeLook(node, &view, "503", {}, 0);
    QCOMPARE(textsOf(nodeLines(look, kBox, 1), NodeLine::Role::Detail),
             QStringList("FastAPI · 8000"));
    view.health = Health::Healthy;
    look = nodeLook(node, &view, {}, {}, 0);
    QCOMPARE(look.technology, QString("FastAPI"));
}

void TestNodeText::longNamesTakeTwoLines()
{
    for (const double scale : {0.72, 0.8, 1.0}) {
        const QList<NodeLine> lines =
            nodeLines(lookOf("Postgres exporter two", "", "9187"), kBox, scale);
        QCOMPARE(textsOf(lines, NodeLine::Role::Name).join(' '), QString("Postgres exporter two"));
    }
    const QStringList hyphened =
        textsOf(nodeLines(lookOf("omnicore-postgres", "", ""), kBox, 0.75), NodeLine::Role::Name);
    QCOMPARE(hyphened.join(QString()), QString("omnicore-postgres"));
    // With nowhere to break it, its middle goes.
    const QStringList word = textsOf(
        nodeLines(lookOf("Averyverylongnameofaservice", "", ""), kBox, 0.6), NodeLine::Role::Name);
    QCOMPARE(word.size(), 1);
    QVERIFY(word.first().contains(QChar(0x2026)));
    QVERIFY(word.first().startsWith("A") && word.first().endsWith("e"));
}

void TestNodeText::smallBoxesSayWhatFits()
{
    const NodeLook look = lookOf("Redis", "Redis 7", "6379");
    const auto has = [&](double scale, NodeLine::Role role) {
        return !textsOf(nodeLines(look, kBox, scale), role).isEmpty();
    };
    for (const double scale : {0.4, 0.59, 0.7, 0.85, 1.0})
        QVERIFY(has(scale, NodeLine::Role::Name));
    QVERIFY(!has(0.42, NodeLine::Role::Detail));
    QVERIFY(has(0.59, NodeLine::Role::Word));
    QVERIFY(has(0.7, NodeLine::Role::Figure)); // goes before a name does
    QVERIFY(!has(0.59, NodeLine::Role::Detail));
    QVERIFY(has(0.75, NodeLine::Role::Detail));
    // A name that is not whole beside its mark is across, and the word never gives way to it.
    const auto lines = [](const char *name, double scale) {
        return nodeLines(lookOf(name, "", "9187"), kBox, scale);
    };
    for (double scale = 0.49; scale <= 1; scale += 0.01) {
        QCOMPARE(textsOf(lines("Postgres exporter two", scale), NodeLine::Role::Word),
                 QStringList{"OK"});
        if (scale < 0.56 || scale > 0.58)
            QCOMPARE(textsOf(lines("PostgreSQL", scale), NodeLine::Role::Name),
                     QStringList{"PostgreSQL"});
        QCOMPARE(textsOf(lines("PostgreSQL", scale), NodeLine::Role::Word), QStringList{"OK"});
    }
    QVERIFY(nodeMarkRect(lookOf("PostgreSQL", "", ""), kBox, 0.5).top() > kBox.height() / 3);
}

/// Whatever a name's length is: marks of one size in one place.
void TestNodeText::boxesOfOnePictureAreAlike()
{
    for (double scale = 0.4; scale < 0.85; scale += 0.01) {
        for (const QString &wave : {QString(), QStringLiteral("2")}) {
            NodeLook look = lookOf("db", "", "9187");
            look.wave = wave;
            const QRectF mark = nodeMarkRect(look, kBox, scale);
            for (const char *name : {"Celery worker", "Postgres exporter", "Elasticsearch"}) {
                look.title = name;
                const QRectF other = nodeMarkRect(look, kBox, scale);
                const QByteArray at = QString("%1 at %2").arg(name).arg(scale).toUtf8();
                QCOMPARE(other.size(), mark.size());
                QVERIFY2(qFuzzyCompare(other.left(), mark.left()), at.constData());
                QVERIFY2(scale < 0.56 || other.top() == mark.top(), at.constData());
                const QString shown =
                    textsOf(nodeLines(look, kBox, scale), NodeLine::Role::Name).join(' ');
                QVERIFY2(scale < 0.58 || !look.title.contains(' ') || shown == look.title,
                         at.constData());
            }
        }
    }
}

void TestNodeText::wordsAreNeverCut()
{
    NodeLook look = lookOf("db", "", "");
    look.word = "Stale, was OK";
    look.figure = "3 h 41 min";
    for (double scale = 0.4; scale <= 2; scale += 0.02) {
        const QStringList words = textsOf(nodeLines(look, kBox, scale), NodeLine::Role::Word);
        QVERIFY(words.isEmpty() || words == QStringList{look.word}
                || words == QStringList{"Stale"});
        const QStringList figures = textsOf(nodeLines(look, kBox, scale), NodeLine::Role::Figure);
        QVERIFY(figures.isEmpty() || figures == QStringList{look.figure});
    }
    // Who has it is told in the line above: that it is not sure is not given up for it.
    look.word = "OK, 1 of 2, acknowledged";
    QCOMPARE(textsOf(nodeLines(look, kBox, 1), NodeLine::Role::Word), QStringList{"OK, 1 of 2"});
    // Beside a long word a long figure is not there at all.
    look.word = "Unknown";
    look.figure = "refused by the gateway";
    const QList<NodeLine> lines = nodeLines(look, kBox, 1);
    QCOMPARE(textsOf(lines, NodeLine::Role::Word), QStringList{"Unknown"});
    QCOMPARE(textsOf(lines, NodeLine::Role::Figure), QStringList());
}

void TestNodeText::anInstanceThatIsGoneIsToldInALittleRoom()
{
    NodeLook look = lookOf("api", "", "");
    look.word = "OK";
    look.figure = "2 of 3 OK";
    bool wasInstead = false;
    for (double scale = 0.6; scale <= 2; scale += 0.02) {
        const QList<NodeLine> lines = nodeLines(look, kBox, scale);
        const QStringList words = textsOf(lines, NodeLine::Role::Word);
        const QStringList figures = textsOf(lines, NodeLine::Role::Figure);
        const bool isInstead = words == QStringList{look.figure} && figures.isEmpty();
        const bool isBeside = words == QStringList{"OK"} && figures == QStringList{look.figure};
        QVERIFY2(isInstead || isBeside, qPrintable(QString::number(scale)));
        wasInstead = wasInstead || isInstead;
    }
    QVERIFY(wasInstead);
    // In very little room by its numbers.
    bool wasShort = false;
    for (double width = 60; width < kBox.width(); width += 4) {
        const QStringList words =
            textsOf(nodeLines(look, {width, kBox.height()}, 1), NodeLine::Role::Word);
        wasShort = wasShort || words == QStringList{"2/3"};
        QVERIFY2(words != QStringList{"OK"}
                     || !textsOf(nodeLines(look, {width, kBox.height()}, 1), NodeLine::Role::Figure)
                             .isEmpty(),
                 qPrintable(QString::number(width)));
    }
    QVERIFY(wasShort);
}

QTEST_MAIN(TestNodeText)
#include "tst_nodetext.moc"
