// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/silentengine.h"

#include "services/domain/faultwords.h"
#include "services/domain/lostkinds.h"
#include "services/domain/uncause.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(SilentEngine)
};

/// What a failure says of the engine, not of what was asked of it.
bool isEngines(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Timeout:
    case ErrorKind::Refused:
    case ErrorKind::Unreachable:
    case ErrorKind::Resolve:
    case ErrorKind::NotFound:
    case ErrorKind::Tls:
    case ErrorKind::Auth:
    case ErrorKind::Permission:
        return true;
    default:
        return false;
    }
}

bool isKnown(const CheckView &check)
{
    return check.state.last && check.state.last->error && !check.state.unseen
           && check.freshness != Freshness::Expired;
}

/// One engine that tells nothing, by index of services.
struct Silence
{
    QString engine;
    const CheckView *first = nullptr;
    Instant since;
    QList<int> behind;
};

QList<Silence> silencesIn(const Environment &environment, const EnvironmentView &view)
{
    QList<Silence> found;
    for (int i = 0; i < view.services.size(); ++i) {
        const QList<CheckView> &checks = view.services.at(i).checks;
        for (int c = 0; c < checks.size(); ++c) {
            const Check &check = environment.services.at(i).checks.at(c);
            const CheckView &seen = checks.at(c);
            if (!isOfContainer(check) || !isKnown(seen)
                || seen.state.last->status != CheckStatus::Unknown
                || !isEngines(seen.state.last->error->kind))
                continue;
            const QString engine = engineOf(check);
            auto it = std::find_if(found.begin(), found.end(),
                                   [&](const Silence &each) { return each.engine == engine; });
            if (it == found.end()) {
                found.append({engine, &seen, seen.state.since, {}});
                it = found.end() - 1;
            }
            if (seen.state.since.isValid() && seen.state.since.boot < it->since.boot)
                it->since = seen.state.since;
            if (!it->behind.contains(i))
                it->behind.append(i);
        }
    }
    return found;
}

/// The service whose own check finds this engine gone; -1: there is none.
int serviceOf(const QString &engine, const Environment &environment, const EnvironmentView &view)
{
    for (int i = 0; i < view.services.size(); ++i) {
        const QList<CheckView> &checks = view.services.at(i).checks;
        for (int c = 0; c < checks.size(); ++c) {
            const Check &check = environment.services.at(i).checks.at(c);
            if (isOfEngine(check.kind) && !isOfContainer(check) && engineOf(check) == engine
                && isKnown(checks.at(c)) && checks.at(c).state.last->status == CheckStatus::Critical
                && isEngines(checks.at(c).state.last->error->kind))
                return i;
        }
    }
    return -1;
}

/// Unknown for lack of the engine's word, or gone with it.
bool isExplained(const ServiceView &view)
{
    return view.health == Health::Unknown
           || (view.health == Health::Down && view.error && isSilence(view.error->kind)
               && view.error->kind != ErrorKind::Way);
}

} // namespace

bool isOfEngine(const QString &kind)
{
    return kind == QLatin1String("docker") || kind == QLatin1String("compose");
}

QString engineOf(const Check &check)
{
    if (!isOfEngine(check.kind))
        return {};
    const QString url = check.parameters.value(QStringLiteral("url")).toString();
    const QString socket =
        check.parameters.value(QStringLiteral("socket"), QStringLiteral("/var/run/docker.sock"))
            .toString();
    const QString where = url.isEmpty() ? socket : url;
    return check.via.isDirect()
               ? where
               : Words::tr("%1 by '%2'", "engine, way").arg(where, check.via.title);
}

bool isOfContainer(const Check &check)
{
    const auto has = [&check](const char *name) {
        return !check.parameters.value(QLatin1String(name)).toString().isEmpty();
    };
    return isOfEngine(check.kind) && (has("container") || has("service") || has("project"));
}

void tellSilentEngines(const Environment &environment, EnvironmentView &view)
{
    const QList<Silence> silences = silencesIn(environment, view);
    for (const Silence &silence : silences) {
        const int self = serviceOf(silence.engine, environment, view);
        QList<int> causes;
        for (int i = 0; self >= 0 && i < view.services.size(); ++i) {
            const ServiceView &each = view.services.at(i);
            if (each.rootCause
                && (i == self || view.services.at(self).impactedBy.contains(each.key)))
                causes.append(i);
        }
        QList<int> explained;
        for (const int index : silence.behind) {
            if (isExplained(view.services.at(index)) && !causes.contains(index))
                explained.append(index);
        }
        uncause(view, explained);
        for (const int cause : std::as_const(causes)) {
            for (const int index : std::as_const(explained)) {
                if (view.services.at(index).impactedBy.contains(view.services.at(cause).key))
                    continue;
                view.services[index].impactedBy.append(view.services.at(cause).key);
                view.services[cause].impacts.append(view.services.at(index).key);
            }
        }
        if (!causes.isEmpty())
            continue;
        const CheckResult &last = *silence.first->state.last;
        LostWay lost{lostEngineId(silence.engine), silence.engine, *last.error, silence.since, {}};
        lost.error.message =
            Words::tr("No answer (%1): whether what it runs is up is not known.")
                .arg(last.figure.isEmpty() ? toWord(last.error->kind) : last.figure);
        for (const int index : silence.behind)
            lost.services.append(view.services.at(index).key.service);
        view.lostWays.append(lost);
    }
}

} // namespace opsdeck
