// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/historysettings.h"
#include "ui/pages/settings/historykeeping.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;

/// How long a history is kept, from the page to the settings, with a row in the record.
class TestHistorySettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir->filePath("config"));
        QCoreApplication::setOrganizationName("opsdeck-test");
        QCoreApplication::setApplicationName("history");
        QSettings().clear();
    }

    void recordedAndThenKept()
    {
        StatusBoard board;
        SeriesBoard series;
        HistoryFeed feed(board, series, m_dir->path());
        HistoryKeeping page(m_theme);
        const HistorySettings settings(page, feed);
        page.show();
        auto *points = page.findChild<QComboBox *>("settings.history.points");
        auto *keep = page.findChild<QPushButton *>("settings.history.keep");
        points->setCurrentIndex(0);
        QTest::mouseClick(keep, Qt::LeftButton);
        QTRY_COMPARE(storedAges().points, Milliseconds(std::chrono::hours(24)));
        QTRY_VERIFY(!keep->isEnabled());
        QCOMPARE(storedAges().minutes, HistoryAges().minutes);
        QList<AuditEntry> rows;
        feed.auditLog()->list(10, this, [&](const Result<QList<AuditEntry>> &found) {
            rows = found.value_or(QList<AuditEntry>());
        });
        QTRY_COMPARE(rows.size(), 1);
        QCOMPARE(rows.first().action, QString("history.keep"));
        QCOMPARE(rows.first().body.keys(), QStringList{"samples"});
        QVERIFY(rows.first().body.value("samples").toString().contains(QChar(0x2192)));
        // Another run begins with it.
        HistoryKeeping next(m_theme);
        const HistorySettings again(next, feed);
        QCOMPARE(next.findChild<QComboBox *>("settings.history.points")->currentData().toLongLong(),
                 24LL * 3'600'000);
    }

    void withoutARecordNothingChanges()
    {
        StatusBoard board;
        SeriesBoard series;
        HistoryFeed feed(board, series, QString());
        HistoryKeeping page(m_theme);
        const HistorySettings settings(page, feed);
        page.findChild<QComboBox *>("settings.history.points")->setCurrentIndex(0);
        QTest::mouseClick(page.findChild<QPushButton *>("settings.history.keep"), Qt::LeftButton);
        QVERIFY(
            page.findChild<QLabel *>("settings.history.words")->text().contains("no data folder"));
        QCOMPARE(storedAges(), HistoryAges());
    }

    void valuesWithoutSenseAreNotTaken()
    {
        QSettings().setValue("history/samples", 5);
        QSettings().setValue("history/bytes", "much");
        QCOMPARE(storedAges(), HistoryAges());
        // Out of order.
        QSettings().setValue("history/samples", 400LL * 24 * 3'600'000);
        QCOMPARE(storedAges(), HistoryAges());
    }

private:
    ThemeHub m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_MAIN(TestHistorySettings)
#include "tst_historysettings.moc"
