// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/nodedisks.h"

#include "services/base/cleantext.h"
#include "services/probes/filltrend.h"
#include "services/probes/probememory.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr double kTrendFrom = 0.6; ///< a disk with less in use is given time

class NodeDisks
{
    Q_DECLARE_TR_FUNCTIONS(NodeDisks)
};

/// Kept in memory by the kernel, read only by nature, or another's layers: never what fills up.
bool isRealFilesystem(const QString &type)
{
    static const QSet<QString> others{
        QStringLiteral("tmpfs"),    QStringLiteral("ramfs"),    QStringLiteral("devtmpfs"),
        QStringLiteral("overlay"),  QStringLiteral("squashfs"), QStringLiteral("iso9660"),
        QStringLiteral("rootfs"),   QStringLiteral("autofs"),   QStringLiteral("nsfs"),
        QStringLiteral("efivarfs"), QStringLiteral("udf"),      QStringLiteral("erofs")};
    return !others.contains(type) && !type.startsWith(QLatin1String("fuse.lxcfs"));
}

class Look
{
public:
    explicit Look(PackView &view)
        : m_view(view)
        , m_page(view.page)
    {}

    void disks();

private:
    void disk(const Sample &size);

    Limits limits(const char *name, Limits::Side side = Limits::Side::Above) const
    {
        return Limits::from(m_view.parameters, name, side);
    }

    PackView &m_view;
    const MetricPage &m_page;
    QSet<QString> m_mounts;
    QString m_fullest;
    double m_fullestShare = -1;
};

void Look::disks()
{
    // A device that is mounted twice is one disk: the shortest place names it.
    QHash<QString, Sample> byDevice;
    QStringList order;
    for (const Sample &sample : m_page.all("node_filesystem_size_bytes")) {
        const QString device = sample.labels.value(QStringLiteral("device"));
        const QString mount = sample.labels.value(QStringLiteral("mountpoint"));
        if (sample.value <= 0 || !isRealFilesystem(sample.labels.value(QStringLiteral("fstype"))))
            continue;
        const auto known = byDevice.constFind(device);
        if (known == byDevice.cend())
            order.append(device);
        else if (known->labels.value(QStringLiteral("mountpoint")).size() <= mount.size())
            continue;
        byDevice.insert(device, sample);
    }
    QList<QRegularExpression> wanted;
    for (const QString &glob : m_view.parameters.list("mounts"))
        wanted.append(QRegularExpression(QRegularExpression::wildcardToRegularExpression(glob)));
    for (const QString &device : order) {
        const Sample size = byDevice.value(device);
        const QString mount = size.labels.value(QStringLiteral("mountpoint"));
        const auto fits = [&mount](const QRegularExpression &glob) {
            return glob.match(mount).hasMatch();
        };
        if (wanted.isEmpty() || std::any_of(wanted.cbegin(), wanted.cend(), fits))
            disk(size);
    }
    if (m_view.context.memory != nullptr)
        m_view.context.memory->of<FillTrend>(m_view.context.key).keepOnly(m_mounts);
    for (const QString &mount : m_view.parameters.list("mounts")) {
        if (!mount.contains(QLatin1Char('*')) && !mount.contains(QLatin1Char('?'))
            && !m_mounts.contains(mount))
            m_view.findings.add(CheckStatus::Critical, ErrorKind::NotFound,
                                NodeDisks::tr("Nothing is mounted on %1 of %2.")
                                    .arg(cleanText(mount, 80), m_view.where),
                                NodeDisks::tr("The disk is gone, or was not mounted after a "
                                              "start. Try: mount, and the kernel's log."),
                                NodeDisks::tr("not mounted"));
    }
    if (m_fullestShare >= 0)
        m_view.summary.append(
            NodeDisks::tr("disk %1 %2").arg(m_fullest, percentText(m_fullestShare)));
}

void Look::disk(const Sample &size)
{
    const QString mount = size.labels.value(QStringLiteral("mountpoint"));
    const QString shown = cleanText(mount, 80);
    const std::optional<double> available =
        m_page.value("node_filesystem_avail_bytes", size.labels);
    const double free =
        m_page.value("node_filesystem_free_bytes", size.labels).value_or(available.value_or(0));
    if (!available)
        return;
    m_mounts.insert(mount);
    const Labels labels{{QStringLiteral("mountpoint"), mount}};
    // As df has it: what is kept for root is neither used nor free.
    const double used = size.value - free;
    const double share = used + *available > 0 ? used / (used + *available) : 1;
    m_view.gauge("node_filesystem_used_ratio", share, labels);
    if (share > m_fullestShare) {
        m_fullestShare = share;
        m_fullest = shown;
    }
    const bool isReadOnly = m_page.value("node_filesystem_readonly", size.labels).value_or(0) > 0;
    const Limits usedLimits = limits("disk");
    const CheckStatus status = isReadOnly ? CheckStatus::Ok : usedLimits.judge(share);
    m_view.judge(status,
                 NodeDisks::tr("%1 of %2 is %3 full, limit %4; %5 are left.")
                     .arg(shown, m_view.where, percentText(share),
                          percentText(usedLimits.passed(status)), sizeText(*available)),
                 NodeDisks::tr("Try: du -x on it, old logs and backups first."),
                 percentText(share));
    const double nodes = m_page.value("node_filesystem_files", size.labels).value_or(0);
    if (nodes > 0) {
        const double inodes =
            1 - m_page.value("node_filesystem_files_free", size.labels).value_or(nodes) / nodes;
        m_view.gauge("node_filesystem_inodes_used_ratio", inodes, labels);
        const Limits inodeLimits = limits("inodes");
        const CheckStatus inodeStatus = isReadOnly ? CheckStatus::Ok : inodeLimits.judge(inodes);
        m_view.judge(inodeStatus,
                     NodeDisks::tr("%1 of %2 has %3 of its inodes in use, limit %4.")
                         .arg(shown, m_view.where, percentText(inodes),
                              percentText(inodeLimits.passed(inodeStatus))),
                     NodeDisks::tr("Without one no file can be made, however much space is "
                                   "left. Try: directories with very many small files."),
                     percentText(inodes));
    }
    if (m_view.context.memory == nullptr || isReadOnly)
        return;
    auto &trend = m_view.context.memory->of<FillTrend>(m_view.context.key);
    trend.add(mount, m_view.now, size.value, *available);
    const std::optional<double> fullIn = trend.secondsToFull(mount);
    if (!fullIn)
        return;
    m_view.gauge("node_filesystem_full_in_seconds", *fullIn, labels);
    const Limits fullLimits = limits("disk_full_in", Limits::Side::Below);
    const CheckStatus filling =
        share < kTrendFrom ? CheckStatus::Ok : fullLimits.judge(*fullIn * 1000);
    m_view.judge(filling,
                 NodeDisks::tr("%1 of %2 will be full in %3 if it goes on like this, limit %4.")
                     .arg(shown, m_view.where, secondsText(*fullIn),
                          secondsText(fullLimits.passed(filling) / 1000)),
                 NodeDisks::tr("It is %1 full and has grown over the last hours. Try: what "
                               "writes there.")
                     .arg(percentText(share)),
                 NodeDisks::tr("full in %1").arg(secondsText(*fullIn)));
}

} // namespace

ParameterSchema diskParameters()
{
    using T = ParameterType;
    const auto below = Limits::Side::Below;
    const auto above = Limits::Side::Above;
    ParameterSchema all;
    all += limitParameters("disk", T::Number, NodeDisks::tr("Share of a disk in use"), 0.85, 0.95,
                           above, 1.0);
    all += limitParameters("disk_full_in", T::Duration,
                           NodeDisks::tr("Time until a disk is full, by its growth over the "
                                         "last hours, once more than 60 % are in use"),
                           qint64(24) * 3'600'000, qint64(4) * 3'600'000, below);
    all += limitParameters("inodes", T::Number, NodeDisks::tr("Share of a disk's inodes in use"),
                           0.85, 0.95, above, 1.0);
    all.append(parameter("mounts", T::StringList,
                         NodeDisks::tr("Mount points to look at, with * and ?; all disks when "
                                       "absent. One without * that is not there is critical.")));
    return all;
}

void lookAtDisks(PackView &view)
{
    Look(view).disks();
}

} // namespace opsdeck
