// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backupset.h"

#include "services/base/cleantext.h"
#include "services/probes/lifesign.h"
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

void Judge::place(const BackupFile &file, const QSet<QString> &names)
{
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
    if (m_nowMs - file.modifiedMs < m_rules.settle.count()) {
        ++m_growing;
        return;
    }
    if (file.bytes < m_rules.minimumBytes)
        m_bad.append({backup, BackupText::tr("it has %1, less than %2")
                                  .arg(byteText(file.bytes), byteText(m_rules.minimumBytes))});
    else if (!m_rules.checksum.isEmpty() && !names.contains(file.name + m_rules.checksum))
        m_bad.append(
            {backup,
             BackupText::tr("there is no %1 beside it").arg(shown(file.name + m_rules.checksum))});
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
    else
        error.advice = BackupText::tr("None of its files is called as the pattern says. Try: "
                                      "pattern in the check; a file there is %1.")
                           .arg(shown(m_files.first().name));
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
    // One that failed after it: told before the age tells.
    if (!m_bad.isEmpty() && m_bad.first().first.timeMs > m_good.first().timeMs)
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
    if (newest.span
        && (newest.file.modifiedMs < newest.span->startMs - kNameSlack
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
    qint64 total = 0;
    for (const Backup &backup : std::as_const(m_good))
        total += backup.file.bytes;
    gauge("backup_age_seconds", age());
    gauge("backup_bytes", static_cast<double>(newest.file.bytes));
    gauge("backup_count", static_cast<double>(m_good.size()));
    gauge("backup_total_bytes", static_cast<double>(total));
    outcome.fields.insert(QStringLiteral("backup.newest"), shown(newest.file.name));
    outcome.fields.insert(QStringLiteral("backup.bytes"), newest.file.bytes);
    outcome.fields.insert(
        QStringLiteral("backup.time"),
        QDateTime::fromMSecsSinceEpoch(newest.timeMs, Qt::UTC).toString(Qt::ISODate));
    outcome.message =
        BackupText::tr("%1, %2, %3 old; %n good one(s) in %4", nullptr,
                       static_cast<int>(m_good.size()))
            .arg(shown(newest.file.name), byteText(newest.file.bytes), ageText(age()), m_where);
    outcome.figure = ageText(age());
    judgeAge();
    judgeSize();
    judgeRest();
    m_findings.apply(outcome);
}

} // namespace

ParameterSchema BackupRules::schema()
{
    using T = ParameterType;
    const auto below = Limits::Side::Below;
    ParameterSchema all{
        parameter(
            "pattern", T::String,
            BackupText::tr("Names of the backups: * and ?, and the fields of a date: %Y %y %m "
                           "%d %H %M %S %F %s."),
            QStringLiteral("*")),
        parameter("unfinished", T::StringList,
                  BackupText::tr("Names of what is still being written, with * and ?; it does not "
                                 "count."),
                  QStringList{QStringLiteral("*.part"), QStringLiteral("*.partial"),
                              QStringLiteral("*.tmp"), QStringLiteral("*.incomplete"),
                              QStringLiteral("*.filepart"), QStringLiteral(".*")}),
        parameter(
            "dated_by", T::Enum,
            BackupText::tr("What tells when a backup was made: its name, or when the file was "
                           "last written; the name when the pattern has a date.")),
        parameter("timezone", T::String,
                  BackupText::tr("Time zone of the dates in names, as Europe/Berlin; UTC when "
                                 "absent.")),
        parameter("checksum", T::String,
                  BackupText::tr("Ending of a file that must stand beside each, as .sha256.")),
        rangeParameter("minimum_size", T::ByteSize, 0, 1e18,
                       BackupText::tr("A smaller one does not count."), qint64(1)),
        rangeParameter("settle", T::Duration, 0, 7.0 * 86'400'000,
                       BackupText::tr("A file that was written to within this time may still grow "
                                      "and does not count yet; not in a bucket."),
                       qint64(60'000)),
    };
    all[2].choices = {QStringLiteral("name"), QStringLiteral("modified")};
    all += limitParameters("age", T::Duration, BackupText::tr("Age of the newest good backup"),
                           26 * kHour, 50 * kHour);
    all += limitParameters(
        "size_ratio", T::Number,
        BackupText::tr("Size of the newest against the middle of up to seven before it"), 0.5, {},
        below);
    all += limitParameters("count", T::Integer, BackupText::tr("Good backups that are kept"), {},
                           {}, below);
    return all;
}

QList<ParameterFinding> BackupRules::findings(const QVariantMap &values)
{
    QList<ParameterFinding> all = limitFindings(values, {"age"}, {"size_ratio", "count"});
    const auto broken = [&all](const char *name, const QString &text) {
        all.append({QLatin1String(name), ProblemSeverity::Error, text});
    };
    const Result<DatedName> pattern =
        DatedName::parse(values.value(QStringLiteral("pattern")).toString());
    if (!pattern)
        broken("pattern", pattern.error().message.chopped(1) + QStringLiteral("; ")
                              + pattern.error().advice.chopped(1));
    const QString zone = values.value(QStringLiteral("timezone")).toString();
    if (!zone.isEmpty() && !QTimeZone(zone.toLatin1()).isValid())
        broken("timezone",
               BackupText::tr("'%1' is no time zone; write UTC or a name like Europe/Berlin")
                   .arg(cleanText(zone, 60)));
    if (pattern && !pattern->hasDate()
        && values.value(QStringLiteral("dated_by")) == QLatin1String("name"))
        broken("dated_by", BackupText::tr("'dated_by: name' needs a date in 'pattern'"));
    return all;
}

Result<BackupRules> BackupRules::from(const Parameters &parameters)
{
    BackupRules rules;
    const Result<DatedName> pattern =
        DatedName::parse(parameters.text("pattern", QStringLiteral("*")));
    if (!pattern)
        return failure(pattern.error());
    rules.pattern = *pattern;
    const QString zone = parameters.text("timezone");
    rules.isZoneStated = !zone.isEmpty();
    if (rules.isZoneStated)
        rules.zone = QTimeZone(zone.toLatin1());
    if (!rules.zone.isValid())
        return failure(missingParameter("timezone"));
    rules.isDatedByName =
        pattern->hasDate() && parameters.text("dated_by") != QLatin1String("modified");
    for (const QString &glob : parameters.list("unfinished"))
        rules.unfinished.append(
            QRegularExpression(QRegularExpression::wildcardToRegularExpression(glob)));
    rules.checksum = parameters.text("checksum");
    rules.minimumBytes = parameters.integer("minimum_size", 1);
    rules.settle = parameters.duration("settle");
    rules.age = Limits::from(parameters, "age");
    rules.sizeRatio = Limits::from(parameters, "size_ratio", Limits::Side::Below);
    rules.count = Limits::from(parameters, "count", Limits::Side::Below);
    return rules;
}

void judgeBackups(const QList<BackupFile> &files, const BackupRules &rules, const QString &where,
                  qint64 nowMs, ProbeOutcome &outcome)
{
    Judge(files, rules, where, nowMs).judge(outcome);
}

} // namespace opsdeck
