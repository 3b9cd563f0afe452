// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/unsteadysight.h"

#include "services/domain/serviceview.h"
#include "services/domain/sight.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(UnsteadySight)
};

using Boot = std::chrono::nanoseconds;

bool isKnown(const CheckView &view)
{
    return view.freshness == Freshness::Fresh || view.freshness == Freshness::Stale;
}

/// It keeps going out of sight by this one.
bool isPart(const Check &check, const CheckView &view)
{
    return check.witness != Witness::None && view.state.sightFlaps.isValid() && isKnown(view);
}

bool comesAndGoes(const Check &check, const CheckView &view, bool livesHere)
{
    if (check.witness != Witness::None)
        return check.witness == Witness::Inside && isPart(check, view);
    return isKnown(view)
           && (view.state.unseen
               || evidenceOf(check, *view.state.last, livesHere) != Evidence::None);
}

/// When the last of those that it goes out of sight by spoke: nothing while one of them is silent,
/// or looks from elsewhere.
std::optional<Boot> spokenAt(const Environment &environment, const QList<ServiceView> &views,
                             bool livesHere)
{
    std::optional<Boot> spoken;
    for (int i = 0; i < views.size(); ++i) {
        for (int c = 0; c < views.at(i).checks.size(); ++c) {
            const Check &check = environment.services.at(i).checks.at(c);
            const CheckView &seen = views.at(i).checks.at(c);
            if (!isPart(check, seen))
                continue;
            const CheckResult &last = *seen.state.last;
            if (check.witness != Witness::Inside
                || !isSpeaking(evidenceOf(check, last, livesHere), last))
                return std::nullopt;
            spoken = std::min(spoken.value_or(last.observedAt.boot), last.observedAt.boot);
        }
    }
    return spoken;
}

/// An answer says so, or it is silent since before it could be seen that others are not.
bool isDownByItself(const Service &service, const ServiceView &view, std::optional<Boot> spoken,
                    bool livesHere)
{
    if (view.health != Health::Down || view.soft || view.telling < 0)
        return false;
    const CheckState &state = view.checks.at(view.telling).state;
    return state.last
           && (evidenceOf(service.checks.at(view.telling), *state.last, livesHere)
                   == Evidence::Answer
               || (spoken && state.since.boot <= *spoken));
}

} // namespace

std::optional<Blindness> unsteadySight(const EnvironmentKey &key, const Environment &environment,
                                       const CheckStates &states, const QList<ServiceView> &views)
{
    Blindness blindness;
    blindness.unsteady = true;
    for (int i = 0; i < views.size(); ++i) {
        const ServiceView &view = views.at(i);
        for (int c = 0; c < view.checks.size(); ++c) {
            const Check &check = environment.services.at(i).checks.at(c);
            const CheckView &seen = view.checks.at(c);
            if (!isPart(check, seen))
                continue;
            blindness.since = seen.state.sightFlaps;
            blindness.witnesses.append(seen.key);
            if (check.witness == Witness::Inside && !blindness.names.contains(view.title))
                blindness.names.append(view.title);
        }
    }
    if (blindness.witnesses.isEmpty())
        return std::nullopt;
    const bool isHere = livesHere(key, environment, states);
    const std::optional<Boot> spoken = spokenAt(environment, views, isHere);
    for (int i = 0; i < views.size(); ++i) {
        const Service &service = environment.services.at(i);
        const ServiceView &view = views.at(i);
        bool isHidden = false;
        for (int c = 0; c < view.checks.size(); ++c)
            isHidden = isHidden || comesAndGoes(service.checks.at(c), view.checks.at(c), isHere);
        if (isHidden && !isDownByItself(service, view, spoken, isHere))
            blindness.services.append(view.key.service);
    }
    blindness.error.kind = ErrorKind::Way;
    blindness.error.message = reasonOf(blindness) + QLatin1Char('.');
    blindness.error.advice = Words::tr("What is asked there keeps falling silent at once. Try: the "
                                       "network or the VPN between here and "
                                       "there, and the load of what all of it goes through.");
    return blindness;
}

} // namespace opsdeck
