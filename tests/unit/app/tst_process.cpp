// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/hardening.h"
#include "app/common/quitsignals.h"

#include <QDir>
#include <QTest>

#include <csignal>

using namespace opsdeck;

/// What the programs do with their own process.
class TestProcess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forgetsForeignSettings();
    void quitSignalsLeaveNothing();
};

void TestProcess::forgetsForeignSettings()
{
    const QByteArrayList names{"QT_PLUGIN_PATH",
                               "QT_QPA_PLATFORM_PLUGIN_PATH",
                               "GIO_EXTRA_MODULES",
                               "GCONV_PATH",
                               "SSLKEYLOGFILE",
                               "OPENSSL_CONF",
                               "OPENSSL_MODULES",
                               "OPENSSL_ENGINES",
                               "PGHOST",
                               "PGUSER",
                               "PGPASSWORD",
                               "PGSERVICE",
                               "PGSERVICEFILE",
                               "PGSYSCONFDIR",
                               "PGOPTIONS",
                               "PGSSLMODE",
                               "QTKEYCHAIN_BACKEND"};
    for (const QByteArray &name : names)
        qputenv(name.constData(), "/nowhere");
    hardenProcess();
    for (const QByteArray &name : names)
        QVERIFY2(!qEnvironmentVariableIsSet(name.constData()), name.constData());
}

void TestProcess::quitSignalsLeaveNothing()
{
    const auto descriptors = [] {
        return QDir(QStringLiteral("/proc/self/fd"))
            .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
            .size();
    };
    const qsizetype before = descriptors();
    int first = 0;
    int second = 0;
    {
        const QuitSignals gone([&first] { ++first; });
        QCOMPARE(descriptors(), before + 2);
    }
    QCOMPARE(descriptors(), before);
    const QuitSignals present([&second] { ++second; });
    ::raise(SIGTERM);
    QTRY_COMPARE(second, 1);
    QCOMPARE(first, 0);
}

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_process.moc"
