// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ways/sshmaster.h"
#include "tests/support/wholefile.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace opsdeck;

/// A kept ssh, with a program in its place that does not want to end.
class TestSshMaster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void droppedWithoutWaiting();
};

void TestSshMaster::droppedWithoutWaiting()
{
    const QTemporaryDir dir;
    const QString ssh = dir.filePath("ssh");
    const QString pidFile = dir.filePath("pid");
    putFile(ssh, "#!/bin/sh\ntrap '' TERM\necho $$ >" + QFile::encodeName(pidFile)
                     + "\nwhile :; do sleep 0.1; done\n");
    QVERIFY(QFile::setPermissions(ssh, QFile::ReadOwner | QFile::ExeOwner));
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", QFile::encodeName(dir.path()) + ':' + before);
    auto master = std::make_unique<SshMaster>(SshMaster::Host{"bastion", {}}, nullptr,
                                              dir.filePath("socket"));
    QObject context;
    master->open(&context, [](const std::optional<Error> &) {});
    QTRY_VERIFY(fileBytes(pidFile).endsWith('\n'));
    qputenv("PATH", before);
    const auto pid = static_cast<pid_t>(fileBytes(pidFile).trimmed().toLongLong());
    QVERIFY(pid > 1);
    QElapsedTimer since;
    since.start();
    master.reset();
    QVERIFY2(since.elapsed() < 250, qPrintable(QString::number(since.elapsed())));
    QCOMPARE(::kill(pid, 0), 0); // it did not hear the first signal
    QTRY_VERIFY(::kill(pid, 0) != 0);
}

QTEST_GUILESS_MAIN(TestSshMaster)
#include "tst_sshmaster.moc"
