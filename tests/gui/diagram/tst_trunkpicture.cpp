// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layeredgraphs.h"
#include "ui/diagram/edgepainter.h"
#include "ui/diagram/edgeway.h"
#include "ui/diagram/trunkpicture.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTest>

#include <algorithm>
#include <random>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

struct Drawing
{
    QList<QList<EdgeLook>> trunks; ///< by node
    QRectF bounds;
};

/// Lines of a laid out graph in every state.
Drawing drawing(int seed)
{
    LayoutInput input = layeredGraph(static_cast<quint32>(seed), 40, 120, 5);
    const LayoutResult layout = layeredLayout(input);
    std::mt19937 random(static_cast<unsigned>(seed));
    Drawing made;
    made.trunks.resize(input.nodes.size());
    made.bounds = layout.bounds;
    for (int edge = 0; edge < input.edges.size(); ++edge) {
        EdgeLook look;
        look.corners = layout.edges.at(edge);
        const unsigned kind = random() % 8;
        look.state = kind == 0   ? EdgeState::Failing
                     : kind == 1 ? EdgeState::Impacted
                                 : EdgeState::Normal;
        look.role = kind == 2 ? DependencyRole::Scrapes : DependencyRole::Uses;
        look.basis = kind == 3   ? DependencyBasis::Implied
                     : kind == 4 ? DependencyBasis::Disputed
                                 : DependencyBasis::Stated;
        look.isDimmed = kind == 5;
        look.width = kind == 6 ? 3 : 0;
        look.losesMuch = kind == 6 && random() % 2 == 0;
        look.endGap = kind == 0 ? 7 : 0;
        made.trunks[input.edges.at(edge).to].append(look);
    }
    return made;
}

QList<EdgeLook> flat(const Drawing &drawing)
{
    QList<EdgeLook> all;
    for (const QList<EdgeLook> &trunk : drawing.trunks)
        all += trunk;
    return all;
}

EdgeStroke strokeOf(const EdgeLook &look)
{
    return {look.state, look.isDimmed, dashesOf(look), strokeWidth(look), 0};
}

/// What is left of each line where none above it runs, each held against each.
double lengthLeft(const QList<EdgeLook> &looks)
{
    double length = 0;
    for (qsizetype i = 0; i < looks.size(); ++i) {
        const EdgeLook &look = looks.at(i);
        double from = shortening(look);
        for (qsizetype j = 0; j < looks.size(); ++j) {
            const EdgeLook &other = looks.at(j);
            if (i == j || (other.corners.last() - look.corners.last()).manhattanLength() > 0.01)
                continue;
            const EdgeStroke own = strokeOf(look);
            const EdgeStroke above = strokeOf(other);
            const bool isEarlier = above < own || (!(own < above) && j < i);
            if (isEarlier && above.covers(own))
                from = std::max(from, sharedWay(other.corners, look.corners));
        }
        length += edgePath(look.corners, look.beginGap, from).length();
    }
    return length;
}

/// Soft edges are worked out a little otherwise at the edge of what is shown.
bool areApart(QRgb one, QRgb other)
{
    constexpr int kSoft = 12;
    return std::abs(qRed(one) - qRed(other)) > kSoft
           || std::abs(qGreen(one) - qGreen(other)) > kSoft
           || std::abs(qBlue(one) - qBlue(other)) > kSoft;
}

} // namespace

/// Lines that are made ready once look as those that are painted anew.
class TestTrunkPicture final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { m_theme = std::make_unique<ThemeHub>(); }

    void everyPieceIsThereOnce();
    void partsThatAreShownLookAsTheWhole_data();
    void partsThatAreShownLookAsTheWhole();
    void onlyWhatChangedIsMadeAnew();

private:
    QImage image(const Drawing &drawing, double scale) const
    {
        QImage made((drawing.bounds.size() * scale).toSize(), QImage::Format_RGB32);
        made.fill(m_theme->theme().bg);
        return made;
    }

    std::unique_ptr<ThemeHub> m_theme;
};

void TestTrunkPicture::everyPieceIsThereOnce()
{
    int shared = 0;
    for (int seed = 1; seed <= 12; ++seed) {
        for (const QList<EdgeLook> &looks : drawing(seed).trunks) {
            const TrunkPicture picture = trunkPicture(looks, QTransform(), 1);
            double length = 0;
            for (const TrunkPicture::Part &part : picture.parts) {
                for (const TrunkPicture::Piece &piece : part.pieces)
                    length += piece.path.length();
            }
            const double wanted = lengthLeft(picture.looks);
            QVERIFY2(std::abs(length - wanted) < 1,
                     qPrintable(QString("seed %1: %2, not %3").arg(seed).arg(length).arg(wanted)));
            double whole = 0;
            for (const EdgeLook &look : picture.looks)
                whole += edgePath(look.corners, look.beginGap, shortening(look)).length();
            shared += length < whole - 1 ? 1 : 0;
        }
    }
    QVERIFY2(shared > 60, qPrintable(QString::number(shared)));
}

void TestTrunkPicture::partsThatAreShownLookAsTheWhole_data()
{
    QTest::addColumn<double>("scale");
    QTest::newRow("100 %") << 1.0;
    QTest::newRow("50 %") << 0.5;
    QTest::newRow("33 %") << 0.33;
}

void TestTrunkPicture::partsThatAreShownLookAsTheWhole()
{
    QFETCH(double, scale);
    for (const int seed : {1, 2}) {
        const Drawing drawn = drawing(seed);
        QImage whole = image(drawn, scale);
        {
            QPainter painter(&whole);
            painter.scale(scale, scale);
            paintEdges(painter, flat(drawn), m_theme->theme(), scale);
        }
        // Strip by strip, each with its trunks only, as it comes into sight by panning.
        QImage strips = image(drawn, scale);
        TrunkPictures pictures;
        const int height = 60;
        for (int top = 0; top < strips.height(); top += height) {
            QPainter painter(&strips);
            painter.setClipRect(QRect(0, top, strips.width(), height));
            painter.scale(scale, scale);
            const QRectF exposed(0, top / scale, strips.width() / scale, height / scale);
            QList<const TrunkPicture *> trunks;
            for (int node = 0; node < drawn.trunks.size(); ++node)
                trunks.append(
                    &pictures.of(node, drawn.trunks.at(node), painter.combinedTransform(), scale));
            paintTrunks(painter, trunks, m_theme->theme(), scale, exposed);
        }
        int different = 0;
        for (int y = 0; y < whole.height(); ++y) {
            const auto *one = reinterpret_cast<const QRgb *>(whole.constScanLine(y));
            const auto *other = reinterpret_cast<const QRgb *>(strips.constScanLine(y));
            for (int x = 0; x < whole.width(); ++x)
                different += areApart(one[x], other[x]) ? 1 : 0;
        }
        QVERIFY2(different == 0,
                 qPrintable(QString("seed %1: %2 pixels").arg(seed).arg(different)));
    }
}

void TestTrunkPicture::onlyWhatChangedIsMadeAnew()
{
    Drawing drawn = drawing(5);
    TrunkPictures pictures;
    const auto askAll = [&](const QTransform &there, double scale) {
        for (int node = 0; node < drawn.trunks.size(); ++node)
            pictures.of(node, drawn.trunks.at(node), there, scale);
        return pictures.madeCount();
    };
    const int all = askAll(QTransform::fromTranslate(10, 20), 1);
    QVERIFY(all > 0);
    QCOMPARE(askAll(QTransform::fromTranslate(-300, 47), 1), all);
    const auto hub =
        std::max_element(drawn.trunks.begin(), drawn.trunks.end(),
                         [](const auto &a, const auto &b) { return a.size() < b.size(); });
    (*hub)[0].state =
        (*hub)[0].state == EdgeState::Failing ? EdgeState::Normal : EdgeState::Failing;
    QCOMPARE(askAll(QTransform::fromTranslate(-300, 47), 1), all + 1);
    // Half a pixel aside strokes fall elsewhere, and at another scale.
    QCOMPARE(askAll(QTransform::fromTranslate(0.5, 0), 1), 2 * all + 1);
    QCOMPARE(askAll(QTransform::fromScale(0.5, 0.5), 0.5), 3 * all + 1);
}

QTEST_MAIN(TestTrunkPicture)
#include "tst_trunkpicture.moc"
