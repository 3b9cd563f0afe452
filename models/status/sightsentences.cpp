// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/statuswords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(StatusWords)
};

QStringList titlesOf(const QList<ServiceId> &services, const EnvironmentView &environment)
{
    QStringList names;
    for (const ServiceId &id : services) {
        const ServiceView *view = environment.service(id);
        names.append(view == nullptr ? id.toString() : view->title);
    }
    return names;
}

} // namespace

StatusSentence lostWaySentence(const LostWay &lost, const EnvironmentView &environment,
                               const Instant &now)
{
    if (kindOf(lost) != LostKind::Way) {
        const QString headline = lostHeadline(lost);
        return {lost.since.isValid()
                    ? Words::tr("%1 %2:").arg(headline, lastingText(lost.since.ageAt(now)))
                    : headline + QLatin1Char(':'),
                lost.error.message};
    }
    const QString who =
        environment.title.isEmpty() ? environment.key.environment.toString() : environment.title;
    const QString operative =
        lost.since.isValid()
            ? Words::tr("%1 can't be seen %2:").arg(who, lastingText(lost.since.ageAt(now)))
            : Words::tr("%1 can't be seen:").arg(who);
    return {operative, lost.error.message};
}

QString hiddenSentence(const LostWay &lost, const EnvironmentView &environment)
{
    const QStringList names = titlesOf(lost.services, environment);
    if (kindOf(lost) != LostKind::Way)
        return names.size() == 1 ? Words::tr("Concerns 1 service (%1).").arg(names.first())
                                 : Words::tr("Concerns %1 services (%2).")
                                       .arg(names.size())
                                       .arg(namesText(names));
    return names.size() == 1
               ? Words::tr("Unknown behind '%1': 1 service (%2).").arg(lost.title, names.first())
               : Words::tr("Unknown behind '%1': %2 services (%3).")
                     .arg(lost.title)
                     .arg(names.size())
                     .arg(namesText(names));
}

StatusSentence blindSentence(const Blindness &blindness, const EnvironmentView &environment,
                             const Instant &now)
{
    const QString headline =
        (blindness.unsteady ? Words::tr("Cannot see %1 steadily") : Words::tr("Cannot see %1"))
            .arg(tagOf(environment.key));
    const QString operative =
        blindness.since.isValid()
            ? Words::tr("%1 %2:").arg(headline, lastingText(blindness.since.ageAt(now)))
            : headline + QLatin1Char(':');
    return {operative, reasonOf(blindness) + QLatin1Char('.')};
}

QString outOfSightSentence(const Blindness &blindness, const EnvironmentView &environment)
{
    const QStringList names = titlesOf(blindness.services, environment);
    if (blindness.unsteady)
        return names.size() == 1
                   ? Words::tr("Not confirmed, not down: 1 service (%1).").arg(names.first())
                   : Words::tr("Not confirmed, not down: %1 services (%2).")
                         .arg(names.size())
                         .arg(namesText(names));
    return names.size() == 1 ? Words::tr("Unknown, not down: 1 service (%1).").arg(names.first())
                             : Words::tr("Unknown, not down: %1 services (%2).")
                                   .arg(names.size())
                                   .arg(namesText(names));
}

} // namespace opsdeck
