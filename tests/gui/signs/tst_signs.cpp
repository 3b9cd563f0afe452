// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/documentwords.h"
#include "tests/support/guitest.h"
#include "ui/paint/statusmark.h"
#include "ui/signs/legend.h"
#include "ui/signs/signrow.h"
#include "ui/signs/signspanel.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

QList<Sign> allSigns()
{
    return stateSigns() + certaintySigns() + markSigns() + gapSigns() + laneSigns() + resultSigns()
           + diagramSigns() + factSigns() + environmentSigns();
}

QImage pictureOf(const Sign &sign, const Theme &theme)
{
    QImage image(sign.width + 8, Sign::kHeight + 8, QImage::Format_RGB32);
    image.fill(theme.s1);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    sign.paint(painter, QRectF(4, 4, sign.width, Sign::kHeight), theme);
    return image;
}

/// Painted by itself, as every page paints it.
QImage pictureOf(const StatusMark &mark, const Theme &theme)
{
    QImage image(24, 24, QImage::Format_RGB32);
    image.fill(theme.s1);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMark(painter, QRectF(4, 4, 16, 16), mark, theme);
    return image;
}

bool shows(const Sign &sign, const StatusMark &mark, const Theme &theme)
{
    const QImage whole = pictureOf(sign, theme);
    const QImage wanted = pictureOf(mark, theme).copy(2, 2, 20, 20);
    for (int x = 0; x + wanted.width() <= whole.width(); ++x) {
        for (int y = 0; y + wanted.height() <= whole.height(); ++y) {
            if (whole.copy(x, y, wanted.width(), wanted.height()) == wanted)
                return true;
        }
    }
    return false;
}

} // namespace

/// Everything that is drawn instead of said has its words, and they are found.
class TestSigns final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyStateThatIsDrawnIsExplained_data();
    void everyStateThatIsDrawnIsExplained();
    void everyDependencyIsExplained();
    void everyDoubtOfAFactIsExplained();
    void everySignHasItsOwnPictureAndWords();
    void legendsShowTheSameSigns();
    void panelShowsThemAll_data();
    void panelShowsThemAll();
    void panelByKeysAndMouse();

private:
    std::unique_ptr<ThemeHub> m_theme;
};

void TestSigns::init()
{
    m_theme = std::make_unique<ThemeHub>();
    m_theme->setDark(true);
}

/// By the views that pages paint: whatever state a service can be in, its mark stands on the sheet,
/// or each thing that the mark combines does.
void TestSigns::everyStateThatIsDrawnIsExplained_data()
{
    QTest::addColumn<ServiceView>("view");
    const auto add = [](const QString &name, auto &&change) {
        ServiceView view;
        view.presence = Presence::Active;
        view.checks = {CheckView()};
        change(view);
        QTest::newRow(qPrintable(name)) << view;
    };
    for (int value = 0; value <= static_cast<int>(Health::Unknown); ++value) {
        const auto health = static_cast<Health>(value);
        add(toWord(health), [&](ServiceView &view) { view.health = health; });
        if (health == Health::Unknown)
            continue;
        add(toWord(health) + " soft", [&](ServiceView &view) {
            view.health = health;
            view.soft = true;
        });
        add(toWord(health) + " stale", [&](ServiceView &view) {
            view.health = health;
            view.stale = true;
        });
    }
    for (const Health health : {Health::Healthy, Health::Degraded}) {
        add(toWord(health) + " impacted", [&](ServiceView &view) {
            view.health = health;
            view.impactedBy = {ServiceKey()};
        });
    }
    for (const Presence presence : {Presence::Planned, Presence::NotConfigured, Presence::Optional})
        add(QString("presence %1").arg(static_cast<int>(presence)), [&](ServiceView &view) {
            view.presence = presence;
            view.checks.clear();
        });
}

void TestSigns::everyStateThatIsDrawnIsExplained()
{
    QFETCH(ServiceView, view);
    const StatusMark mark = markOf(view);
    const QList<Sign> signs = allSigns();
    QVERIFY(std::any_of(signs.cbegin(), signs.cend(),
                        [&](const Sign &sign) { return shows(sign, mark, m_theme->theme()); }));
}

void TestSigns::everyDependencyIsExplained()
{
    QSet<QString> ids;
    for (const Sign &sign : diagramSigns())
        ids.insert(sign.id);
    for (int basis = 0; basis <= static_cast<int>(DependencyBasis::Disputed); ++basis) {
        switch (static_cast<DependencyBasis>(basis)) {
        case DependencyBasis::Stated:
            QVERIFY(ids.contains("diagram.stated"));
            break;
        case DependencyBasis::Implied:
            QVERIFY(ids.contains("diagram.implied"));
            break;
        case DependencyBasis::Disputed:
            QVERIFY(ids.contains("diagram.disputed"));
            break;
        }
    }
    QVERIFY(ids.contains("diagram.scrape"));
}

/// Whatever sign the inspector sets before a source is one of the sheet's.
void TestSigns::everyDoubtOfAFactIsExplained()
{
    QStringList signs;
    for (int basis = 0; basis <= static_cast<int>(FactBasis::Ours); ++basis) {
        Source source;
        source.isGiven = true;
        source.basis = static_cast<FactBasis>(basis);
        const QString sign = doubtSign(source, {});
        if (!sign.isEmpty())
            signs.append(sign);
    }
    QCOMPARE(signs.size(), factSigns().size());
    for (int i = 0; i < signs.size(); ++i) {
        QImage wanted(24, Sign::kHeight, QImage::Format_RGB32);
        wanted.fill(m_theme->theme().s1);
        QPainter painter(&wanted);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(roleFont(TextRole::Body));
        painter.setPen(m_theme->theme().t1);
        painter.drawText(wanted.rect(), Qt::AlignCenter, signs.at(i));
        painter.end();
        QCOMPARE(pictureOf(factSigns().at(i), m_theme->theme()).copy(4, 4, 24, Sign::kHeight),
                 wanted);
    }
}

void TestSigns::everySignHasItsOwnPictureAndWords()
{
    QSet<QString> ids;
    QSet<QString> sentences;
    QList<QImage> pictures;
    for (const Sign &sign : allSigns()) {
        QVERIFY2(!ids.contains(sign.id), qPrintable(sign.id));
        QVERIFY2(!sign.word.isEmpty(), qPrintable(sign.id));
        QVERIFY2(sign.sentence.endsWith(QLatin1Char('.')), qPrintable(sign.sentence));
        QVERIFY2(!sentences.contains(sign.sentence), qPrintable(sign.sentence));
        ids.insert(sign.id);
        sentences.insert(sign.sentence);
        for (const bool dark : {true, false}) {
            const Theme &theme = dark ? ThemeHub::dark() : ThemeHub::light();
            const QImage picture = pictureOf(sign, theme);
            QImage empty(picture.size(), picture.format());
            empty.fill(theme.s1);
            QVERIFY2(picture != empty, qPrintable(sign.id));
            QVERIFY2(!pictures.contains(picture), qPrintable(sign.id));
            pictures.append(picture);
        }
    }
}

void TestSigns::legendsShowTheSameSigns()
{
    Legend legend(gapSigns(), "legend", *m_theme);
    legend.resize(legend.sizeHint());
    for (const Sign &sign : gapSigns()) {
        QVERIFY(legend.accessibleName().contains(sign.word));
        QVERIFY(legend.toolTip().contains(sign.sentence));
    }
    QImage beside(legend.size(), QImage::Format_RGB32);
    beside.fill(m_theme->theme().s1);
    legend.render(&beside, {}, {}, QWidget::DrawChildren);
    const QImage sample = pictureOf(gapSigns().first(), m_theme->theme()).copy(4, 4, 28, 24);
    QCOMPARE(beside.copy(0, 0, 28, 24), sample);
    legend.setUpright(true);
    QVERIFY(legend.sizeHint().height() > 2 * Sign::kHeight);
    QVERIFY(legend.sizeHint().width() < beside.width());
    // One that concerns nothing here is neither painted nor told.
    const Sign first = gapSigns().first();
    const int tall = legend.sizeHint().height();
    legend.setLeftOut(first.id, true);
    QCOMPARE(legend.sizeHint().height(), tall - Sign::kHeight);
    QVERIFY(!legend.toolTip().contains(first.sentence));
    legend.setLeftOut(first.id, false);
    QCOMPARE(legend.sizeHint().height(), tall);
}

void TestSigns::panelShowsThemAll_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("signs-1280-dark") << QSize(1280, 720) << true;
    QTest::newRow("signs-1280-light") << QSize(1280, 720) << false;
    QTest::newRow("signs-1600-dark") << QSize(1600, 1000) << true;
}

void TestSigns::panelShowsThemAll()
{
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    m_theme->setDark(dark);
    QWidget window;
    window.resize(size);
    SignsPanel panel(*m_theme, &window);
    window.show();
    panel.toggle();
    QVERIFY(window.rect().contains(panel.geometry()));
    QStringList shown;
    for (const SignRow *row : panel.findChildren<SignRow *>()) {
        shown.append(row->sign().id);
        QVERIFY2(row->sign().width <= SignRow::kSampleWidth - 4, qPrintable(row->sign().id));
        // No sentence is cut.
        for (const QLabel *label : row->findChildren<QLabel *>())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
    }
    for (const Sign &sign : allSigns())
        QVERIFY2(shown.contains(sign.id), qPrintable(sign.id));
    // At these sizes all of it is seen at once.
    const auto *scroll = panel.findChild<QScrollArea *>("signs.scroll");
    QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    QTRY_VERIFY(!scroll->verticalScrollBar()->isVisible());
    QCOMPARE(labelsWithoutPlainText(panel), QStringList());
    snapshot(window, QTest::currentDataTag());
}

void TestSigns::panelByKeysAndMouse()
{
    QWidget window;
    window.resize(1024, 400);
    SignsPanel panel(*m_theme, &window);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    panel.toggle();
    QVERIFY(panel.isVisible());
    QTRY_VERIFY(panel.hasFocus());
    auto *bar = panel.findChild<QScrollArea *>("signs.scroll")->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    QTest::keyClick(&panel, Qt::Key_Down);
    QVERIFY(bar->value() > 0);
    QTest::keyClick(&panel, Qt::Key_PageUp);
    QCOMPARE(bar->value(), 0);
    QTest::keyClick(&panel, Qt::Key_A);
    QVERIFY(panel.isVisible());
    QTest::keyClick(&panel, Qt::Key_Escape);
    QVERIFY(!panel.isVisible());
    panel.toggle();
    QTest::mouseClick(panel.findChild<QPushButton *>("signs.close"), Qt::LeftButton);
    QVERIFY(!panel.isVisible());
}

QTEST_MAIN(TestSigns)
#include "tst_signs.moc"
