// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/host/hostfacts.h"

#include "services/base/cleantext.h"
#include "services/domain/instant.h"
#include "services/net/neterrors.h"
#include "services/probes/findings.h"

#include <cmath>

namespace opsdeck {

namespace {

constexpr int kNameShown = 120;
constexpr int kLineShown = 300;
constexpr qsizetype kMostUnits = 50;

using Lines = QList<QByteArray>;

std::optional<double> numberOf(const QByteArray &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
}

void readTime(const Lines &lines, HostFacts &facts)
{
    const QByteArray text = lines.value(0).trimmed();
    const qsizetype dot = text.indexOf('.');
    facts.time = numberOf(dot < 0 ? text : text.left(dot));
    // Where date knows no %N it writes it as it is.
    const std::optional<double> exact = dot < 0 ? std::nullopt : numberOf(text);
    facts.isTimeExact = exact.has_value();
    if (exact)
        facts.time = exact;
}

void readLoad(const Lines &lines, HostFacts &facts)
{
    const Lines parts = lines.value(0).simplified().split(' ');
    facts.load1 = numberOf(parts.value(0));
    facts.load5 = numberOf(parts.value(1));
    facts.load15 = numberOf(parts.value(2));
}

void readMemory(const Lines &lines, HostFacts &facts)
{
    for (const QByteArray &line : lines) {
        const Lines parts = line.simplified().split(' ');
        std::optional<double> value = numberOf(parts.value(1));
        if (value)
            *value *= 1024;
        if (parts.value(0) == "MemTotal:")
            facts.memoryTotal = value;
        else if (parts.value(0) == "MemAvailable:")
            facts.memoryAvailable = value;
        else if (parts.value(0) == "SwapTotal:")
            facts.swapTotal = value;
        else if (parts.value(0) == "SwapFree:")
            facts.swapFree = value;
    }
}

/// A line of df -P: device, four figures, mount point, which may hold spaces, as the device may.
struct DiskLine
{
    QString device;
    QString mount;
    double figures[3] = {0, 0, 0};
};

std::optional<DiskLine> diskLine(const QByteArray &line)
{
    const Lines parts = line.simplified().split(' ');
    // The first "NN%" (or "-") behind three numbers.
    for (qsizetype at = 4; at + 1 < parts.size(); ++at) {
        if (!(parts.at(at).endsWith('%') || parts.at(at) == "-"))
            continue;
        DiskLine read;
        bool areNumbers = true;
        for (int i = 0; i < 3; ++i) {
            const std::optional<double> number = numberOf(parts.at(at - 3 + i));
            areNumbers = areNumbers && number.has_value();
            read.figures[i] = number.value_or(0);
        }
        if (!areNumbers)
            continue;
        read.device = cleanText(parts.mid(0, at - 3).join(' '), kNameShown);
        read.mount = cleanText(parts.mid(at + 1).join(' '), kNameShown);
        return read;
    }
    return std::nullopt;
}

void readDisks(const Lines &lines, HostFacts &facts)
{
    static constexpr const char *kNotDisks[] = {"tmpfs", "devtmpfs", "udev",     "overlay",
                                                "none",  "squashfs", "efivarfs", "ramfs"};
    for (const QByteArray &line : lines) {
        const std::optional<DiskLine> disk = diskLine(line);
        if (!disk || disk->figures[0] <= 0 || !disk->mount.startsWith(QLatin1Char('/'))
            || facts.mounts.size() >= HostFacts::kMostMounts)
            continue;
        // A container's root is an overlay and its only disk; a snap's image is always full.
        const bool isOther =
            std::any_of(std::begin(kNotDisks), std::end(kNotDisks),
                        [&](const char *word) { return disk->device == QLatin1String(word); })
            || disk->mount.startsWith(QLatin1String("/snap/"))
            || (disk->device.startsWith(QLatin1String("/dev/loop"))
                && disk->mount != QLatin1String("/"));
        if (isOther && disk->mount != QLatin1String("/"))
            continue;
        facts.mounts.insert(disk->mount,
                            {disk->device, disk->figures[0] * 1024, disk->figures[1] * 1024,
                             disk->figures[2] * 1024, std::nullopt, std::nullopt});
    }
}

void readInodes(const Lines &lines, HostFacts &facts)
{
    for (const QByteArray &line : lines) {
        const std::optional<DiskLine> disk = diskLine(line);
        const auto mount = disk ? facts.mounts.find(disk->mount) : facts.mounts.end();
        if (mount == facts.mounts.end() || disk->figures[0] <= 0) // btrfs counts none
            continue;
        mount->inodes = disk->figures[0];
        mount->inodesUsed = disk->figures[1];
    }
}

void readUnits(const Lines &lines, HostFacts &facts)
{
    if (lines.value(0) != "systemd")
        return;
    facts.failedUnits.emplace();
    for (const QByteArray &line : lines.mid(1)) {
        const QByteArray name = line.simplified().split(' ').value(0);
        if (!name.isEmpty() && facts.failedUnits->size() < kMostUnits)
            facts.failedUnits->append(cleanText(name, kNameShown));
    }
}

void read(const QByteArray &section, const Lines &lines, HostFacts &facts)
{
    if (section == "time")
        readTime(lines, facts);
    else if (section == "system")
        facts.system = cleanText(lines.value(0), kLineShown);
    else if (section == "uptime")
        facts.uptime = numberOf(lines.value(0).split(' ').value(0));
    else if (section == "load")
        readLoad(lines, facts);
    else if (section == "cpus")
        facts.cpus = numberOf(lines.value(0).trimmed());
    else if (section == "memory")
        readMemory(lines, facts);
    else if (section == "disks")
        readDisks(lines, facts);
    else if (section == "inodes")
        readInodes(lines, facts);
    else if (section == "units")
        readUnits(lines, facts);
    else if (section == "reboot") {
        facts.isRebootNeeded = true;
        for (const QByteArray &line : lines.mid(0, 20)) {
            if (!line.trimmed().isEmpty())
                facts.rebootPackages.append(cleanText(line, kNameShown));
        }
    } else if (section == "command") {
        facts.commandOutput = cleanText(lines.value(0), kLineShown);
    } else if (section == "exit") {
        bool isNumber = false;
        const int code = lines.value(0).trimmed().toInt(&isNumber);
        facts.commandExit = isNumber ? std::optional(code) : std::nullopt;
    } else if (section == "end") {
        facts.isWhole = true;
    }
}

QByteArray quoted(const QString &argument)
{
    return '\'' + argument.toUtf8().replace('\'', "'\\''") + '\'';
}

} // namespace

std::optional<double> HostFacts::memoryRatio() const
{
    return memoryTotal && memoryAvailable && *memoryTotal > 0
               ? std::optional(1 - *memoryAvailable / *memoryTotal)
               : std::nullopt;
}

std::optional<double> HostFacts::swapRatio() const
{
    return swapTotal && swapFree && *swapTotal > 0 ? std::optional(1 - *swapFree / *swapTotal)
                                                   : std::nullopt;
}

HostFacts HostFacts::parse(const QByteArray &output, const QByteArray &mark)
{
    HostFacts facts;
    QByteArray section;
    Lines lines;
    const QByteArray head = mark + ':';
    for (const QByteArray &line : output.split('\n')) {
        if (!line.startsWith(head)) {
            lines.append(line);
            continue;
        }
        if (!section.isEmpty())
            read(section, lines, facts);
        section = line.mid(head.size()).trimmed();
        lines.clear();
        if (section == "end")
            read(section, lines, facts);
    }
    return facts;
}

QByteArray HostFacts::script(const QByteArray &mark, const QStringList &command, Milliseconds limit)
{
    QByteArray text =
        "LC_ALL=C; export LC_ALL; PATH=\"$PATH:/usr/sbin:/sbin\"; export PATH\n"
        "s() { echo; echo '"
        + mark
        + ":'\"$1\"; }\n"
          "s time; date +%s.%N\n"
          "s system; uname -srm\n"
          "s uptime; cat /proc/uptime\n"
          "s load; cat /proc/loadavg\n"
          "s cpus; getconf _NPROCESSORS_ONLN || grep -c ^processor /proc/cpuinfo\n"
          "s memory; grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo\n"
          // A file server that is away must not hold it up.
          "s disks; df -P -k -l || df -P -k\n"
          "s inodes; df -P -i -l || df -P -i\n"
          "s units; if [ -d /run/systemd/system ]; then echo systemd; systemctl --failed "
          "--no-legend --plain; fi\n"
          "if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then s reboot; cat "
          "/run/reboot-required.pkgs; fi\n";
    if (!command.isEmpty()) {
        QByteArray line;
        for (const QString &argument : command)
            line += ' ' + quoted(argument);
        // Nobody hears of it when this end gives up: it ends by itself.
        const QByteArray seconds = QByteArray::number(limit.count() / 1000 + 1);
        text += "t=; if timeout -k 1 1 true; then t='timeout -k 2 " + seconds + "'; fi\n";
        text += "o=$($t" + line
                + " 2>&1 </dev/null); x=$?\ns command; printf '%s\\n' \"$o\" | head -n 1\ns exit; "
                  "echo \"$x\"\n";
    }
    return "{\n" + text + "s end\n} 2>/dev/null\n";
}

QVariantMap HostFacts::fields() const
{
    QVariantMap all{{QStringLiteral("host.system"), system}};
    const auto add = [&all](const char *name, const std::optional<double> &value,
                            QString (*text)(double)) {
        if (value)
            all.insert(QLatin1String(name), text(*value));
    };
    const auto plain = [](double value) { return QString::number(value, 'f', 2); };
    const auto bytes = [](double value) { return byteText(qRound64(std::min(value, 9e18))); };
    add("host.load1", load1, plain);
    add("host.load5", load5, plain);
    add("host.load15", load15, plain);
    add("host.uptime", uptime, &secondsText);
    add("host.memory_total", memoryTotal, bytes);
    add("host.memory_used", memoryRatio(), &percentText);
    add("host.swap_used", swapRatio(), &percentText);
    if (cpus)
        all.insert(QStringLiteral("host.cpus"), *cpus);
    for (auto it = mounts.cbegin(); it != mounts.cend(); ++it)
        all.insert(QStringLiteral("host.disk.") + it.key(),
                   QStringLiteral("%1, %2").arg(percentText(it->usedRatio()),
                                                byteText(qRound64(std::min(it->size, 9e18)))));
    if (failedUnits)
        all.insert(QStringLiteral("host.failed_units"), *failedUnits);
    all.insert(QStringLiteral("host.reboot_needed"), isRebootNeeded);
    if (!rebootPackages.isEmpty())
        all.insert(QStringLiteral("host.reboot_packages"), rebootPackages);
    if (commandExit) {
        all.insert(QStringLiteral("command.exit_code"), *commandExit);
        all.insert(QStringLiteral("command.output"), commandOutput);
    }
    return all;
}

QList<Sample> HostFacts::samples() const
{
    QList<Sample> all;
    const auto add = [&all](const char *metric, const std::optional<double> &value,
                            const Labels &labels = {}) {
        if (value)
            all.append({QLatin1String(metric), labels, *value, MetricType::Gauge});
    };
    add("host_load1", load1);
    add("host_load5", load5);
    add("host_load15", load15);
    add("host_load_per_cpu", loadPerCpu());
    add("host_cpus", cpus);
    add("host_uptime_seconds", uptime);
    add("host_memory_bytes", memoryTotal);
    add("host_memory_available_bytes", memoryAvailable);
    add("host_memory_used_ratio", memoryRatio());
    add("host_swap_bytes", swapTotal);
    add("host_swap_used_ratio", swapRatio());
    for (auto it = mounts.cbegin(); it != mounts.cend(); ++it) {
        const Labels labels{{QStringLiteral("mount"), it.key()}};
        add("host_disk_bytes", it->size, labels);
        add("host_disk_available_bytes", it->available, labels);
        add("host_disk_used_ratio", it->usedRatio(), labels);
        if (it->inodes && it->inodesUsed)
            add("host_inodes_used_ratio", *it->inodesUsed / *it->inodes, labels);
    }
    if (failedUnits)
        add("host_failed_units", static_cast<double>(failedUnits->size()));
    add("host_reboot_needed", isRebootNeeded ? 1.0 : 0.0);
    if (commandExit)
        add("host_command_exit_code", *commandExit);
    return all;
}

} // namespace opsdeck
