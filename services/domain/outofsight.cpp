// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/absence.h"
#include "services/domain/faultwords.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Sight)
};

QString withoutStop(QString text)
{
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

/// What makes the sight unsteady: the same words whatever answers at the moment.
QString turnsOf(const QStringList &names)
{
    if (names.isEmpty())
        return Words::tr("all of it keeps falling silent and answering again");
    if (names.size() == 1)
        return Words::tr("%1 keeps falling silent and answering again").arg(names.constFirst());
    const QString first = names.mid(0, names.size() - 1).join(QStringLiteral(", "));
    return Words::tr("%1 and %2 keep falling silent and answering again")
        .arg(first, names.constLast());
}

} // namespace

void hide(const Blindness &blindness, const QString &environmentTag, QList<ServiceView> &views)
{
    const QString message = (blindness.unsteady ? Words::tr("%1 can't be seen steadily: %2")
                                                : Words::tr("%1 can't be seen: %2"))
                                .arg(environmentTag, reasonOf(blindness));
    for (ServiceView &view : views) {
        if (!blindness.services.contains(view.key.service))
            continue;
        view.health = view.lastKnown = Health::Unknown;
        view.soft = false;
        view.since = blindness.since;
        view.message = message;
        view.figure = absenceWord(Absence::NotObserved);
        view.error = Error{ErrorKind::Way, message + QLatin1Char('.'), blindness.error.advice,
                           blindness.error.detail};
        if (blindness.unsteady) {
            view.soft = view.flapping = true;
            view.attempt = view.attemptsNeeded = 0;
            view.figure.clear();
            continue; // each of its checks is what it is
        }
        for (CheckView &check : view.checks) {
            check.health = check.lastKnown = Health::Unknown;
            check.soft = false;
        }
        for (InstanceView &instance : view.instances) {
            instance.health = Health::Unknown;
            instance.soft = false;
        }
    }
}

QString tagOf(const EnvironmentKey &environment)
{
    return environment.environment.toString().toUpper();
}

QString reasonOf(const Blindness &blindness)
{
    if (blindness.unsteady)
        return turnsOf(blindness.names);
    const QString evidence = withoutStop(blindness.error.message);
    QString reason;
    if (blindness.names.isEmpty()) {
        reason = Words::tr("nothing of it answers here: %1").arg(evidence);
    } else if (blindness.names.size() == 1) {
        const QString verb = faultVerb(blindness.error);
        reason = QStringLiteral("%1 %2: %3")
                     .arg(blindness.names.constFirst(),
                          verb.isEmpty() ? Words::tr("does not answer") : verb, evidence);
    } else {
        const QString last = blindness.names.constLast();
        const QString first =
            blindness.names.mid(0, blindness.names.size() - 1).join(QStringLiteral(", "));
        reason = Words::tr("%1 and %2 do not answer: %3").arg(first, last, evidence);
    }
    switch (blindness.outside) {
    case OutsideView::Answers:
        return reason + QStringLiteral(". ")
               + Words::tr("From outside it answers: our own view is broken");
    case OutsideView::Silent:
        return reason + QStringLiteral(". ")
               + Words::tr("From outside it does not answer either: this machine's network is "
                           "cut, or all of it is down");
    case OutsideView::NotKnown:
        break;
    }
    return reason;
}

QString toWord(OutsideView outside)
{
    switch (outside) {
    case OutsideView::Answers:
        return QStringLiteral("answers");
    case OutsideView::Silent:
        return QStringLiteral("silent");
    case OutsideView::NotKnown:
        break;
    }
    return {};
}

} // namespace opsdeck
