// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/sight.h"

#include "services/domain/faultwords.h"
#include "services/domain/serviceview.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Sight)
};

constexpr int kLeastServicesFromOutside = 2;

struct Seen
{
    CheckKey key;
    const Service *service = nullptr;
    const Check *check = nullptr;
    const CheckState *state = nullptr; ///< null: never observed
    Evidence evidence = Evidence::None;

    bool isSilent() const { return evidence == Evidence::Silence && !state->soft; }

    bool answeredAfter(std::chrono::nanoseconds boot) const
    {
        return evidence == Evidence::Answer && !state->unseen
               && state->last->observedAt.boot >= boot;
    }

    /// Its question was put no earlier than this.
    std::chrono::nanoseconds askedAt() const { return state->since.boot - check->timeout; }
};

struct Gathered
{
    QList<Seen> inside;
    QList<Seen> outside;
    QList<Seen> others;
};

/// A witness tells by failing: also one that is no question over the network, a ping by a program.
bool isWitnessSilent(const Seen &seen)
{
    const CheckResult &last = *seen.state->last;
    return last.error
           && (isSilence(last.error->kind)
               || (last.status == CheckStatus::Critical && seen.evidence == Evidence::None));
}

Gathered gather(const EnvironmentKey &key, const Environment &environment,
                const CheckStates &states, const Instant &now)
{
    Gathered gathered;
    for (const Service &service : environment.services) {
        if (!expectsState(service))
            continue;
        for (const Check &check : service.checks) {
            Seen seen{{{key, service.id}, check.id}, &service, &check, nullptr, Evidence::None};
            const auto state = states.constFind(seen.key);
            if (state != states.constEnd() && state->last
                && freshnessOf(check, *state, now) != Freshness::Expired) {
                seen.state = &*state;
                seen.evidence = evidenceOf(check, *state->last);
                if (check.witness == Witness::Inside && isWitnessSilent(seen))
                    seen.evidence = Evidence::Silence;
            }
            (check.witness == Witness::Inside    ? gathered.inside
             : check.witness == Witness::Outside ? gathered.outside
                                                 : gathered.others)
                .append(seen);
        }
    }
    return gathered;
}

OutsideView outsideViewOf(const QList<Seen> &outside, std::chrono::nanoseconds since)
{
    OutsideView view = OutsideView::NotKnown;
    for (const Seen &seen : outside) {
        if (seen.state == nullptr || seen.state->last->observedAt.boot < since)
            continue;
        const CheckStatus status = seen.state->last->status;
        if (status == CheckStatus::Ok || status == CheckStatus::Warning
            || seen.evidence == Evidence::Answer)
            return OutsideView::Answers;
        if (status == CheckStatus::Critical)
            view = OutsideView::Silent;
    }
    return view;
}

/// What answered before the newest of the others fell silent may be gone with it.
std::chrono::nanoseconds newestSilence(const QList<Seen> &others, std::chrono::nanoseconds asked)
{
    for (const Seen &other : others) {
        if (other.isSilent() && other.state->last->error->kind != ErrorKind::Way)
            asked = std::max(asked, other.askedAt());
    }
    return asked;
}

Sight sightOf(const QList<Seen> &others, bool isCertain, std::chrono::nanoseconds asked)
{
    bool isPending = false;
    for (const Seen &other : others) {
        if (other.answeredAfter(asked))
            return Sight::Seen;
        isPending = isPending || (other.evidence == Evidence::Answer && !other.state->unseen);
    }
    return isCertain && !isPending ? Sight::Blind : Sight::Doubtful;
}

bool isHidden(const Seen &seen, OutsideView outside)
{
    if (seen.check->witness == Witness::Outside)
        return outside == OutsideView::Silent;
    if (seen.check->witness == Witness::Inside)
        return seen.state == nullptr || seen.evidence == Evidence::Silence;
    return seen.state == nullptr || seen.evidence != Evidence::None || seen.state->unseen;
}

/// Fills in what follows from who is silent, and since when.
void complete(Blindness &blindness, const Gathered &gathered, QList<Seen> silent,
              std::chrono::nanoseconds asked)
{
    std::stable_sort(silent.begin(), silent.end(), [](const Seen &a, const Seen &b) {
        return a.state->since.boot < b.state->since.boot;
    });
    blindness.error = *silent.constFirst().state->last->error;
    blindness.outside = outsideViewOf(gathered.outside, asked);
    for (const Seen &seen : std::as_const(silent)) {
        if (seen.check->witness != Witness::Inside)
            continue;
        blindness.witnesses.append(seen.key);
        if (!blindness.names.contains(seen.service->title))
            blindness.names.append(seen.service->title);
    }
}

void addHidden(Blindness &blindness, const Environment &environment, const Gathered &gathered)
{
    const QList<Seen> all = gathered.inside + gathered.outside + gathered.others;
    for (const Service &service : environment.services) {
        const bool hidden = std::any_of(all.cbegin(), all.cend(), [&](const Seen &seen) {
            return seen.service == &service && isHidden(seen, blindness.outside);
        });
        if (hidden)
            blindness.services.append(service.id);
    }
}

SightVerdict judgeWitnesses(const Environment &environment, const Gathered &gathered)
{
    SightVerdict verdict;
    QList<Seen> silent;
    for (const Seen &witness : gathered.inside) {
        if (witness.evidence == Evidence::Silence)
            silent.append(witness);
    }
    const qsizetype all = gathered.inside.size();
    const qsizetype needed =
        environment.witnessQuorum > 0 ? std::min<qsizetype>(environment.witnessQuorum, all) : all;
    const bool isWay = std::all_of(silent.cbegin(), silent.cend(), [](const Seen &witness) {
        return witness.state->last->error->kind == ErrorKind::Way;
    });
    if (silent.size() < needed || isWay)
        return verdict;
    QList<Seen> hard = silent;
    hard.removeIf([](const Seen &witness) { return !witness.isSilent(); });
    const bool isCertain = hard.size() >= needed;
    if (isCertain)
        silent = hard;
    std::sort(silent.begin(), silent.end(), [](const Seen &a, const Seen &b) {
        return a.state->since.boot < b.state->since.boot;
    });
    // Blind since the one that made up the quorum fell silent; by then all of these were.
    const Seen &last = silent.at(needed - 1);
    verdict.asked = newestSilence(gathered.others, last.askedAt());
    verdict.sight = sightOf(gathered.others, isCertain, verdict.asked);
    if (verdict.sight != Sight::Blind)
        return verdict;
    verdict.blindness.since = last.state->since;
    complete(verdict.blindness, gathered, silent, last.askedAt());
    addHidden(verdict.blindness, environment, gathered);
    return verdict;
}

SightVerdict judgeFromOutside(const Environment &environment, const Gathered &gathered)
{
    SightVerdict verdict;
    QList<Seen> silent;
    QSet<const Service *> services;
    for (const Seen &other : gathered.others) {
        if (other.evidence == Evidence::Answer && !other.state->unseen)
            return verdict;
        if (other.isSilent() && other.state->last->error->kind != ErrorKind::Way) {
            silent.append(other);
            services.insert(other.service);
        }
    }
    if (services.size() < kLeastServicesFromOutside)
        return verdict;
    const Seen &last =
        *std::max_element(silent.cbegin(), silent.cend(), [](const Seen &a, const Seen &b) {
            return a.state->since.boot < b.state->since.boot;
        });
    if (outsideViewOf(gathered.outside, last.askedAt()) != OutsideView::Answers)
        return verdict;
    verdict.sight = Sight::Blind;
    verdict.blindness.since = last.state->since;
    complete(verdict.blindness, gathered, silent, last.askedAt());
    addHidden(verdict.blindness, environment, gathered);
    return verdict;
}

QString withoutStop(QString text)
{
    while (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text;
}

} // namespace

Evidence evidenceOf(const Check &check, const CheckResult &result)
{
    if (result.error && isSilence(result.error->kind))
        return Evidence::Silence;
    const bool isSocketHere = check.via.isDirect() && result.address.startsWith(QLatin1Char('/'));
    return result.address.isEmpty() || isSocketHere ? Evidence::None : Evidence::Answer;
}

bool hasWitnesses(const Environment &environment)
{
    return std::any_of(environment.services.cbegin(), environment.services.cend(),
                       [](const Service &service) {
                           return expectsState(service)
                                  && std::any_of(service.checks.cbegin(), service.checks.cend(),
                                                 [](const Check &check) {
                                                     return check.witness != Witness::None;
                                                 });
                       });
}

SightVerdict judgeSight(const EnvironmentKey &key, const Environment &environment,
                        const CheckStates &states, const Instant &now)
{
    if (!hasWitnesses(environment))
        return {};
    const Gathered gathered = gather(key, environment, states, now);
    return gathered.inside.isEmpty() ? judgeFromOutside(environment, gathered)
                                     : judgeWitnesses(environment, gathered);
}

void hide(const Blindness &blindness, const QString &environmentTag, QList<ServiceView> &views)
{
    const QString message =
        Words::tr("%1 can't be seen: %2").arg(environmentTag, reasonOf(blindness));
    for (ServiceView &view : views) {
        if (!blindness.services.contains(view.key.service))
            continue;
        view.health = view.lastKnown = Health::Unknown;
        view.soft = false;
        view.since = blindness.since;
        view.message = message;
        view.figure = Words::tr("not seen");
        view.error = Error{ErrorKind::Way, message + QLatin1Char('.'), blindness.error.advice,
                           blindness.error.detail};
        for (CheckView &check : view.checks) {
            check.health = check.lastKnown = Health::Unknown;
            check.soft = false;
        }
    }
}

QString tagOf(const EnvironmentKey &environment)
{
    return environment.environment.toString().toUpper();
}

QString reasonOf(const Blindness &blindness)
{
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
