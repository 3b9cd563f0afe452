// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "models/config/programsmodel.h"
#include "services/audit/sqliteauditlog.h"
#include "services/trust/truststore.h"
#include "tests/support/guitest.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace opsdeck;
using namespace opsdeck::test;

namespace {

const EnvironmentKey kDev{PlatformId("p"), EnvironmentId("dev")};
const ServiceKey kJob{kDev, ServiceId("job")};

/// A stranger's workspace: a check that runs a script lying beside it, which leaves a mark.
class Files
{
public:
    Files()
    {
        put("opsdeck.yaml", "workspace: w\nplatforms: [{ file: p.yaml }]\n");
        put("probe.sh",
            "#!/bin/sh\necho x >> '" + m_dir.filePath("mark").toUtf8() + "'\necho fine\n");
        QFile::setPermissions(m_dir.filePath("probe.sh"),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        putPlatform("one two");
    }

    void putPlatform(const QByteArray &argument, const QByteArray &program = "probe.sh") const
    {
        put("p.yaml", "platform: p\ntitle: P\nenvironments: [{ id: dev, tier: dev }]\nservices:\n"
                      "  - id: job\n    checks:\n"
                      "      - { id: plugin, kind: command, interval: 1s, timeout: 1s, command: "
                      "['${workspace_dir}/"
                          + program + "', '" + argument + "'] }\n");
    }

    void put(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
            || file.write(bytes) != bytes.size())
            qFatal("no file");
    }

    bool hasRun() const { return QFile::exists(m_dir.filePath("mark")); }

    QString path(const QString &name = {}) const { return m_dir.filePath(name); }

private:
    QTemporaryDir m_dir;
};

/// The program's window on those files.
struct Program
{
    SystemClock clock;
    ThemeHub theme;
    Session session;
    WindowController controller;

    Program(const Files &files, const QString &data)
        : session(clock, Session::Mode::Continuous, data)
        , controller(session, theme, data)
    {
        controller.window().resize(1440, 900);
        controller.window().show();
        session.open(files.path());
    }

    QPushButton *button(const char *name)
    {
        return controller.window().findChild<QPushButton *>(QLatin1String(name));
    }

    QString sentence()
    {
        const auto *label =
            controller.window().findChild<QLabel *>(QStringLiteral("banner.sentence"));
        return controller.window().banner().isVisible() ? label->text() : QString();
    }

    QDialog *dialog()
    {
        auto *found = controller.window().findChild<QDialog *>(QStringLiteral("trust"));
        return found != nullptr && found->isVisible() ? found : nullptr;
    }

    const ServiceView *job() { return session.board().service(kJob); }
};

const QString kWaiting = "probe.sh is not trusted yet and not run: 1 check is unknown.";

} // namespace

/// A workspace that would run programs: nothing runs before somebody has seen them and said so.
class TestTrusting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingRunsUntilItIsTrustedByMouse();
    void aLongNameIsShortened();
    void returnAloneTrustsNothing();
    void byKeysAndItStays();
    void aChangedProgramAsksAgain();
    void aBrokenEditLetsNoChangedProgramRun();
    void aLinkLedElsewhereAsksAgain();
    void restoredTimesHideNothing();
    void trustInABrokenWorkspaceIsOfWhatRuns();
    void withdrawnTrustStopsARunningWindow();
    void whatWasShownIsWhatIsTrusted();
    void withoutARecordNothingIsTrusted();

private:
    void trust(Program &program);
    QByteArray evil() const;

    std::unique_ptr<Files> m_files;
    std::unique_ptr<QTemporaryDir> m_data;
};

void TestTrusting::init()
{
    m_files = std::make_unique<Files>();
    m_data = std::make_unique<QTemporaryDir>();
}

/// All that it asks for, until it runs.
void TestTrusting::trust(Program &program)
{
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    program.session.trust(program.session.untrusted());
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);
    QTRY_VERIFY(!program.sentence().contains(kWaiting));
}

/// A script that leaves another mark.
QByteArray TestTrusting::evil() const
{
    return "#!/bin/sh\necho x >> '" + m_files->path("evil").toUtf8() + "'\n";
}

void TestTrusting::nothingRunsUntilItIsTrustedByMouse()
{
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && !program.job()->neverObserved, 10'000);
    QTRY_VERIFY2(program.sentence().contains(kWaiting), qPrintable(program.sentence()));
    QCOMPARE(program.job()->health, Health::Unknown);
    QCOMPARE(program.job()->message, "Not run: this workspace is not trusted yet");
    snapshot(program.controller.window(), "trust-banner");

    QCOMPARE(program.button("banner.action")->text(), "Show the programs…");
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    const auto *list = program.dialog()->findChild<QListView *>(QStringLiteral("trust.list"));
    QCOMPARE(list->model()->rowCount(), 1);
    const QModelIndex row = list->model()->index(0, 0);
    QCOMPARE(row.data().toString(),
             QStringLiteral("0  %1\n1  one two").arg(m_files->path("probe.sh")));
    QVERIFY2(row.data(ProgramsModel::PlaceRole).toString().startsWith("p.yaml:7:"),
             qPrintable(row.data(ProgramsModel::PlaceRole).toString()));
    QVERIFY(labelsWithoutPlainText(*program.dialog()).isEmpty());
    snapshot(*program.dialog(), "trust-dialog");
    QVERIFY(!m_files->hasRun());

    QTest::mouseClick(program.button("trust.accept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);
    QVERIFY(m_files->hasRun());
    QTRY_VERIFY(!program.sentence().contains("not trusted"));
    QVERIFY(program.dialog() == nullptr);

    QList<AuditEntry> entries;
    program.session.history().auditLog()->list(
        10, this, [&](const Result<QList<AuditEntry>> &listed) { entries = *listed; });
    QTRY_COMPARE(entries.size(), 2);
    QCOMPARE(QSet<QString>({entries.at(0).outcome, entries.at(1).outcome}),
             QSet<QString>({"planned", "succeeded"}));
    QCOMPARE(entries.first().action, "workspace.trust");
    QCOMPARE(entries.first().target, "w");
}

void TestTrusting::aLongNameIsShortened()
{
    m_files->putPlatform("one", "residency-production-health-check-of-all.sh");
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains("not trusted yet"), 10'000);
    QVERIFY2(program.sentence().contains(QStringLiteral("… is not trusted yet")),
             qPrintable(program.sentence()));
    QVERIFY2(!program.sentence().contains("U+"), qPrintable(program.sentence()));
}

void TestTrusting::returnAloneTrustsNothing()
{
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    QTest::keyClick(program.dialog(), Qt::Key_Return);
    QTRY_VERIFY(program.dialog() == nullptr);
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    QTest::keyClick(program.dialog(), Qt::Key_Escape);
    QTRY_VERIFY(program.dialog() == nullptr);
    QVERIFY(program.sentence().contains(kWaiting));
    QVERIFY(!m_files->hasRun());
    QVERIFY(!QFile::exists(m_data->filePath("trust.json")));
}

void TestTrusting::byKeysAndItStays()
{
    {
        Program program(*m_files, m_data->path());
        QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
        program.button("banner.action")->setFocus();
        QTest::keyClick(program.button("banner.action"), Qt::Key_Space);
        QTRY_VERIFY(program.dialog() != nullptr);
        QWidget *later = program.button("trust.later");
        QTRY_VERIFY(later->hasFocus());
        // From the safe button to the other.
        QTest::keyClick(later, Qt::Key_Tab);
        QTRY_VERIFY(program.button("trust.accept")->hasFocus());
        QTest::keyClick(program.button("trust.accept"), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(),
                                 10'000);
    }
    Program again(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(again.job() != nullptr && again.job()->countsAsHealthy(), 10'000);
    QVERIFY(!again.sentence().contains("not trusted"));
}

void TestTrusting::aChangedProgramAsksAgain()
{
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    QTest::mouseClick(program.button("trust.accept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);

    m_files->putPlatform("another");
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && !program.job()->neverObserved
                                 && program.job()->health == Health::Unknown,
                             10'000);
    // So does another script of the same name.
    QFile script(m_files->path("probe.sh"));
    QVERIFY(script.open(QIODevice::ReadOnly));
    const QByteArray trusted = script.readAll();
    script.close();
    m_files->putPlatform("one two");
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);
    m_files->put("probe.sh", trusted + "exit 2\n");
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.job()->health, Health::Unknown, 10'000);
    m_files->put("probe.sh", trusted);
    // The one that was trusted is trusted still.
    m_files->putPlatform("one two");
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);
}

void TestTrusting::aBrokenEditLetsNoChangedProgramRun()
{
    Program program(*m_files, m_data->path());
    trust(program);
    m_files->put("probe.sh", evil());
    m_files->put("opsdeck.yaml", "workspace: w\nunknown: 1\nplatforms: [{ file: p.yaml }]\n");
    QTRY_VERIFY_WITH_TIMEOUT(program.session.isOutdated(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.job()->health, Health::Unknown, 10'000);
    program.session.checkNow({});
    const auto seen = program.session.clock().now().boot;
    QTRY_VERIFY_WITH_TIMEOUT(program.session.clock().now().boot - seen > std::chrono::seconds(2),
                             5'000);
    QVERIFY(!QFile::exists(m_files->path("evil")));
}

void TestTrusting::aLinkLedElsewhereAsksAgain()
{
    QTemporaryDir outside;
    QVERIFY(QFile::copy(m_files->path("probe.sh"), outside.filePath("good.sh")));
    QVERIFY(QFile::remove(m_files->path("probe.sh")));
    QVERIFY(QFile::link(outside.filePath("good.sh"), m_files->path("probe.sh")));
    Program program(*m_files, m_data->path());
    trust(program);
    // What it leads to lies outside and is part of it all the same.
    QFile good(outside.filePath("good.sh"));
    QVERIFY(good.open(QIODevice::Append) && good.write("exit 2\n") > 0);
    good.close();
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.job()->health, Health::Unknown, 10'000);
    QFile other(outside.filePath("evil.sh"));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write(evil()) > 0);
    other.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    other.close();
    QVERIFY(QFile::remove(m_files->path("probe.sh")));
    QVERIFY(QFile::link(outside.filePath("evil.sh"), m_files->path("probe.sh")));
    program.session.checkNow({});
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QVERIFY(!QFile::exists(m_files->path("evil")));
}

void TestTrusting::restoredTimesHideNothing()
{
    Program program(*m_files, m_data->path());
    trust(program);
    QFile script(m_files->path("probe.sh"));
    QVERIFY(script.open(QIODevice::ReadWrite));
    const QDateTime before = script.fileTime(QFileDevice::FileModificationTime);
    QByteArray text = script.readAll();
    text.replace("echo fine", "echo evil");
    QVERIFY(script.seek(0) && script.write(text) == text.size() && script.flush());
    QVERIFY(script.setFileTime(before, QFileDevice::FileModificationTime));
    script.close();
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.job()->health, Health::Unknown, 10'000);
    QVERIFY(!program.job()->message.contains("evil"));
}

void TestTrusting::trustInABrokenWorkspaceIsOfWhatRuns()
{
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    m_files->put("opsdeck.yaml", "workspace: w\nunknown: 1\nplatforms: [{ file: p.yaml }]\n");
    QTRY_VERIFY_WITH_TIMEOUT(program.session.isOutdated(), 10'000);
    program.session.trust(program.session.untrusted());
    QTRY_VERIFY_WITH_TIMEOUT(program.job() != nullptr && program.job()->countsAsHealthy(), 10'000);
    QVERIFY(program.session.isOutdated());
}

void TestTrusting::withdrawnTrustStopsARunningWindow()
{
    Program program(*m_files, m_data->path());
    trust(program);
    QVERIFY(TrustStore(m_data->path()).remove(m_files->path("opsdeck.yaml")));
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(program.job()->health, Health::Unknown, 10'000);
}

void TestTrusting::whatWasShownIsWhatIsTrusted()
{
    Program program(*m_files, m_data->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    const QString shown = program.session.untrusted().first().digest;
    m_files->putPlatform("another");
    QTRY_VERIFY_WITH_TIMEOUT(program.session.untrusted().size() == 1
                                 && program.session.untrusted().first().digest != shown,
                             10'000);
    QTest::mouseClick(program.button("trust.accept"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_data->filePath("trust.json")), 10'000);
    QTRY_VERIFY(program.sentence().contains(kWaiting));
    QCOMPARE(program.session.untrusted().size(), 1);
    QVERIFY(!m_files->hasRun());
}

void TestTrusting::withoutARecordNothingIsTrusted()
{
    Program program(*m_files, {});
    QTRY_VERIFY_WITH_TIMEOUT(program.sentence().contains(kWaiting), 10'000);
    QTest::mouseClick(program.button("banner.action"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() != nullptr);
    QTest::mouseClick(program.button("trust.accept"), Qt::LeftButton);
    QTRY_VERIFY(program.dialog() == nullptr);
    QVERIFY(!m_files->hasRun());
    QCOMPARE(program.session.untrusted().size(), 1);
}

QTEST_MAIN(TestTrusting)
#include "tst_trusting.moc"
