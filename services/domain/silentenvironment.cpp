// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/silentenvironment.h"

#include "services/domain/faultwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/serviceview.h"
#include "services/domain/sight.h"
#include "services/domain/silentengine.h"
#include "services/domain/uncause.h"
#include "services/domain/unsteady.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kLeastCauses = 3;
constexpr int kMayAnswer = 10; ///< one in so many

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SilentEnvironment)
};

using Boot = std::chrono::nanoseconds;

/// When a service was heard last, and since when a check of it has been silent.
struct Voice
{
    std::optional<Boot> answered;
    std::optional<Boot> silentFrom; ///< it was asked then

    /// An answer from before the silence came from what may be gone since: a daily check's.
    bool isSilent() const { return silentFrom && (!answered || *answered < *silentFrom); }
};

/// What looks at a program, a file, a host or the world outside, or hears of the service from
/// another, says nothing of whether the service is there.
bool looksElsewhere(const Check &check)
{
    static const QStringList kinds{QStringLiteral("command"), QStringLiteral("backup"),
                                   QStringLiteral("dead-man"), QStringLiteral("ssh"),
                                   QStringLiteral("external")};
    return kinds.contains(check.kind) || isOfEngine(check.kind);
}

/// A port that must be closed is well by nobody's answer. What answers on this machine may be the
/// near end of a tunnel: that takes connections by itself, but knows no answer.
bool isAnswer(const Check &check, const CheckResult &result, Evidence evidence)
{
    if (evidence == Evidence::Near)
        return isSpeaking(evidence, result) && check.kind != QLatin1String("tcp");
    if (evidence == Evidence::Answer || result.error)
        return evidence == Evidence::Answer;
    const QStringList conditions = check.downIf + check.degradedIf;
    return conditions.filter(QStringLiteral("[CONNECTED]")).isEmpty();
}

Voice voiceOf(const Service &service, const ServiceView &view, bool livesHere)
{
    Voice voice;
    for (int i = 0; i < view.checks.size(); ++i) {
        const Check &check = service.checks.at(i);
        const CheckView &seen = view.checks.at(i);
        if (looksElsewhere(check) || !seen.state.last || seen.state.unseen
            || seen.freshness == Freshness::Expired)
            continue;
        const CheckResult &last = *seen.state.last;
        if (last.error && last.error->kind == ErrorKind::Resolve)
            continue; // it was not asked, which is told of itself
        const Evidence evidence = evidenceOf(check, last, livesHere);
        if (isAnswer(check, last, evidence)) {
            const Boot moment = last.observedAt.boot;
            voice.answered = std::max(voice.answered.value_or(moment), moment);
        } else if (evidence == Evidence::Silence && last.error->kind != ErrorKind::Way) {
            const Boot asked = silentSince(seen.state).boot - check.timeout;
            voice.silentFrom = std::min(voice.silentFrom.value_or(asked), asked);
        }
    }
    return voice;
}

/// Who is silent or keeps becoming so, by index, and who answers.
struct Poll
{
    QList<int> silent;
    int answering = 0;

    int asked() const { return static_cast<int>(silent.size()) + answering; }
};

Poll pollOf(const Environment &environment, const EnvironmentView &view, bool livesHere)
{
    Poll poll;
    QList<Boot> answers;
    std::optional<Boot> silentFrom;
    for (int i = 0; i < view.services.size(); ++i) {
        if (!expectsState(view.services.at(i)))
            continue;
        const ServiceView &service = view.services.at(i);
        const Voice voice = voiceOf(environment.services.at(i), service, livesHere);
        // It is told steadily, whether it answers at the moment or not.
        if (isToldFlapping(service) && service.health == Health::Down
            && (voice.silentFrom || voice.answered)) {
            poll.silent.append(i);
        } else if (voice.isSilent()) {
            poll.silent.append(i);
            silentFrom = std::min(silentFrom.value_or(*voice.silentFrom), *voice.silentFrom);
        } else if (voice.answered) {
            answers.append(*voice.answered);
        }
    }
    poll.answering =
        static_cast<int>(std::count_if(answers.cbegin(), answers.cend(), [&](Boot answered) {
            return !silentFrom || answered >= *silentFrom;
        }));
    return poll;
}

/// Those among which a silent one stands as a cause of its own, or as what such a one impacts.
QList<int> explainedBy(const EnvironmentView &view, const QList<int> &silent)
{
    QList<int> all = silent;
    for (int i = 0; i < view.services.size(); ++i) {
        const ServiceView &each = view.services.at(i);
        // What has a trouble of its own is no mere effect.
        const bool isTroubled =
            each.health != Health::Healthy && each.isImpacted() && !each.rootCause;
        const bool isTheirs =
            isTroubled
            && std::all_of(each.impactedBy.cbegin(), each.impactedBy.cend(),
                           [&](const ServiceKey &by) {
                               return std::any_of(silent.cbegin(), silent.cend(), [&](int index) {
                                   return view.services.at(index).key == by;
                               });
                           });
        if (isTheirs && !all.contains(i))
            all.append(i);
    }
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

void tellSilentEnvironment(const Environment &environment, const CheckStates &states,
                           EnvironmentView &view)
{
    const auto causes = std::count_if(view.services.cbegin(), view.services.cend(),
                                      [](const ServiceView &each) { return each.rootCause; });
    if (causes < kLeastCauses)
        return;
    const Poll poll = pollOf(environment, view, livesHere(view.key, environment, states));
    const auto silentCauses =
        std::count_if(poll.silent.cbegin(), poll.silent.cend(),
                      [&](int index) { return view.services.at(index).rootCause; });
    const auto firstOf = [&](const auto &isMeant) {
        const auto found = std::find_if(poll.silent.cbegin(), poll.silent.cend(), [&](int index) {
            return view.services.at(index).rootCause && isMeant(view.services.at(index));
        });
        return found == poll.silent.cend() ? -1 : *found;
    };
    const int hard = firstOf([](const ServiceView &each) { return !each.soft; });
    const int first = hard >= 0 ? hard : firstOf(&isToldFlapping);
    if (silentCauses < kLeastCauses || poll.answering * kMayAnswer > poll.asked() || first < 0)
        return;
    const auto isEarlier = [&](int a, int b) {
        return view.services.at(a).since.boot < view.services.at(b).since.boot;
    };
    const ServiceView &evidence = view.services.at(first);
    LostWay lost;
    const bool isFlapping = hard < 0;
    lost.id = lostEverythingId(isFlapping           ? LostEverything::Flapping
                               : poll.answering > 0 ? LostEverything::NearlySilent
                                                    : LostEverything::Silent);
    lost.title = tagOf(view.key);
    lost.error = evidence.error.value_or(Error());
    lost.since =
        view.services.at(*std::min_element(poll.silent.cbegin(), poll.silent.cend(), isEarlier))
            .since;
    QString words = evidence.message;
    while (words.endsWith(QLatin1Char('.')))
        words.chop(1);
    lost.error.message =
        isFlapping ? Words::tr("%1 of %2 services keep going down and coming back.")
                         .arg(poll.silent.size())
                         .arg(poll.asked())
                   : Words::tr("%1 of %2 services refuse connections or are silent. %3: %4.")
                         .arg(poll.silent.size())
                         .arg(poll.asked())
                         .arg(evidence.title, words);
    lost.error.advice =
        isFlapping ? Words::tr("What they share keeps failing. Try: the host, its load and its "
                               "network; a witness tells whether it is the way to them.")
                   : Words::tr("Either all of it is down or not started, or it can't be reached "
                               "from here. Try: whether its host is up, the parameters that say "
                               "where it is, and a witness, which tells the one from the other.");
    const QList<int> explained = explainedBy(view, poll.silent);
    for (const int index : explained)
        lost.services.append(view.services.at(index).key.service);
    uncause(view, poll.silent);
    view.lostWays.prepend(lost);
}

void keepSilentEnvironment(EnvironmentView &view)
{
    for (const LostWay &lost : std::as_const(view.lostWays)) {
        if (kindOf(lost) != LostKind::Everything)
            continue;
        QList<int> those;
        for (int i = 0; i < view.services.size(); ++i) {
            if (lost.services.contains(view.services.at(i).key.service)
                && !view.services.at(i).checks.isEmpty())
                those.append(i);
        }
        uncause(view, those);
        return;
    }
}

} // namespace opsdeck
