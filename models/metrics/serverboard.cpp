// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/serverboard.h"

#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kSecond = 1000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr int kSteps = 300; ///< of what is shown, about

constexpr qint64 kWidths[] = {kSecond,      5 * kSecond,  15 * kSecond, 30 * kSecond,
                              kMinute,      2 * kMinute,  5 * kMinute,  10 * kMinute,
                              20 * kMinute, 30 * kMinute, kHour,        2 * kHour,
                              4 * kHour,    6 * kHour,    12 * kHour,   24 * kHour};

/// A hole that grows with the time is asked for again no sooner.
constexpr qint64 kLeastNews = 30 * kSecond;
/// Of steps that hold many samples: one that is asked for seldom leaves some of them empty.
constexpr qint64 kLookback = 5 * kMinute;

} // namespace

ServerBoard::ServerBoard(SeriesBoard &series, QObject *parent)
    : QObject(parent)
{
    connect(&series, &SeriesBoard::workspaceChanged, this, [this] { setSources({}); });
}

void ServerBoard::setSources(const QHash<MetricKey, QString> &sources)
{
    withdraw();
    m_sources = sources;
    m_kept.clear();
}

qint64 ServerBoard::stepOf(const Stretch &shown)
{
    const qint64 least = (shown.toMs - shown.fromMs) / kSteps;
    return *std::find_if(std::begin(kWidths), std::end(kWidths) - 1,
                         [&](qint64 each) { return each >= least; });
}

void ServerBoard::become(const MetricKey &key, State state)
{
    Kept &kept = m_kept[key];
    kept.state = state;
    ++kept.revision;
}

void ServerBoard::want(const MetricKey &key, const Stretch &shown, const Stretch &lack,
                       qint64 nowMs)
{
    if (!m_sources.contains(key))
        return;
    const qint64 step = stepOf(shown);
    Kept &kept = m_kept[key];
    const Stretch &asked = kept.wish.stretch;
    const bool isCovered = kept.state != State::Idle && kept.wish.stepMs == step
                           && lack.fromMs >= asked.fromMs - step
                           && lack.toMs <= asked.toMs + std::max(step, kLeastNews);
    if (isCovered)
        return;
    const Stretch stretch{lack.fromMs / step * step,
                          std::min((lack.toMs + step - 1) / step * step, nowMs)};
    kept.wish = {stretch, step};
    kept.message.clear();
    become(key, State::Asked);
    Q_EMIT wanted(key, m_kept.value(key).wish);
    Q_EMIT changed(key);
}

void ServerBoard::unwant(const MetricKey &key)
{
    const auto kept = m_kept.find(key);
    if (kept == m_kept.end() || kept->state == State::Idle)
        return;
    const bool wasAsked = kept->state == State::Asked;
    kept->answer = {};
    kept->message.clear();
    become(key, State::Idle);
    if (wasAsked)
        Q_EMIT unwanted(key);
    Q_EMIT changed(key);
}

void ServerBoard::cancel(const MetricKey &key)
{
    if (kept(key).state != State::Asked)
        return;
    become(key, State::Cancelled);
    Q_EMIT unwanted(key);
    Q_EMIT changed(key);
}

void ServerBoard::askAgain(const MetricKey &key)
{
    const State state = kept(key).state;
    if (state != State::Failed && state != State::Cancelled && state != State::Here)
        return;
    become(key, State::Asked);
    Q_EMIT wanted(key, m_kept.value(key).wish);
    Q_EMIT changed(key);
}

void ServerBoard::withdraw()
{
    QList<MetricKey> ended;
    for (auto it = m_kept.begin(); it != m_kept.end(); ++it) {
        if (it->state == State::Asked)
            ended.append(it.key());
    }
    for (const MetricKey &key : std::as_const(ended)) {
        become(key, State::Idle);
        Q_EMIT unwanted(key);
    }
}

bool ServerBoard::isAsking() const
{
    return std::any_of(m_kept.cbegin(), m_kept.cend(),
                       [](const Kept &each) { return each.state == State::Asked; });
}

void ServerBoard::add(const MetricKey &key, const Wish &wish, const Answer &answer)
{
    // An answer that nobody waits for any more.
    if (kept(key).state != State::Asked || kept(key).wish != wish)
        return;
    m_kept[key].answer = answer;
    if (const auto more = answer.lines.size() - SeriesBoard::kMostLines; more > 0) {
        m_kept[key].answer.lines.resize(SeriesBoard::kMostLines);
        m_kept[key].answer.warnings << tr("A chart has room for %1 lines: %2 more are not drawn.")
                                           .arg(SeriesBoard::kMostLines)
                                           .arg(more);
    }
    become(key, State::Here);
    Q_EMIT changed(key);
}

void ServerBoard::fail(const MetricKey &key, const Wish &wish, const QString &message)
{
    if (kept(key).state != State::Asked || kept(key).wish != wish)
        return;
    m_kept[key].message = message;
    become(key, State::Failed);
    Q_EMIT changed(key);
}

void ServerBoard::addMeaning(const MetricKey &key, const Wish &wish, const QString &meaning)
{
    if (kept(key).state != State::Here || kept(key).wish != wish)
        return;
    m_kept[key].answer.meaning = meaning;
    become(key, State::Here);
    Q_EMIT changed(key);
}

void ServerBoard::addExemplars(const MetricKey &key, const Wish &wish,
                               const QList<Exemplar> &exemplars)
{
    if (kept(key).state != State::Here || kept(key).wish != wish || exemplars.isEmpty())
        return;
    m_kept[key].answer.exemplars = exemplars;
    become(key, State::Here);
    Q_EMIT changed(key);
}

namespace {

QUrl below(QUrl page, const QString &name)
{
    QString path = page.path();
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    page.setPath(path + name);
    return page;
}

} // namespace

QUrl ServerBoard::tracePage(const MetricKey &key, const QString &trace) const
{
    static const QRegularExpression name(QStringLiteral("^[0-9A-Za-z-]{1,64}$"));
    const QUrl page = m_tracing.value(key.service.environment);
    if (page.isEmpty() || !name.match(trace).hasMatch())
        return {};
    return below(page, QStringLiteral("/trace/") + trace);
}

/// Jaeger's page takes microseconds.
QUrl ServerBoard::traceSearch(const MetricKey &key, const Stretch &stretch) const
{
    QUrl page = m_tracing.value(key.service.environment);
    if (page.isEmpty())
        return {};
    page = below(page, QStringLiteral("/search"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("lookback"), QStringLiteral("custom"));
    query.addQueryItem(QStringLiteral("start"), QString::number(stretch.fromMs * 1000));
    query.addQueryItem(QStringLiteral("end"), QString::number(stretch.toMs * 1000));
    page.setQuery(query);
    return page;
}

const ServerBoard::Kept &ServerBoard::kept(const MetricKey &key) const
{
    static const Kept none;
    const auto found = m_kept.constFind(key);
    return found == m_kept.cend() ? none : *found;
}

QList<QList<QPointF>> ServerBoard::segments(const Line &line, qint64 stepMs, const Stretch &within)
{
    QList<QList<QPointF>> segments;
    const bool isWide = stepMs >= kMinute;
    const qint64 apart = isWide ? std::max(stepMs * 3 / 2, kLookback) : stepMs * 3 / 2;
    const auto step = static_cast<double>(stepMs);
    const Part *before = nullptr;
    for (const Part &part : line.parts) {
        if (part.timeMs < within.fromMs || part.timeMs > within.toMs)
            continue;
        if (before == nullptr || part.timeMs - before->timeMs > apart)
            segments.append(QList<QPointF>());
        const auto end = static_cast<double>(part.timeMs);
        if (part.lowest == part.highest) {
            segments.last().append({end, part.highest});
        } else {
            // Nobody knows which of the two came first: the line goes on where it was.
            const bool risesFirst = before != nullptr
                                    && segments.last().last().y() < (part.lowest + part.highest) / 2
                                    && segments.last().size() > 1;
            segments.last().append({end - step * 3 / 4, risesFirst ? part.lowest : part.highest});
            segments.last().append({end - step / 4, risesFirst ? part.highest : part.lowest});
        }
        before = &part;
    }
    return segments;
}

} // namespace opsdeck
