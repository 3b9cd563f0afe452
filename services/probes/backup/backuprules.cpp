// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/backuprules.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kHour = 3'600'000;

class BackupText
{
    Q_DECLARE_TR_FUNCTIONS(BackupSet)
};

} // namespace

ParameterSchema BackupRules::schema()
{
    using T = ParameterType;
    const auto below = Limits::Side::Below;
    ParameterSchema all{
        choiceParameter(
            "each", {QStringLiteral("file"), QStringLiteral("folder")},
            BackupText::tr("What one backup is: a file, or a folder with all that is in "
                           "it; in a bucket, what keys share up to the next /."),
            QStringLiteral("file")),
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
            BackupText::tr("What tells when a backup was made: its name, or when its file (the "
                           "newest of a folder) was last written; the name when the pattern has a "
                           "date.")),
        parameter("timezone", T::String,
                  BackupText::tr("Time zone of the dates in names, as Europe/Berlin; UTC when "
                                 "absent.")),
        parameter("checksum", T::String,
                  BackupText::tr("Ending of a file that must stand beside each, as .sha256.")),
        parameter("complete", T::String,
                  BackupText::tr("Name of a file within each folder that is written last, as "
                                 "backup_manifest; a folder without it, or where it is empty, does "
                                 "not count.")),
        rangeParameter("minimum_size", T::ByteSize, 0, 1e18,
                       BackupText::tr("A smaller one does not count."), qint64(1)),
        rangeParameter("settle", T::Duration, 0, 7.0 * 86'400'000,
                       BackupText::tr("What was written to within this time may still grow and "
                                      "does not count yet; not for single objects of a bucket."),
                       qint64(60'000)),
    };
    const auto datedBy = std::find_if(all.begin(), all.end(), [](const ParameterSpec &spec) {
        return spec.name == QLatin1String("dated_by");
    });
    datedBy->choices = {QStringLiteral("name"), QStringLiteral("modified")};
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
    if (!values.value(QStringLiteral("complete")).toString().isEmpty()
        && values.value(QStringLiteral("each")) != QLatin1String("folder"))
        broken("complete", BackupText::tr("'complete' is for backups that are folders: it needs "
                                          "'each: folder'"));
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
    rules.isOfFolders = parameters.text("each") == QLatin1String("folder");
    rules.marker = parameters.text("complete");
    rules.minimumBytes = parameters.integer("minimum_size", 1);
    rules.settle = parameters.duration("settle");
    rules.age = Limits::from(parameters, "age");
    rules.sizeRatio = Limits::from(parameters, "size_ratio", Limits::Side::Below);
    rules.count = Limits::from(parameters, "count", Limits::Side::Below);
    return rules;
}

} // namespace opsdeck
