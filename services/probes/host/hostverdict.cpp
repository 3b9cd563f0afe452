// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/hostverdict.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

const QStringList kStates{QStringLiteral("ignore"), QStringLiteral("warning"),
                          QStringLiteral("critical")};

class HostText
{
    Q_DECLARE_TR_FUNCTIONS(HostText)
};

HostLimits::OnState stateFrom(const QString &word)
{
    return static_cast<HostLimits::OnState>(std::max<qsizetype>(0, kStates.indexOf(word)));
}

CheckStatus statusOf(HostLimits::OnState state)
{
    return state == HostLimits::OnState::Critical  ? CheckStatus::Critical
           : state == HostLimits::OnState::Warning ? CheckStatus::Warning
                                                   : CheckStatus::Ok;
}

QString numberText(double value)
{
    return QString::number(value, 'g', 3);
}

struct RatioText
{
    QString message; ///< %1 what, %2 how much, %3 the limit
    QString advice;
};

void judgeRatio(Findings &findings, const Limits &limits, const std::optional<double> &ratio,
                const RatioText &text, const QString &what)
{
    if (!ratio)
        return;
    const CheckStatus status = limits.judge(*ratio);
    findings.add(status, ErrorKind::Condition,
                 text.message.arg(what, percentText(*ratio), percentText(limits.passed(status))),
                 text.advice, percentText(*ratio));
}

void judgeDisks(Findings &findings, const HostFacts &facts, const HostLimits &limits,
                const QMap<QString, double> &toFull, const QString &host)
{
    const RatioText disk{
        HostText::tr("%1 is %2 full, limit %3."),
        HostText::tr("What writes there will fail. Try: what grows in it, du -x.")};
    const RatioText inodes{
        HostText::tr("%1 has %2 of its inodes in use, limit %3."),
        HostText::tr(
            "New files will fail, though there is room. Try: a folder of very many small files.")};
    for (auto it = facts.mounts.cbegin(); it != facts.mounts.cend(); ++it) {
        if (!limits.judges(it.key()))
            continue;
        const QString what = HostText::tr("%1 of %2").arg(it.key(), host);
        judgeRatio(findings, limits.disk, it->usedRatio(), disk, what);
        if (it->inodes && it->inodesUsed)
            judgeRatio(findings, limits.inodes, *it->inodesUsed / *it->inodes, inodes, what);
        const auto left = toFull.constFind(it.key());
        if (left == toFull.cend())
            continue;
        const CheckStatus status = limits.diskFull.judge(*left * 1000);
        findings.add(
            status, ErrorKind::Condition,
            HostText::tr("%1 will be full in %2, as it fills now; limit %3.")
                .arg(what, secondsText(*left), secondsText(limits.diskFull.passed(status) / 1000)),
            HostText::tr("Reckoned from how it grew while it was watched. Try: what grows in it."),
            secondsText(*left));
    }
}

void judgeClock(Findings &findings, const Limits &limits, const std::optional<ClockOffset> &clock,
                const QString &host)
{
    if (!clock)
        return;
    // Only as far as it is sure.
    const double sure = std::max(0.0, std::abs(clock->seconds) - clock->uncertainty);
    const CheckStatus status = limits.judge(sure * 1000);
    const QString off = secondsText(std::abs(clock->seconds));
    findings.add(
        status, ErrorKind::Condition,
        (clock->seconds > 0 ? HostText::tr("The clock of %1 is %2 ahead of this machine's.")
                            : HostText::tr("The clock of %1 is %2 behind this machine's."))
            .arg(host, off),
        HostText::tr("Certificates, logins and logs go wrong. Try: timedatectl there, and here."),
        off);
}

} // namespace

bool HostLimits::judges(const QString &mount) const
{
    return mounts.isEmpty()
           || std::any_of(mounts.cbegin(), mounts.cend(), [&mount](const QRegularExpression &glob) {
                  return glob.match(mount).hasMatch();
              });
}

HostLimits HostLimits::from(const Parameters &parameters)
{
    HostLimits limits;
    limits.load = Limits::from(parameters, "load");
    limits.memory = Limits::from(parameters, "memory");
    limits.swap = Limits::from(parameters, "swap");
    limits.disk = Limits::from(parameters, "disk");
    limits.inodes = Limits::from(parameters, "inodes");
    limits.diskFull = Limits::from(parameters, "disk_full", Limits::Side::Below);
    limits.clock = Limits::from(parameters, "clock");
    limits.uptime = Limits::from(parameters, "uptime", Limits::Side::Below);
    limits.failedUnits = stateFrom(parameters.text("failed_units", kStates.at(1)));
    limits.rebootNeeded = stateFrom(parameters.text("reboot_needed", kStates.at(0)));
    for (const QString &glob : parameters.list("mounts"))
        limits.mounts.append(
            QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                   glob, QRegularExpression::UnanchoredWildcardConversion)
                                   .prepend(QLatin1String("^(?:"))
                                   .append(QLatin1String(")$"))));
    return limits;
}

ParameterSchema HostLimits::schema()
{
    const auto ratio = [](const char *name, const QString &what, const QVariant &warning,
                          const QVariant &critical) {
        return limitParameters(name, ParameterType::Number, what, warning, critical,
                               Limits::Side::Above, 1.0);
    };
    return limitParameters("load", ParameterType::Number,
                           HostText::tr("Load of the last minute for each CPU"))
           + ratio("memory", HostText::tr("Share of the memory in use"), 0.95, {})
           + ratio("swap", HostText::tr("Share of the swap in use"), {}, {})
           + ratio("disk", HostText::tr("Share of a disk in use"), 0.9, 0.97)
           + ratio("inodes", HostText::tr("Share of a disk's inodes in use"), 0.9, 0.97)
           + limitParameters(
               "disk_full", ParameterType::Duration,
               HostText::tr("Time until a disk is full, as it filled in the last hours"), {}, {},
               Limits::Side::Below)
           + limitParameters("clock", ParameterType::Duration,
                             HostText::tr("Time between the host's clock and this machine's"),
                             qint64(5000), qint64(60'000))
           + limitParameters("uptime", ParameterType::Duration,
                             HostText::tr("Time since the host started"), {}, {},
                             Limits::Side::Below)
           + ParameterSchema{
               choiceParameter("failed_units", kStates,
                               HostText::tr("What failed units of systemd are."), kStates.at(1)),
               choiceParameter("reboot_needed", kStates,
                               HostText::tr("What a host is that wants to be started anew."),
                               kStates.at(0)),
               parameter("mounts", ParameterType::StringList,
                         HostText::tr("Mount points whose disks are judged, * for any characters; "
                                      "all when absent.")),
           };
}

QList<ParameterFinding> HostLimits::findings(const QVariantMap &values)
{
    return limitFindings(values, {"load", "memory", "swap", "disk", "inodes", "clock"},
                         {"disk_full", "uptime"});
}

Findings judgeHost(const HostFacts &facts, const HostLimits &limits,
                   const QMap<QString, double> &toFull, const std::optional<ClockOffset> &clock,
                   const QString &host)
{
    Findings findings;
    if (facts.commandExit && *facts.commandExit != 0)
        findings.add(CheckStatus::Critical, ErrorKind::Status,
                     facts.commandOutput.isEmpty()
                         ? HostText::tr("The command on %1 ended with exit code %2.")
                               .arg(host)
                               .arg(*facts.commandExit)
                         : HostText::tr("The command on %1 ended with exit code %2: %3.")
                               .arg(host)
                               .arg(*facts.commandExit)
                               .arg(facts.commandOutput),
                     HostText::tr("Try: the command by hand, there."),
                     HostText::tr("exit %1").arg(*facts.commandExit));
    judgeDisks(findings, facts, limits, toFull, host);
    judgeRatio(findings, limits.memory, facts.memoryRatio(),
               {HostText::tr("%1 has %2 of its memory in use, limit %3."),
                HostText::tr("The kernel may soon kill processes. Try: what uses it, top.")},
               host);
    judgeRatio(findings, limits.swap, facts.swapRatio(),
               {HostText::tr("%1 has %2 of its swap in use, limit %3."),
                HostText::tr("The memory was too small at times. Try: what uses it.")},
               host);
    if (const std::optional<double> load = facts.loadPerCpu()) {
        const CheckStatus status = limits.load.judge(*load);
        findings.add(
            status, ErrorKind::Condition,
            HostText::tr("%1 has a load of %2 for each CPU, limit %3.")
                .arg(host, numberText(*load), numberText(limits.load.passed(status))),
            HostText::tr("More wants to run than can. Try: top; waiting for disks counts too."),
            HostText::tr("load %1").arg(numberText(*facts.load1)));
    }
    judgeClock(findings, limits.clock, clock, host);
    if (facts.uptime) {
        const CheckStatus status = limits.uptime.judge(*facts.uptime * 1000);
        findings.add(status, ErrorKind::Condition,
                     HostText::tr("%1 started %2 ago.").arg(host, secondsText(*facts.uptime)),
                     HostText::tr("Try: who started it, or what it died of: journalctl -b -1."),
                     secondsText(*facts.uptime));
    }
    if (facts.failedUnits && !facts.failedUnits->isEmpty())
        findings.add(statusOf(limits.failedUnits), ErrorKind::Condition,
                     HostText::tr("%n unit(s) of %1 failed: %2.", nullptr,
                                  static_cast<int>(facts.failedUnits->size()))
                         .arg(host, facts.failedUnits->mid(0, 3).join(QStringLiteral(", "))),
                     HostText::tr("Try: systemctl status, and the unit's log."));
    if (facts.isRebootNeeded)
        findings.add(statusOf(limits.rebootNeeded), ErrorKind::Condition,
                     HostText::tr("%1 wants to be started anew.").arg(host),
                     HostText::tr("Updates wait for it: %1.")
                         .arg(facts.rebootPackages.mid(0, 5).join(QStringLiteral(", "))));
    return findings;
}

} // namespace opsdeck
