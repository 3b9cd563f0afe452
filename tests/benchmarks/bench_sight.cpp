// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/checks/sightkeeper.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kResults = 20'000;
constexpr int kRounds = 5;

const EnvironmentKey kProd{PlatformId(QStringLiteral("shop")),
                           EnvironmentId(QStringLiteral("prod"))};

/// What the rest of an environment does while its witness answers, or does not.
enum class Mood { WitnessAnswers, WitnessSilent, OutOfSight };

struct Bench
{
    WorkspacePtr workspace;
    QList<CheckKey> keys; ///< the witness first
    SightKeeper keeper;
    CheckStates states;
    Instant now{1000s, 1'700'000'000'000};

    explicit Bench(int checks)
    {
        Environment environment;
        environment.id = kProd.environment;
        for (int i = 0; i < checks; ++i) {
            Check check;
            check.id = CheckId(QStringLiteral("health"));
            check.kind = QStringLiteral("http");
            check.parameters = {
                {QStringLiteral("url"), QStringLiteral("http://10.0.0.1:%1/health").arg(i)}};
            check.interval = 10min;
            check.timeout = 2s;
            check.retries = 1;
            check.witness = i == 0 ? Witness::Inside : Witness::None;
            Service service;
            service.id = ServiceId(QStringLiteral("service-%1").arg(i));
            service.title = service.id.toString();
            service.checks = {check};
            environment.services.append(service);
            keys.append({{kProd, service.id}, check.id});
        }
        Platform platform;
        platform.id = kProd.platform;
        platform.environments = {environment};
        auto made = std::make_shared<Workspace>();
        made->platforms = {platform};
        workspace = made;
        keeper.setWorkspace(workspace);
    }

    /// Nanoseconds that the keeper took.
    qint64 take(int at, bool isAnswer)
    {
        now = moved(now, 1ms);
        CheckResult result;
        result.key = keys.at(at);
        result.observedAt = now;
        if (isAnswer) {
            result.status = CheckStatus::Ok;
            result.address = QStringLiteral("10.0.0.1:80");
        } else {
            result.status = CheckStatus::Critical;
            result.error = Error{ErrorKind::Timeout, QStringLiteral("No answer."), {}, {}};
        }
        const Check &check = workspace->platforms.constFirst()
                                 .environments.constFirst()
                                 .services.at(at)
                                 .checks.constFirst();
        const CheckState before = states.value(result.key);
        const CheckState after = advance(check, SightKeeper::baseOf(before), result, {});
        states.insert(result.key, after);
        QElapsedTimer timer;
        timer.start();
        const SightKeeper::Step step = keeper.take(result.key, before, std::nullopt, states, now);
        return timer.nsecsElapsed();
    }
};

double nsPerResult(int checks, Mood mood)
{
    Bench bench(checks);
    for (int i = 0; i < checks; ++i)
        bench.take(i, true);
    if (mood != Mood::WitnessAnswers)
        bench.take(0, false);
    if (mood == Mood::OutOfSight) {
        for (int i = 1; i < checks; ++i)
            bench.take(i, false);
    }
    qint64 spent = 0;
    for (int i = 0; i < kResults; ++i)
        spent += bench.take(1 + i % (checks - 1), mood != Mood::OutOfSight);
    return static_cast<double>(spent) / kResults;
}

double judgedAnewNs(int checks)
{
    Bench bench(checks);
    for (int i = 0; i < checks; ++i)
        bench.take(i, i != 0);
    const Environment &environment =
        bench.workspace->platforms.constFirst().environments.constFirst();
    constexpr int kTimes = 20;
    QElapsedTimer timer;
    timer.start();
    qsizetype silent = 0;
    for (int i = 0; i < kTimes; ++i)
        silent += countSight(kProd, environment, bench.states, bench.now).silent;
    return silent == kTimes ? static_cast<double>(timer.nsecsElapsed()) / kTimes : 0;
}

double medianOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

} // namespace

int main()
{
    std::printf("What keeping the sight costs a result, us, median of %d rounds of %d results; and "
                "as a ratio to the same while the witness answers:\n",
                kRounds, kResults);
    for (const int checks : {100, 1000, 10'000}) {
        std::vector<double> answers;
        std::vector<double> silent;
        std::vector<double> blind;
        std::vector<double> anew;
        for (int round = 0; round < kRounds; ++round) {
            answers.push_back(nsPerResult(checks, Mood::WitnessAnswers));
            silent.push_back(nsPerResult(checks, Mood::WitnessSilent));
            blind.push_back(nsPerResult(checks, Mood::OutOfSight));
            anew.push_back(judgedAnewNs(checks));
        }
        const double peer = medianOf(answers);
        const auto line = [&](const char *what, double ns) {
            std::printf("  %6d checks, %-32s %9.2f   %8.2f\n", checks, what, ns / 1000, ns / peer);
        };
        line("the witness answers", peer);
        line("the witness is silent", medianOf(silent));
        line("out of sight as a whole", medianOf(blind));
        line("(all of it counted anew)", medianOf(anew));
    }
    return 0;
}
