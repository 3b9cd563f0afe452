// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/hostverdict.h"
#include "services/probes/outcome.h"

#include <QProcess>
#include <QTest>

using namespace opsdeck;

namespace {

const QByteArray kAnswer =
    "Last login: yesterday\nword:fake\n"
    "\nm:time\n1700000000.25\n\nm:system\nLinux 6.1.0 x86_64\n\nm:uptime\n3661.42 "
    "100.0\n\nm:load\n4.00 2.00 1.00 1/200 4242\n"
    "\nm:cpus\n2\n\nm:memory\nMemTotal:        1000 kB\nMemAvailable:     100 kB\nSwapTotal:       "
    " 400 kB\nSwapFree:         300 kB\n"
    "\nm:disks\nFilesystem     1024-blocks  Used Available Capacity Mounted on\n/dev/sda1          "
    "   1000   950        50      95% /\n"
    "tmpfs 100 100 0 100% /run\n//srv/my share 1000 10 990 1% /mnt/my data\n/dev/loop3 10 10 0 "
    "100% /snap/x\n"
    "\nm:inodes\nFilesystem Inodes IUsed IFree IUse% Mounted on\n/dev/sda1 100 99 1 99% /\nbtrfs 0 "
    "0 0 - /mnt/my data\n"
    "\nm:units\nsystemd\nnginx.service loaded failed failed A web "
    "server\n\nm:reboot\nlinux-image\n\nm:command\nall is lost\n\nm:exit\n3\n\nm:end\n";

HostLimits limits(const QVariantMap &more = {})
{
    Check check;
    for (const ParameterSpec &spec : HostLimits::schema()) {
        if (spec.defaultValue.isValid())
            check.parameters.insert(spec.name, spec.defaultValue);
    }
    check.parameters.insert(more);
    return HostLimits::from(Parameters(check));
}

ProbeOutcome judged(const HostFacts &facts, const QVariantMap &more = {},
                    const QMap<QString, double> &toFull = {},
                    const std::optional<ClockOffset> &clock = {})
{
    ProbeOutcome outcome = answeredOutcome(std::chrono::microseconds(1));
    judgeHost(facts, limits(more), toFull, clock, "db1").apply(outcome);
    return outcome;
}

HostFacts healthy()
{
    return HostFacts::parse(
        "m:time\n1\nm:load\n0.5 0.5 0.5\nm:cpus\n2\nm:memory\nMemTotal: 1000 kB\nMemAvailable: 500 "
        "kB\nm:disks\n/dev/sda1 1000 500 500 50% /\nm:end\n",
        "m");
}

} // namespace

class TestHostFacts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads();
    void halfAnAnswer();
    void rubbish();
    void timeWithoutFraction();
    void scriptRunsHere();
    void scriptQuotesTheCommand();
    void healthyIsFine();
    void limits_data();
    void limits();
    void disksThatAreJudged();
    void clockOnlyAsFarAsItIsSure();
    void worstFirst();
};

void TestHostFacts::reads()
{
    const HostFacts facts = HostFacts::parse(kAnswer, "m");
    QVERIFY(facts.isWhole);
    QCOMPARE(facts.time, std::optional(1700000000.25));
    QVERIFY(facts.isTimeExact);
    QCOMPARE(facts.system, QString("Linux 6.1.0 x86_64"));
    QCOMPARE(facts.uptime, std::optional(3661.42));
    QCOMPARE(facts.loadPerCpu(), std::optional(2.0));
    QCOMPARE(facts.memoryRatio(), std::optional(0.9));
    QCOMPARE(facts.swapRatio(), std::optional(0.25));
    QCOMPARE(facts.mounts.keys(), (QStringList{"/", "/mnt/my data"}));
    QCOMPARE(facts.mounts.value("/").usedRatio(), 0.95);
    QCOMPARE(facts.mounts.value("/").inodesUsed, std::optional(99.0));
    QCOMPARE(facts.mounts.value("/mnt/my data").device, QString("//srv/my share"));
    QVERIFY(!facts.mounts.value("/mnt/my data").inodes);
    QCOMPARE(facts.failedUnits, std::optional(QStringList{"nginx.service"}));
    QVERIFY(facts.isRebootNeeded);
    QCOMPARE(facts.rebootPackages, QStringList{"linux-image"});
    QCOMPARE(facts.commandExit, std::optional(3));
    QCOMPARE(facts.commandOutput, QString("all is lost"));
    QVERIFY(facts.samples().size() > 15);
    QCOMPARE(facts.fields().value("host.memory_used").toString(), QString("90\u00A0%"));
}

void TestHostFacts::halfAnAnswer()
{
    for (qsizetype length = 0; length < kAnswer.size(); length += 3)
        QVERIFY(!HostFacts::parse(kAnswer.left(length), "m").isWhole
                || length > kAnswer.size() - 2);
    QVERIFY(!HostFacts::parse(kAnswer, "other").isWhole);
}

void TestHostFacts::rubbish()
{
    const HostFacts facts = HostFacts::parse(
        "m:time\nabc\nm:uptime\n-1\nm:load\nnan inf -2\nm:cpus\n0\nm:memory\nMemTotal: "
        "x\nm:disks\n/dev/sda1 1000 5% /\n% % % % %\n/x 1 2 3 4% \x1b[2Jy\nm:exit\nzero\nm:end\n",
        "m");
    QVERIFY(facts.isWhole);
    QVERIFY(!facts.time && !facts.uptime && !facts.load1 && !facts.loadPerCpu()
            && !facts.memoryRatio() && !facts.commandExit);
    QVERIFY(facts.mounts.isEmpty());
    QVERIFY(!facts.failedUnits);
    QCOMPARE(judged(facts).status, CheckStatus::Ok);
}

void TestHostFacts::timeWithoutFraction()
{
    const HostFacts facts = HostFacts::parse("m:time\n1700000000.N\nm:end\n", "m");
    QCOMPARE(facts.time, std::optional(1700000000.0));
    QVERIFY(!facts.isTimeExact);
}

void TestHostFacts::scriptRunsHere()
{
    QProcess shell;
    shell.start("/bin/sh", {"-s"});
    QVERIFY(shell.waitForStarted());
    shell.write(HostFacts::script("m", {}, Milliseconds(5000)));
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished(10000));
    QCOMPARE(shell.exitCode(), 0);
    const HostFacts facts = HostFacts::parse(shell.readAllStandardOutput(), "m");
    QVERIFY(facts.isWhole);
    QVERIFY(facts.time && facts.load1 && facts.cpus && facts.memoryRatio() && facts.uptime);
    QVERIFY(facts.mounts.contains("/"));
}

void TestHostFacts::scriptQuotesTheCommand()
{
    QProcess shell;
    shell.start("/bin/sh", {"-s"});
    QVERIFY(shell.waitForStarted());
    shell.write(HostFacts::script(
        "m", {"printf", "%s/", "a b", "$HOME", "it's", "; exit 7", "`id`"}, Milliseconds(5000)));
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished(10000));
    const HostFacts facts = HostFacts::parse(shell.readAllStandardOutput(), "m");
    QCOMPARE(facts.commandExit, std::optional(0));
    QCOMPARE(facts.commandOutput, QString("a b/$HOME/it's/; exit 7/`id`/"));
}

void TestHostFacts::healthyIsFine()
{
    const ProbeOutcome outcome = judged(healthy());
    QCOMPARE(outcome.error.value_or(Error{}).message, QString());
    QCOMPARE(outcome.status, CheckStatus::Ok);
}

void TestHostFacts::limits_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QVariantMap>("more");
    QTest::addColumn<CheckStatus>("status");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *answer, const QVariantMap &more,
                        CheckStatus status, const char *message) {
        QTest::newRow(name) << QByteArray(answer) << more << status << QString::fromUtf8(message);
    };
    row("disk, warning", "m:disks\n/dev/sda1 100 92 8 92% /\n", {}, CheckStatus::Warning,
        "/ of db1 is 92\u00A0% full, limit 90\u00A0%");
    row("disk, critical", "m:disks\n/dev/sda1 100 99 1 99% /\n", {}, CheckStatus::Critical,
        "/ of db1 is 99\u00A0% full, limit 97\u00A0%");
    row("inodes", "m:disks\n/dev/sda1 100 9 91 9% /\nm:inodes\n/dev/sda1 100 98 2 98% /\n", {},
        CheckStatus::Critical, "/ of db1 has 98\u00A0% of its inodes in use, limit 97\u00A0%");
    row("memory", "m:memory\nMemTotal: 100 kB\nMemAvailable: 2 kB\n", {}, CheckStatus::Warning,
        "db1 has 98\u00A0% of its memory in use, limit 95\u00A0%");
    row("swap", "m:memory\nSwapTotal: 100 kB\nSwapFree: 10 kB\n", {{"swap_critical", 0.8}},
        CheckStatus::Critical, "db1 has 90\u00A0% of its swap in use, limit 80\u00A0%");
    row("load", "m:load\n9 1 1\nm:cpus\n2\n", {{"load_warning", 4.0}}, CheckStatus::Warning,
        "db1 has a load of 4.5 for each CPU, limit 4");
    row("uptime", "m:uptime\n60 1\n", {{"uptime_warning", 600'000}}, CheckStatus::Warning,
        "db1 started 60\u00A0s ago");
    row("units", "m:units\nsystemd\na.service\nb.service\n", {}, CheckStatus::Warning,
        "2 unit(s) of db1 failed: a.service, b.service");
    row("units, ignored", "m:units\nsystemd\na.service\n", {{"failed_units", "ignore"}},
        CheckStatus::Ok, "");
    row("no systemd", "m:units\n\n", {}, CheckStatus::Ok, "");
    row("reboot", "m:reboot\nlinux\n", {{"reboot_needed", "warning"}}, CheckStatus::Warning,
        "db1 wants to be started anew");
    row("reboot, ignored", "m:reboot\nlinux\n", {}, CheckStatus::Ok, "");
    row("command", "m:command\nno\nm:exit\n1\n", {}, CheckStatus::Critical,
        "The command on db1 ended with exit code 1: no");
    row("command, good", "m:command\nyes\nm:exit\n0\n", {}, CheckStatus::Ok, "");
}

void TestHostFacts::limits()
{
    QFETCH(QByteArray, answer);
    QFETCH(QVariantMap, more);
    QFETCH(CheckStatus, status);
    QFETCH(QString, message);
    const ProbeOutcome outcome = judged(HostFacts::parse(answer + "m:end\n", "m"), more);
    QCOMPARE(outcome.message, message);
    QCOMPARE(outcome.status, status);
}

void TestHostFacts::disksThatAreJudged()
{
    const HostFacts facts = HostFacts::parse(
        "m:disks\n/dev/a 100 50 50 50% /\n/dev/b 100 99 1 99% /mnt/cdrom\nm:end\n", "m");
    QCOMPARE(judged(facts).status, CheckStatus::Critical);
    QCOMPARE(judged(facts, {{"mounts", QStringList{"/", "/srv*"}}}).status, CheckStatus::Ok);
    QCOMPARE(judged(facts, {{"mounts", QStringList{"/mnt/*"}}}).status, CheckStatus::Critical);
    const QMap<QString, double> toFull{{"/", 3600}};
    QCOMPARE(judged(healthy(), {{"disk_full_warning", 7'200'000}}, toFull).message,
             QString("/ of db1 will be full in 1\u00A0h, as it fills now; limit 2\u00A0h"));
    QCOMPARE(judged(healthy(), {{"disk_full_warning", 1'800'000}}, toFull).status, CheckStatus::Ok);
}

void TestHostFacts::clockOnlyAsFarAsItIsSure()
{
    QCOMPARE(judged(healthy(), {}, {}, ClockOffset{6, 2}).status, CheckStatus::Ok);
    const ProbeOutcome ahead = judged(healthy(), {}, {}, ClockOffset{8, 0.5});
    QCOMPARE(ahead.status, CheckStatus::Warning);
    QCOMPARE(ahead.message, QString("The clock of db1 is 8\u00A0s ahead of this machine's"));
    const ProbeOutcome behind = judged(healthy(), {}, {}, ClockOffset{-90, 0.5});
    QCOMPARE(behind.status, CheckStatus::Critical);
    QVERIFY(behind.message.contains("behind"));
}

void TestHostFacts::worstFirst()
{
    const ProbeOutcome outcome = judged(HostFacts::parse(kAnswer, "m"));
    QCOMPARE(outcome.status, CheckStatus::Critical);
    QCOMPARE(outcome.message, QString("The command on db1 ended with exit code 3: all is lost"));
    QVERIFY(outcome.error->detail.contains("inodes"));
}

QTEST_GUILESS_MAIN(TestHostFacts)
#include "tst_hostfacts.moc"
