// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldenboard.h"

#include "models/metrics/asking.h"

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

bool isFailure(const CheckResult &result)
{
    return result.status == CheckStatus::Critical || result.status == CheckStatus::Unknown;
}

GoldenBoard::Answer answerOf(const CheckResult &result)
{
    return {result.observedAt.wallMs,
            result.latency.count() > 0 ? std::chrono::duration<float>(result.latency).count()
                                       : std::nanf(""),
            isFailure(result)};
}

/// The oldest quarter goes at once.
template <typename T>
void trim(std::vector<T> &all, size_t most)
{
    if (all.size() > most)
        all.erase(all.begin(), all.begin() + static_cast<qsizetype>(all.size() - most * 3 / 4));
}

} // namespace

GoldenBoard::GoldenBoard(QObject *parent)
    : QObject(parent)
{}

void GoldenBoard::setWorkspace(const WorkspacePtr &workspace)
{
    m_workspace = workspace;
    m_kept.removeIf(
        [&](const auto &each) { return !workspace || workspace->check(each.key()) == nullptr; });
    Q_EMIT workspaceChanged();
}

const Service *GoldenBoard::service(const ServiceKey &key) const
{
    return m_workspace ? m_workspace->service(key) : nullptr;
}

size_t GoldenBoard::most(const CheckKey &check) const
{
    return check.service == m_watched ? kKeptOfWatched : kKept;
}

void GoldenBoard::watch(const ServiceKey &service)
{
    if (std::exchange(m_watched, service) == service)
        return;
    for (auto it = m_kept.begin(); it != m_kept.end(); ++it) {
        const size_t limit = most(it.key());
        trim(it->answers, limit);
        for (Source &source : it->sources)
            trim(source.points, limit);
    }
}

void GoldenBoard::read(const CheckResult &result, Kept &kept)
{
    const qint64 timeMs = result.observedAt.wallMs;
    for (const GoldenRule &rule : goldenRules()) {
        auto source =
            std::find_if(kept.sources.begin(), kept.sources.end(),
                         [&](const Source &each) { return &each.reader.rule() == &rule; });
        if (source == kept.sources.end()) {
            const bool isThere =
                std::any_of(result.samples.cbegin(), result.samples.cend(),
                            [&](const Sample &sample) { return isNamed(rule, sample.metric); });
            if (!isThere)
                continue;
            kept.sources.push_back({GoldenReader(rule), {}, {}});
            source = kept.sources.end() - 1;
        }
        const auto figure = source->reader.next(result.samples, timeMs);
        if (!figure || (!source->points.empty() && source->points.back().timeMs >= timeMs))
            continue;
        source->who = figure->who;
        source->points.push_back({timeMs, figure->value});
        trim(source->points, most(result.key));
    }
}

void GoldenBoard::addResults(const QList<CheckResult> &results)
{
    QList<ServiceKey> changedOnes;
    for (const CheckResult &result : results) {
        if (!m_workspace || m_workspace->check(result.key) == nullptr || !wasAsked(result))
            continue;
        Kept &kept = m_kept[result.key];
        const Answer answer = answerOf(result);
        if (!kept.answers.empty() && kept.answers.back().timeMs >= answer.timeMs)
            continue;
        kept.answers.push_back(answer);
        trim(kept.answers, most(result.key));
        const bool isSilent = answer.failed && std::isnan(answer.seconds);
        if (isSilent && !kept.isSilent)
            kept.silentSinceMs = answer.timeMs;
        kept.isSilent = isSilent;
        read(result, kept);
        if (!changedOnes.contains(result.key.service))
            changedOnes.append(result.key.service);
    }
    if (!changedOnes.isEmpty())
        Q_EMIT changed(changedOnes);
}

void GoldenBoard::addPastResults(const CheckKey &check, const QList<CheckResult> &results)
{
    if (check.service != m_watched || !m_workspace || m_workspace->check(check) == nullptr)
        return;
    Kept &kept = m_kept[check];
    std::vector<Answer> all;
    for (auto result = results.crbegin(); result != results.crend(); ++result) {
        const Answer answer = answerOf(*result);
        const bool isBefore = kept.answers.empty() || answer.timeMs < kept.answers.front().timeMs;
        if (isBefore && (all.empty() || answer.timeMs > all.back().timeMs))
            all.push_back(answer);
    }
    if (all.empty())
        return;
    all.insert(all.end(), kept.answers.begin(), kept.answers.end());
    kept.answers = std::move(all);
    trim(kept.answers, kKeptOfWatched);
    Q_EMIT changed({check.service});
}

const GoldenBoard::Kept *GoldenBoard::kept(const CheckKey &check) const
{
    const auto it = m_kept.constFind(check);
    return it == m_kept.cend() ? nullptr : &*it;
}

} // namespace opsdeck
