// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/guitest.h"
#include "tests/support/referenceboard.h"
#include "ui/diagram/diagramsheet.h"
#include "ui/diagram/diagramview.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace opsdeck;
using namespace opsdeck::test;

class TestDiagramExport final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void everyFormatIsWhatItSays();
    void showsAllWhateverIsSeenAndWhateverIsChosen();
    void theMenuCopiesTextOfNow();
    void theMenuAsksWhereToSave();
    void howItEndedIsSaid();

private:
    QByteArray sheet(SheetFormat format) const
    {
        return diagramSheet(*m_page->view(), m_page->caption(), m_theme.theme(), format);
    }

    /// Opens the button's menu with the keyboard and chooses the action of that name in it.
    void choose(const char *name)
    {
        auto *button = m_page->findChild<QPushButton *>(QStringLiteral("diagram.export"));
        QVERIFY(button != nullptr && button->isVisible());
        QMenu *menu = button->menu();
        auto *wanted = menu->findChild<QAction *>(QString::fromLatin1(name));
        QVERIFY2(wanted != nullptr, name);
        menu->popup(button->mapToGlobal(QPoint(0, 0)));
        QTRY_VERIFY(menu->isVisible());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
    }

    ThemeHub m_theme;
    std::unique_ptr<StatusBoard> m_board;
    std::unique_ptr<QWidget> m_window;
    DiagramPage *m_page = nullptr;
};

void TestDiagramExport::init()
{
    m_theme.setDark(true);
    m_board = std::make_unique<StatusBoard>();
    m_board->setWorkspace(referenceWorkspace(), referenceTime());
    m_board->apply(allHealthy());
    m_board->apply(databaseDown());
    m_window = std::make_unique<QWidget>();
    m_window->resize(1280, 720);
    m_page = new DiagramPage(*m_board, m_theme, m_window.get());
    m_page->setGeometry(72, 0, 1144, 700);
    m_page->setEnvironment(referenceEnvironment());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestDiagramExport::cleanup()
{
    m_window.reset();
    m_board.reset();
}

void TestDiagramExport::everyFormatIsWhatItSays()
{
    const QSizeF area = m_page->view()->wholeArea().size();
    const QImage image = QImage::fromData(sheet(SheetFormat::Png), "PNG");
    QVERIFY(image.width() >= 2 * area.width());
    QVERIFY(image.height() >= 2 * area.height());
    QCOMPARE(image.pixelColor(2, 2), m_theme.theme().bg);
    QLabel picture;
    picture.setPixmap(QPixmap::fromImage(image));
    snapshot(picture, QStringLiteral("diagram-export"));

    const QByteArray svg = sheet(SheetFormat::Svg);
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
    QVERIFY(renderer.viewBoxF().width() >= area.width());
    // Text stays text, and says of what and of when the picture is.
    QVERIFY2(m_page->caption().contains(
                 m_board->now().utc().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))),
             qPrintable(m_page->caption()));
    QVERIFY(svg.contains(m_page->caption().toHtmlEscaped().toUtf8()));
    for (const DiagramNode &node : m_page->view()->model().definition().nodes)
        QVERIFY2(svg.contains('>' + node.title.toUtf8()), qPrintable(node.title));

    // A title is text, whatever it holds: the file is opened in browsers.
    const QString hostile = QStringLiteral("A & B</title><script>alert(1)</script>");
    QXmlStreamReader xml(diagramSheet(*m_page->view(), hostile, m_theme.theme(), SheetFormat::Svg));
    QString title;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        QVERIFY(xml.name() != QLatin1String("script"));
        if (xml.name() == QLatin1String("title") && title.isEmpty())
            title = xml.readElementText();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(title, hostile);

    const QByteArray pdf = sheet(SheetFormat::Pdf);
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
}

void TestDiagramExport::showsAllWhateverIsSeenAndWhateverIsChosen()
{
    const QByteArray before = sheet(SheetFormat::Png);
    m_page->view()->zoomTo(DiagramView::kMostZoom);
    m_page->view()->select(referenceService("db"));
    m_page->setFindText(QStringLiteral("redis"));
    QVERIFY(sheet(SheetFormat::Png) == before);
    m_board->apply(allHealthy());
    QVERIFY(sheet(SheetFormat::Png) != before);
}

void TestDiagramExport::theMenuCopiesTextOfNow()
{
    choose("diagram.export.mermaid");
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.startsWith("%% " + m_page->caption() + "\nflowchart LR\n"), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("<br/>Down\"]")));
    choose("diagram.export.copy");
    QVERIFY(!QGuiApplication::clipboard()->image().isNull());
    QVERIFY(m_page->findChild<QLabel *>(QStringLiteral("diagram.exported"))->isVisible());
}

void TestDiagramExport::theMenuAsksWhereToSave()
{
    QTemporaryDir folder;
    QSignalSpy wanted(m_page, &DiagramPage::saveRequested);
    choose("diagram.export.svg");
    auto *dialog = m_page->findChild<QFileDialog *>(QStringLiteral("diagram.export.file"));
    QVERIFY(dialog != nullptr);
    QTRY_VERIFY(dialog->isVisible());
    auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
    QVERIFY(name != nullptr);
    QVERIFY2(name->text().endsWith(QStringLiteral(".svg")), qPrintable(name->text()));
    // Without its ending: the dialog adds it. Not typed: what completes it would take the click.
    name->setText(folder.filePath(QStringLiteral("mine")));
    auto *buttons = dialog->findChild<QDialogButtonBox *>();
    QVERIFY(buttons != nullptr);
    QTest::mouseClick(buttons->button(QDialogButtonBox::Save), Qt::LeftButton);
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).toString(), folder.filePath(QStringLiteral("mine.svg")));
    QVERIFY(QSvgRenderer(wanted.first().at(1).toByteArray()).isValid());
}

void TestDiagramExport::howItEndedIsSaid()
{
    auto *said = m_page->findChild<QLabel *>(QStringLiteral("diagram.exported"));
    QVERIFY(!said->isVisible());
    m_page->showNotSaved(QStringLiteral("/x/mine.svg could not be written: no room."));
    QVERIFY(said->isVisible());
    QCOMPARE(said->text(), QStringLiteral("/x/mine.svg could not be written: no room."));
    m_page->showSaved(QStringLiteral("/x/mine.svg"));
    QCOMPARE(said->text(), QStringLiteral("Saved as /x/mine.svg"));
}

QTEST_MAIN(TestDiagramExport)
#include "tst_diagramexport.moc"
