// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/backupset.h"

#include "services/base/cleantext.h"
#include "services/probes/backup/lifesign.h"
#include "services/probes/outcome.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

constexpr int kNameShown = 80;
constexpr qsizetype kCompared = 7; ///< earlier backups the newest is held against
constexpr qsizetype kComparedLeast = 2;
constexpr qint64 kHour = 3'600'000;
constexpr qint64 kZones = 14 * kHour; ///< as far as local times may differ
constexpr qint64 kClockSlack = 10 * 60'000;
constexpr qint64 kNameSlack = 26 * kHour; ///< between a name and when it was written

class BackupText
{
    Q_DECLARE_TR_FUNCTIONS(BackupSet)
};

struct Backup
{
    BackupFile file;
    qint64 timeMs = 0; ///< when it was made, as far as is known
    std::optional<DatedName::Span> span;
};

class Judge
{
public:
    Judge(const QList<BackupFile> &files, const BackupRules &rules, const QString &where,
          qint64 nowMs)
        : m_files(files)
        , m_rules(rules)
        , m_where(where)
        , m_nowMs(nowMs)
    {}

    void judge(ProbeOutcome &outcome);

private:
    void sort();
    void place(const BackupFile &file, const QSet<QString> &names);
    QString fault(const BackupFile &file, const QSet<QString> &names) const; ///< empty: it is good
    QString sizeOf(const BackupFile &file) const;
    std::optional<qint64> moment(const Backup &backup) const;
    void none(ProbeOutcome &outcome) const;
    void judgeAge();
    void judgeSize();
    void judgeRest();

    double age() const { return static_cast<double>(m_nowMs - m_good.first().timeMs) / 1000.0; }

    const QList<BackupFile> &m_files;
    const BackupRules &m_rules;
    const QString &m_where;
    qint64 m_nowMs;
    QList<Backup> m_good;                    ///< the newest first
    QList<std::pair<Backup, QString>> m_bad; ///< with what is wrong
    QStringList m_future;
    int m_unfinished = 0;
    int m_growing = 0;
    Findings m_findings;
};

QString shown(const QString &name)
{
    return cleanText(name, kNameShown);
}

QString Judge::sizeOf(const BackupFile &file) const
{
    return file.isFolder
               ? BackupText::tr("%1 in %n file(s)", nullptr, file.files).arg(byteText(file.bytes))
               : byteText(file.bytes);
}

std::optional<qint64> Judge::moment(const Backup &backup) const
{
    const qint64 written = backup.file.modifiedMs;
    if (!m_rules.isDatedByName || !backup.span)
        return written <= m_nowMs + kClockSlack ? std::optional(std::min(written, m_nowMs))
                                                : std::nullopt;
    // Within what the name says, the file's own time is the more exact.
    const qint64 time = std::clamp(written, backup.span->startMs, backup.span->endMs - 1);
    if (time <= m_nowMs)
        return time;
    const qint64 slack = m_rules.isZoneStated ? kClockSlack : kZones;
    return time - m_nowMs <= slack ? std::optional(std::min(written, m_nowMs)) : std::nullopt;
}

QString Judge::fault(const BackupFile &file, const QSet<QString> &names) const
{
    if (file.isUnreadable)
        return BackupText::tr("it may not be read");
    if (file.bytes < m_rules.minimumBytes)
        return BackupText::tr("it has %1, less than %2")
            .arg(byteText(file.bytes), byteText(m_rules.minimumBytes));
    if (!m_rules.marker.isEmpty() && file.markerBytes <= 0)
        return (file.markerBytes < 0 ? BackupText::tr("there is no %1 in it")
                                     : BackupText::tr("its %1 is empty"))
            .arg(shown(m_rules.marker));
    if (!m_rules.checksum.isEmpty() && !names.contains(file.name + m_rules.checksum))
        return BackupText::tr("there is no %1 beside it").arg(shown(file.name + m_rules.checksum));
    return {};
}

void Judge::place(const BackupFile &file, const QSet<QString> &names)
{
    if (file.isFolder != m_rules.isOfFolders)
        return;
    const auto fits = [&file](const QRegularExpression &glob) {
        return glob.match(file.name).hasMatch();
    };
    if (std::any_of(m_rules.unfinished.cbegin(), m_rules.unfinished.cend(), fits)) {
        ++m_unfinished;
        return;
    }
    if (!m_rules.pattern.matches(file.name)
        || (!m_rules.checksum.isEmpty() && file.name.endsWith(m_rules.checksum)))
        return;
    Backup backup{file, 0, m_rules.pattern.span(file.name, m_rules.zone)};
    if (m_rules.pattern.hasDate() && !backup.span)
        return;
    const std::optional<qint64> time = moment(backup);
    if (!time) {
        m_future.append(shown(file.name));
        return;
    }
    backup.timeMs = *time;
    if (m_rules.settle.count() > 0 && m_nowMs - file.modifiedMs < m_rules.settle.count()) {
        ++m_growing;
        return;
    }
    const QString wrong = fault(file, names);
    if (!wrong.isEmpty())
        m_bad.append({backup, wrong});
    else
        m_good.append(backup);
}

void Judge::sort()
{
    QSet<QString> names;
    for (const BackupFile &file : m_files) {
        if (file.bytes > 0)
            names.insert(file.name);
    }
    for (const BackupFile &file : m_files)
        place(file, names);
    const auto isNewer = [](const Backup &a, const Backup &b) {
        return a.timeMs != b.timeMs ? a.timeMs > b.timeMs : a.file.name > b.file.name;
    };
    std::sort(m_good.begin(), m_good.end(), isNewer);
    std::sort(m_bad.begin(), m_bad.end(),
              [&](const auto &a, const auto &b) { return isNewer(a.first, b.first); });
}

void Judge::none(ProbeOutcome &outcome) const
{
    Error error{
        ErrorKind::NotFound, BackupText::tr("There is no good backup in %1.").arg(m_where), {}, {}};
    if (!m_bad.isEmpty())
        error.advice = BackupText::tr("The newest, %1, does not count: %2. Try: the backup's log.")
                           .arg(shown(m_bad.first().first.file.name), m_bad.first().second);
    else if (!m_future.isEmpty())
        error.advice = BackupText::tr("%1 is dated in the future and does not count. Try: the "
                                      "clock of who makes them, and timezone in the check.")
                           .arg(m_future.first());
    else if (m_files.isEmpty())
        error.advice = BackupText::tr("The place is empty. Try: whether it is the right one, and "
                                      "whether its disk is mounted.");
    else if (m_unfinished + m_growing > 0)
        error.advice = BackupText::tr("What is there is still being written. Try: again when it "
                                      "should be done.");
    else if (const auto one = std::find_if(
                 m_files.cbegin(), m_files.cend(),
                 [this](const BackupFile &file) { return file.isFolder == m_rules.isOfFolders; });
             one == m_files.cend())
        error.advice =
            m_rules.isOfFolders
                ? BackupText::tr("There are files, but no folder. Try: each: file in the check.")
                : BackupText::tr("There are folders, but no file. Try: each: folder in the check.");
    else
        error.advice = (m_rules.isOfFolders
                            ? BackupText::tr("None of its folders is called as the pattern says. "
                                             "Try: pattern in the check; a folder there is %1.")
                            : BackupText::tr("None of its files is called as the pattern says. "
                                             "Try: pattern in the check; a file there is %1."))
                           .arg(shown(one->name));
    ProbeOutcome failed = failedOutcome(error);
    failed.latency = outcome.latency;
    failed.fields = outcome.fields;
    failed.figure = BackupText::tr("none");
    outcome = failed;
}

void Judge::judgeAge()
{
    const CheckStatus status = m_rules.age.judge(age() * 1000);
    m_findings.add(status, ErrorKind::Condition,
                   BackupText::tr("The newest good backup in %1 is %2 old, limit %3.")
                       .arg(m_where, ageText(age()), ageText(m_rules.age.passed(status) / 1000)),
                   BackupText::tr("It is %1. Whatever came later would be lost. Try: the backup's "
                                  "log and schedule.")
                       .arg(shown(m_good.first().file.name)),
                   ageText(age()));
    // One that failed after it: told before the age tells. Stores tell whole seconds.
    if (!m_bad.isEmpty() && m_bad.first().first.timeMs >= m_good.first().timeMs)
        m_findings.add(
            CheckStatus::Warning, ErrorKind::Condition,
            BackupText::tr("The newest backup in %1, %2, does not count: %3.")
                .arg(m_where, shown(m_bad.first().first.file.name), m_bad.first().second),
            BackupText::tr("The good one before it is %1 old. Try: the backup's log.")
                .arg(ageText(age())),
            BackupText::tr("failed"));
}

void Judge::judgeSize()
{
    QList<qint64> earlier;
    for (const Backup &backup : m_good.mid(1, kCompared))
        earlier.append(backup.file.bytes);
    if (earlier.size() < kComparedLeast)
        return;
    std::sort(earlier.begin(), earlier.end());
    const qint64 usual = earlier.at(earlier.size() / 2);
    const double ratio = static_cast<double>(m_good.first().file.bytes)
                         / static_cast<double>(std::max<qint64>(1, usual));
    const CheckStatus status = m_rules.sizeRatio.judge(ratio);
    m_findings.add(
        status, ErrorKind::Condition,
        BackupText::tr("The newest backup in %1 has %2, %3 of what those before it had, limit %4.")
            .arg(m_where, byteText(m_good.first().file.bytes), percentText(ratio),
                 percentText(m_rules.sizeRatio.passed(status))),
        BackupText::tr("%1 may lack a part. Try: the backup's log, and a restore.")
            .arg(shown(m_good.first().file.name)),
        percentText(ratio));
}

void Judge::judgeRest()
{
    const auto count = static_cast<double>(m_good.size());
    const CheckStatus status = m_rules.count.judge(count);
    m_findings.add(status, ErrorKind::Condition,
                   BackupText::tr("%1 keeps %n good backup(s), limit %2.", nullptr,
                                  static_cast<int>(m_good.size()))
                       .arg(m_where, QString::number(m_rules.count.passed(status))),
                   BackupText::tr("Too few are left to go back in time. Try: what removes them."),
                   QString::number(m_good.size()));
    if (!m_future.isEmpty())
        m_findings.add(CheckStatus::Warning, ErrorKind::Condition,
                       BackupText::tr("%n backup(s) in %1 (is|are) dated in the future: %2.",
                                      nullptr, static_cast<int>(m_future.size()))
                           .arg(m_where, m_future.first()),
                       BackupText::tr("Such a one would stay the newest for ever, so it does not "
                                      "count. Try: the clock of who makes them, and timezone in "
                                      "the check."),
                       BackupText::tr("future"));
    const Backup &newest = m_good.first();
    // Copies of files keep the times of what was copied, so a folder's newest may be old.
    if (newest.span
        && ((newest.file.modifiedMs < newest.span->startMs - kNameSlack && !newest.file.isFolder)
            || newest.file.modifiedMs > newest.span->endMs + kNameSlack))
        m_findings.add(
            CheckStatus::Warning, ErrorKind::Condition,
            BackupText::tr("%1 in %2 was written on %3, which its name does not say.")
                .arg(shown(newest.file.name), m_where,
                     QDateTime::fromMSecsSinceEpoch(newest.file.modifiedMs, Qt::UTC)
                         .toString(QStringLiteral("yyyy-MM-dd"))),
            BackupText::tr("It was copied or changed later, or a clock is wrong. Try: who wrote "
                           "it."),
            BackupText::tr("dates"));
}

void Judge::judge(ProbeOutcome &outcome)
{
    sort();
    outcome.fields.insert(QStringLiteral("backup.count"), m_good.size());
    outcome.fields.insert(QStringLiteral("backup.unfinished"), m_unfinished + m_growing);
    outcome.fields.insert(QStringLiteral("backup.not_counted"), m_bad.size());
    const auto gauge = [&outcome](const char *metric, double value) {
        outcome.samples.append({QLatin1String(metric), {}, value, MetricType::Gauge});
    };
    if (m_good.isEmpty()) {
        none(outcome);
        gauge("backup_count", 0);
        return;
    }
    const Backup &newest = m_good.first();
    double total = 0;
    for (const Backup &backup : std::as_const(m_good))
        total += static_cast<double>(backup.file.bytes);
    gauge("backup_age_seconds", age());
    gauge("backup_bytes", static_cast<double>(newest.file.bytes));
    gauge("backup_count", static_cast<double>(m_good.size()));
    gauge("backup_total_bytes", total);
    outcome.fields.insert(QStringLiteral("backup.newest"), shown(newest.file.name));
    outcome.fields.insert(QStringLiteral("backup.bytes"), newest.file.bytes);
    outcome.fields.insert(
        QStringLiteral("backup.time"),
        QDateTime::fromMSecsSinceEpoch(newest.timeMs, Qt::UTC).toString(Qt::ISODate));
    outcome.message =
        BackupText::tr("%1, %2, %3 old; %n good one(s) in %4", nullptr,
                       static_cast<int>(m_good.size()))
            .arg(shown(newest.file.name), sizeOf(newest.file), ageText(age()), m_where);
    if (newest.file.isFolder)
        outcome.fields.insert(QStringLiteral("backup.files"), newest.file.files);
    outcome.figure = ageText(age());
    judgeAge();
    judgeSize();
    judgeRest();
    m_findings.apply(outcome);
}

} // namespace

void judgeBackups(const QList<BackupFile> &files, const BackupRules &rules, const QString &where,
                  qint64 nowMs, ProbeOutcome &outcome)
{
    Judge(files, rules, where, nowMs).judge(outcome);
}

} // namespace opsdeck
