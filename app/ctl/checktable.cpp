// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/checkmarks.h"
#include "app/ctl/checkreport.h"
#include "app/ctl/console.h"
#include "services/domain/absence.h"
#include "services/domain/healthwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/notsetup.h"
#include "services/domain/serviceview.h"
#include "services/domain/sight.h"
#include "services/domain/silentengine.h"
#include "services/domain/tally.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CheckReport", text);
}

QString shapeOf(const ServiceView &service)
{
    if (!expectsState(service))
        return QStringLiteral("◌");
    switch (service.health) {
    case Health::Healthy:
        return service.stale ? QStringLiteral("▒") : QStringLiteral("✓");
    case Health::Degraded:
        return QStringLiteral("▲");
    case Health::Down:
        return QStringLiteral("✕");
    case Health::Unknown:
        break;
    }
    return QStringLiteral("?");
}

QString wordFor(const ServiceView &service)
{
    if (!expectsState(service)) {
        switch (service.presence) {
        case Presence::Planned:
            return tr("planned");
        case Presence::Optional:
            return tr("optional");
        case Presence::NotConfigured:
        case Presence::Active:
            return absenceWord(Absence::NotSetUp);
        }
    }
    return service.stale && service.health == Health::Healthy ? tr("stale, was OK")
                                                              : healthWord(service.health);
}

QString names(const QList<ServiceKey> &keys)
{
    QStringList list;
    for (const ServiceKey &key : keys)
        list << key.service.toString();
    return list.join(QStringLiteral(", "));
}

/// Unknown for lack of the engine's word alone.
bool isBehindEngine(const ServiceView &service, const EnvironmentView &environment)
{
    const bool isUnknown = service.health == Health::Unknown && service.telling >= 0;
    return isUnknown
           && std::any_of(environment.lostWays.cbegin(), environment.lostWays.cend(),
                          [&](const LostWay &lost) {
                              return kindOf(lost) == LostKind::Engine
                                     && lost.services.contains(service.key.service)
                                     && isOfEngine(service.checks.at(service.telling).kind);
                          });
}

QString explanation(const ServiceView &service, const EnvironmentView &environment,
                    const Service *definition)
{
    if (environment.blindness && environment.blindness->services.contains(service.key.service))
        return tr("out of sight");
    const QString missing =
        definition == nullptr ? QString() : notSetUpText(notSetUpIn(*definition));
    if (!expectsState(service))
        return missing.isEmpty()
                   ? tr("%1, does not count").arg(absenceWord(Absence::NotHere))
                   : tr("%1, does not count; %2").arg(absenceWord(Absence::NotHere), missing);
    QStringList parts{marksText(service.marks)};
    parts.removeAll(QString());
    if (!service.hasChecks)
        parts << tr("no check");
    else if (isBehindEngine(service, environment))
        parts << tr("not known while the Docker engine is silent");
    else if (service.health != Health::Healthy)
        parts << service.message;
    else if (std::any_of(service.instances.cbegin(), service.instances.cend(),
                         [](const InstanceView &each) { return !each.countsAsHealthy(); }))
        parts << service.message; // names the instance that is not well
    if (service.isImpacted())
        parts << tr("impacted by %1").arg(names(service.impactedBy));
    if (!missing.isEmpty())
        parts << missing;
    return parts.join(QStringLiteral("; "));
}

/// What to try: the words behind "Try: ", which several checks may share.
QString trialOf(const QString &advice)
{
    const auto at = advice.lastIndexOf(QLatin1String("Try: "));
    return at < 0 ? advice : advice.mid(at);
}

/// What each check says that is not well, by its name, and what to try; the same trial once. What
/// the service's own row says is not said again.
QStringList linesBelow(const ServiceView &service)
{
    QStringList lines;
    QStringList trials;
    if (service.health == Health::Healthy)
        return lines;
    for (int i = 0; i < service.checks.size(); ++i) {
        const CheckView &check = service.checks.at(i);
        if (!check.state.last || check.state.last->status == CheckStatus::Ok
            || !check.state.last->error)
            continue;
        const CheckResult &last = *check.state.last;
        QStringList parts;
        if (i != service.telling && last.message != service.message)
            parts << (last.message.endsWith(QLatin1Char('.')) ? last.message
                                                              : last.message + QLatin1Char('.'));
        const QString &advice = last.error->advice;
        if (!advice.isEmpty() && !trials.contains(trialOf(advice))) {
            trials << trialOf(advice);
            parts << advice;
        }
        if (!parts.isEmpty())
            lines << tr("%1: %2").arg(check.key.check.toString(), parts.join(QLatin1Char(' ')));
    }
    return lines;
}

/// "1 down, 7 impacted; 11 of 20 services in use, 43 checks, 2 checks not set up"
QString summaryOf(const EnvironmentView &environment, const Environment *definition)
{
    const Tally tally = tallyOf(environment, definition);
    if (tally.watched == 0)
        return absenceWord(Absence::NotSetUp);
    QStringList size{servicesText(tally), checksText(tally.checks),
                     notSetUpText(tally.checksNotSetUp)};
    size.removeAll(QString());
    return tr("%1; %2").arg(
        stateTexts(tally, standingOf(environment).rank).join(QStringLiteral(", ")),
        size.join(QStringLiteral(", ")));
}

/// One trouble of several services, before them.
QStringList rowOf(const LostWay &lost)
{
    const QString mark = QStringLiteral("  !");
    switch (kindOf(lost)) {
    case LostKind::Engine:
        return {mark, tr("Docker engine"), tr("silent"), QString(),
                tr("%1: %2").arg(lost.title, lost.error.message)};
    case LostKind::Port:
        return {mark, lostTag(lost), tr("shared"), QString(), lost.error.message};
    case LostKind::Names:
    case LostKind::Everything:
        return {mark, lost.title, lostTag(lost), QString(), lost.error.message};
    case LostKind::Way:
        break;
    }
    return {mark, tr("way %1").arg(lost.id), tr("lost"), QString(), lost.error.message};
}

/// One environment's block, a line after the other.
class Block
{
public:
    explicit Block(const QString &head)
        : m_below{{head}}
    {}

    void add(const QStringList &row, const QStringList &below)
    {
        m_rows.append(row);
        m_below.append(below);
    }

    QString toString() const
    {
        QStringList lines = m_below.first();
        const QStringList rows = console::table(m_rows).split(QLatin1Char('\n'));
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            lines << rows.at(i);
            for (const QString &text : m_below.at(i + 1))
                lines << QStringLiteral("       ") + text;
        }
        return lines.join(QLatin1Char('\n'));
    }

private:
    QList<QStringList> m_rows;
    QList<QStringList> m_below; ///< the head, then what stands below each row
};

/// Whether what is wrong with the service is told of all that share it: one trouble, one advice.
bool isToldAbove(const ServiceView &service, const EnvironmentView &environment)
{
    const auto holds = [&](const LostWay &lost) {
        return kindOf(lost) != LostKind::Way && lost.services.contains(service.key.service);
    };
    return (environment.blindness && environment.blindness->services.contains(service.key.service))
           || (!service.rootCause && !service.isImpacted()
               && std::any_of(environment.lostWays.cbegin(), environment.lostWays.cend(), holds));
}

QString blockOf(const EnvironmentView &environment, const CheckReport &report)
{
    const Platform *platform = report.workspace->platform(environment.key.platform);
    EnvironmentView reported = environment;
    reported.services.removeIf([&](const ServiceView &each) { return !report.isReported(each); });
    const QString where = QStringLiteral("%1 / %2").arg(
        platform == nullptr ? environment.key.platform.toString() : platform->title,
        environment.key.environment.toString());
    Block block(tr("%1: %2").arg(
        report.onlyService.isEmpty() ? where
                                     : tr("%1, only %2").arg(where, report.onlyService.toString()),
        summaryOf(reported, report.workspace->environment(environment.key))));
    if (environment.blindness) {
        QStringList advice{environment.blindness->error.advice};
        advice.removeAll(QString());
        block.add({QStringLiteral("  !"), tr("cannot see"), tagOf(environment.key), QString(),
                   reasonOf(*environment.blindness)},
                  advice);
    }
    for (const LostWay &lost : environment.lostWays) {
        const bool isOthers =
            !report.onlyService.isEmpty() && !lost.services.contains(report.onlyService);
        if (isOthers)
            continue;
        QStringList advice;
        if (kindOf(lost) != LostKind::Way && !lost.error.advice.isEmpty())
            advice << lost.error.advice;
        block.add(rowOf(lost), advice);
    }
    for (const ServiceView &service : std::as_const(reported.services)) {
        block.add({QStringLiteral("  ") + shapeOf(service), service.key.service.toString(),
                   wordFor(service), service.figure,
                   explanation(service, environment, report.workspace->service(service.key))},
                  isToldAbove(service, environment) ? QStringList() : linesBelow(service));
    }
    return block.toString();
}

} // namespace

QString toTable(const CheckReport &report)
{
    QStringList blocks;
    for (const EnvironmentView &environment : report.environments)
        blocks << blockOf(environment, report);
    return blocks.join(QStringLiteral("\n\n"));
}

} // namespace opsdeck
