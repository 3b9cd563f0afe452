// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "tests/support/wholefile.h"
#include "ui/forms/editdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QEventLoop>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

using namespace opsdeck;

namespace {

const EnvironmentKey kDev{PlatformId("p"), EnvironmentId("dev")};
const ServiceKey kWeb{kDev, ServiceId("web")};

/// A disk that keeps whoever writes to the workspace waiting.
struct Disk
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isSlow = false;
    std::atomic<bool> isWaitedFor = false;

    void wait()
    {
        std::unique_lock lock(mutex);
        if (!isSlow)
            return;
        isWaitedFor = true;
        changed.wait_for(lock, std::chrono::seconds(20), [this] { return !isSlow; });
    }

    void setSlow(bool slow)
    {
        const std::scoped_lock lock(mutex);
        isSlow = slow;
        isWaitedFor = false;
        changed.notify_all();
    }
};

Disk disk;

} // namespace

/// In the place of the C library's.
extern "C" int fsync(int descriptor)
{
    char path[1024] = {};
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(descriptor);
    if (::readlink(link.constData(), path, sizeof path - 1) > 0
        && QByteArrayView(path).contains("/slow-"))
        disk.wait();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

/// A save whose dialog or program ends before it does.
class TestSavingEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void outcomeIsRecordedWhenTheProgramEnds();
    void outcomeIsRecordedWhenTheDialogIsGone();

private:
    QString path() const { return m_dir->filePath("p.yaml"); }

    EditDialog *dialog() const { return m_controller->window().findChild<EditDialog *>(); }

    void beginSaving()
    {
        m_session = std::make_unique<Session>(m_clock, Session::Mode::Continuous, m_data->path());
        m_controller = std::make_unique<WindowController>(*m_session, m_theme, m_data->path());
        MainWindow &window = m_controller->window();
        window.resize(1600, 1000);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        m_session->open(m_dir->path());
        QTRY_COMPARE_WITH_TIMEOUT(window.environment(), kDev, 10'000);
        window.selectService(kWeb);
        QTest::keyClick(&window, Qt::Key_E);
        QTRY_VERIFY(dialog() != nullptr);
        QTRY_VERIFY(dialog()->findChild<QLineEdit *>("edit.field.technology") != nullptr);
        auto *technology = dialog()->findChild<QLineEdit *>("edit.field.technology");
        technology->setFocus();
        QTest::keyClicks(technology, "nginx");
        auto *save = dialog()->findChild<QPushButton *>("edit.save");
        QTRY_VERIFY(save->isEnabled());
        disk.setSlow(true);
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(disk.isWaitedFor, 10'000);
    }

    /// Of the edits, oldest first.
    QStringList outcomes() const
    {
        SqliteAuditLog record(m_data->filePath("audit.db"));
        QStringList all;
        QEventLoop loop;
        record.list(100, &loop, [&](const Result<QList<AuditEntry>> &rows) {
            for (const AuditEntry &row : rows.value_or(QList<AuditEntry>())) {
                if (row.action == "configuration.edit")
                    all.prepend(row.outcome);
            }
            loop.quit();
        });
        loop.exec();
        return all;
    }

    SystemClock m_clock;
    ThemeHub m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<WindowController> m_controller;
};

void TestSavingEnds::init()
{
    m_dir = std::make_unique<QTemporaryDir>(QDir::tempPath() + "/slow-XXXXXX");
    m_data = std::make_unique<QTemporaryDir>();
    putFile(m_dir->filePath("opsdeck.yaml"), "workspace: w\nplatforms: [{ file: p.yaml }]\n");
    putFile(path(), "platform: p\ntitle: P\nenvironments: [{ id: dev, tier: dev }]\n"
                    "services:\n  - id: web\n    checks:\n      - { id: c, kind: tcp, host: "
                    "127.0.0.1, port: 1 }\n");
}

void TestSavingEnds::cleanup()
{
    disk.setSlow(false);
    m_controller.reset();
    m_session.reset();
}

void TestSavingEnds::outcomeIsRecordedWhenTheProgramEnds()
{
    beginSaving();
    // Nothing more is heard of it in the window.
    disk.setSlow(false);
    m_controller.reset();
    m_session.reset();
    QVERIFY(fileBytes(path()).contains("technology: nginx"));
    QCOMPARE(outcomes(), QStringList({"planned", "succeeded"}));
}

void TestSavingEnds::outcomeIsRecordedWhenTheDialogIsGone()
{
    beginSaving();
    delete dialog();
    disk.setSlow(false);
    QTRY_VERIFY(fileBytes(path()).contains("technology: nginx"));
    QTRY_COMPARE_WITH_TIMEOUT(outcomes(), QStringList({"planned", "succeeded"}), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->board().workspace()->service(kWeb)->technology, "nginx",
                              10'000);
}

QTEST_MAIN(TestSavingEnds)
#include "tst_savingends.moc"
