// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/goldentiles.h"

#include "models/metrics/goldenfigures.h"
#include "models/metrics/unittext.h"
#include "services/domain/absence.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(GoldenTiles)
};

constexpr int kSparkPoints = 48;
constexpr qsizetype kMostOthers = 3;

QString separator()
{
    return QStringLiteral(" · ");
}

/// What a tile needs beside its figure.
struct Place
{
    const GoldenBoard &board;
    const SeriesBoard &series;
    ServiceKey service;
    Milliseconds span;
    Instant now;

    qint64 fromMs() const { return now.wallMs - span.count(); }

    const Check *check(const CheckKey &key) const
    {
        const Service *definition = board.service(service);
        if (definition == nullptr)
            return nullptr;
        const auto it = std::find_if(definition->checks.cbegin(), definition->checks.cend(),
                                     [&](const Check &each) { return each.id == key.check; });
        return it == definition->checks.cend() ? nullptr : &*it;
    }

    QString sourceText(const CheckKey &key) const
    {
        const Check *found = check(key);
        if (found == nullptr)
            return {};
        return Words::tr("%1 (%2)", "check, kind")
            .arg(found->title.isEmpty() ? found->id.toString() : found->title, found->kind);
    }

    /// As with a check's answer: older than one and a half intervals, or as far ahead.
    bool isOld(const CheckKey &key, qint64 timeMs) const
    {
        const Check *found = check(key);
        return found == nullptr || std::abs(now.wallMs - timeMs) * 2 > found->interval.count() * 3;
    }

    qint64 reachMs(const CheckKey &key) const
    {
        const Check *found = check(key);
        const qint64 own =
            found == nullptr ? 0 : found->interval.count() * 3 / 2 + found->timeout.count();
        return std::max<qint64>(own, 2 * span.count() / kSparkPoints);
    }

    QString timeText(qint64 ms, const QString &form) const
    {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
        return time.toString(time.date() == now.utc().date() ? form
                                                             : QStringLiteral("MM-dd HH:mm"));
    }

    void setAge(GoldenTile &tile, const CheckKey &key, qint64 newestMs, qint64 silentSinceMs) const
    {
        tile.ageMs = std::max<qint64>(0, now.wallMs - newestMs);
        if (silentSinceMs > 0)
            tile.note = Words::tr("no answer since %1")
                            .arg(timeText(silentSinceMs, QStringLiteral("HH:mm:ss")));
        else if (isOld(key, newestMs))
            tile.note = Words::tr("last at %1").arg(timeText(newestMs, QStringLiteral("HH:mm:ss")));
        tile.isOld = !tile.note.isEmpty();
    }

    void setSpark(GoldenTile &tile, const GoldenFigure &figure) const
    {
        const qint64 reach = reachMs(figure.check);
        const GoldenBoard::Kept *kept = board.kept(figure.check);
        qsizetype point = -1;
        qsizetype answer = -1;
        const auto answers = kept == nullptr ? 0 : static_cast<qsizetype>(kept->answers.size());
        for (int i = 1; i <= kSparkPoints; ++i) {
            const qint64 time = fromMs() + i * span.count() / kSparkPoints;
            while (point + 1 < figure.points.size() && figure.points.at(point + 1).timeMs <= time)
                ++point;
            while (answer + 1 < answers
                   && kept->answers[static_cast<size_t>(answer + 1)].timeMs <= time)
                ++answer;
            const bool isThere = point >= 0 && time - figure.points.at(point).timeMs <= reach;
            tile.spark.append(isThere ? figure.points.at(point).value : std::nan(""));
            tile.asked.append(!isThere && answer >= 0
                              && time - kept->answers[static_cast<size_t>(answer)].timeMs <= reach);
        }
    }

    void setFigure(GoldenTile &tile, const GoldenFigure &figure) const
    {
        tile.isKnown = true;
        tile.value = unitText(figure.newest(), figure.unit);
        tile.what = figure.who.isEmpty()
                        ? figure.what
                        : Words::tr("%1, %2", "what it is, whose").arg(figure.what, figure.who);
        tile.source = sourceText(figure.check);
        setAge(tile, figure.check, figure.points.last().timeMs, figure.silentSinceMs);
        setSpark(tile, figure);
    }

    QString spanText() const { return durationText(span); }
};

/// By the nearest rank: one of the values themselves.
double percentile(const QList<double> &sorted, double share)
{
    const auto rank = static_cast<qsizetype>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted.at(std::clamp<qsizetype>(rank - 1, 0, sorted.size() - 1));
}

QString percentilesText(const GoldenFigure &figure, const Place &place)
{
    QList<double> sorted;
    for (const Point &point : figure.points) {
        if (point.timeMs > place.fromMs())
            sorted.append(point.value);
    }
    if (sorted.isEmpty())
        return Words::tr("none in %1").arg(place.spanText());
    std::sort(sorted.begin(), sorted.end());
    const auto text = [&](double share) {
        return unitText(percentile(sorted, share), figure.unit);
    };
    return Words::tr("p50 %1 · p95 %2 · p99 %3").arg(text(0.5), text(0.95), text(0.99));
}

/// "34 % memory": what is told beside the figure itself.
QString otherText(const GoldenFigure &figure)
{
    return Words::tr("%1 %2", "value, what it is")
        .arg(unitText(figure.newest(), figure.unit), figure.what);
}

void addOthers(GoldenTile &tile, const QList<GoldenFigure> &figures, const Place &place)
{
    QStringList others;
    for (const GoldenFigure &figure : figures) {
        const bool isOfNow =
            figure.silentSinceMs == 0 && !place.isOld(figure.check, figure.points.last().timeMs);
        if (isOfNow && others.size() < kMostOthers)
            others << otherText(figure);
    }
    if (!others.isEmpty())
        tile.details << others.join(separator());
}

void leaveOutEmpty(QList<GoldenFigure> &figures)
{
    figures.removeIf([](const GoldenFigure &figure) { return figure.points.isEmpty(); });
}

void setUnknown(GoldenTile &tile, const QString &setUp)
{
    tile.value = Words::tr("not known");
    tile.setUp = setUp;
}

/// Of a service with checks that nobody has asked yet nothing is to be set up.
bool isNotAsked(const Place &place)
{
    const Service *definition = place.board.service(place.service);
    return definition != nullptr && !definition->checks.isEmpty()
           && std::none_of(definition->checks.cbegin(), definition->checks.cend(),
                           [&](const Check &check) {
                               return place.board.kept({place.service, check.id}) != nullptr;
                           });
}

void tellLatency(GoldenTile &tile, QList<GoldenFigure> figures, const Place &place)
{
    const bool isNamed = !figures.isEmpty() && figures.first().isNamed;
    leaveOutEmpty(figures);
    const GoldenFigure main = isNamed && !figures.isEmpty()
                                  ? figures.takeFirst()
                                  : answerTimes(place.board, place.service, place.fromMs());
    if (main.points.isEmpty()) {
        setUnknown(tile, place.check(main.check) == nullptr
                             ? Words::tr("No check asks it. Add one: http, tcp, postgres, redis…")
                             : Words::tr("None of its checks has had an answer."));
        return;
    }
    place.setFigure(tile, main);
    tile.details << percentilesText(main, place);
    addOthers(tile, figures, place);
}

void tellTraffic(GoldenTile &tile, QList<GoldenFigure> figures, const Place &place)
{
    const bool isNamed = !figures.isEmpty() && figures.first().isNamed;
    const bool isCounted = !figures.isEmpty();
    leaveOutEmpty(figures);
    if (figures.isEmpty()) {
        setUnknown(tile, isNamed ? Words::tr("The metric that is named for it has no samples yet, "
                                             "or more lines than are kept.")
                         : isCounted ? Words::tr("No rate yet: it takes two answers of the check "
                                                 "that counts.")
                                     : Words::tr("No check counts what it serves. Add one of kind "
                                                 "prometheus, postgres-stats, redis or celery, or "
                                                 "\"golden: traffic\" to a metric."));
        return;
    }
    const GoldenFigure main = figures.takeFirst();
    place.setFigure(tile, main);
    const QList<Point> &points = main.points;
    const auto highest =
        std::max_element(points.cbegin(), points.cend(),
                         [](const Point &a, const Point &b) { return a.value < b.value; });
    tile.details
        << Words::tr("at most %1 in %2").arg(unitText(highest->value, main.unit), place.spanText());
    addOthers(tile, figures, place);
}

void tellErrors(GoldenTile &tile, QList<GoldenFigure> figures, const Place &place)
{
    leaveOutEmpty(figures);
    const AnswerCounts counts =
        countAnswers(place.board, place.service, place.fromMs(), place.now.wallMs);
    const QString ofChecks = Words::tr("%1 of %2 answers of its checks failed in %3")
                                 .arg(counts.failed)
                                 .arg(counts.asked)
                                 .arg(place.spanText());
    if (!figures.isEmpty()) {
        place.setFigure(tile, figures.takeFirst());
        tile.details << ofChecks;
        addOthers(tile, figures, place);
        return;
    }
    if (counts.newestMs == 0) {
        setUnknown(tile, Words::tr("No check asks it. Add one: http, tcp, postgres, redis…"));
        return;
    }
    tile.isKnown = true;
    tile.value = counts.asked == 0 ? absenceWord(Absence::NotObserved)
                                   : unitText(counts.share(), Unit::Ratio);
    tile.what = Words::tr("of its checks' answers, failed");
    tile.details << ofChecks;
    tile.source = Words::tr("its checks");
    place.setAge(tile, counts.newest, counts.newestMs, 0);
    for (int i = 0; i < kSparkPoints; ++i) {
        const auto at = [&](int step) {
            return place.fromMs() + step * place.span.count() / kSparkPoints;
        };
        const qint64 reach = place.reachMs(counts.newest);
        const AnswerCounts own =
            countAnswers(place.board, place.service, at(i + 1) - reach, at(i + 1));
        tile.spark.append(own.asked == 0 ? std::nan("") : own.share());
        tile.asked.append(false);
    }
}

void tellSaturation(GoldenTile &tile, QList<GoldenFigure> figures, const Place &place)
{
    const bool isNamed = !figures.isEmpty() && figures.first().isNamed;
    leaveOutEmpty(figures);
    if (figures.isEmpty()) {
        setUnknown(tile, isNamed ? Words::tr("The metric that is named for it has no samples yet, "
                                             "or more lines than are kept.")
                                 : Words::tr("No check tells how full it is. Add one of kind "
                                             "docker, postgres-stats, redis or prometheus, or "
                                             "\"golden: saturation\" to a metric."));
        return;
    }
    // What is of now before what was, what has a limit before what has none, the fullest first.
    const auto rank = [&](const GoldenFigure &figure) {
        const bool isOfNow =
            figure.silentSinceMs == 0 && !place.isOld(figure.check, figure.points.last().timeMs);
        const double full = figure.fullness();
        return std::tuple(!isOfNow, std::isnan(full), std::isnan(full) ? 0.0 : -full);
    };
    std::stable_sort(
        figures.begin(), figures.end(),
        [&](const GoldenFigure &a, const GoldenFigure &b) { return rank(a) < rank(b); });
    const GoldenFigure main = figures.takeFirst();
    place.setFigure(tile, main);
    addOthers(tile, figures, place);
}

} // namespace

QString titleOf(Golden tile)
{
    switch (tile) {
    case Golden::Latency:
        return Words::tr("Latency");
    case Golden::Traffic:
        return Words::tr("Traffic");
    case Golden::Errors:
        return Words::tr("Errors");
    case Golden::Saturation:
        break;
    }
    return Words::tr("Saturation");
}

QString accessibleText(const GoldenTile &tile)
{
    if (!tile.isKnown)
        return Words::tr("%1: %2. %3", "title, not known, what to do")
            .arg(titleOf(tile.tile), tile.value, tile.setUp);
    QStringList parts{tile.value};
    if (!tile.what.isEmpty())
        parts << tile.what;
    parts << (tile.isOld ? tile.note
                         : Words::tr("%1 old").arg(durationText(Milliseconds(tile.ageMs))));
    parts += tile.details;
    if (!tile.source.isEmpty())
        parts << Words::tr("from %1").arg(tile.source);
    return Words::tr("%1: %2").arg(titleOf(tile.tile), parts.join(QStringLiteral(", ")));
}

QList<GoldenTile> goldenTiles(const GoldenBoard &board, const SeriesBoard &series,
                              const ServiceKey &service, Milliseconds span, const Instant &now)
{
    const Place place{board, series, service, span, now};
    QList<GoldenTile> tiles;
    for (const Golden each : kGoldenFour) {
        GoldenTile tile;
        tile.tile = each;
        const auto figures = goldenFigures(board, series, service, each, place.fromMs());
        if (isNotAsked(place))
            setUnknown(tile, sentenceCase(absenceWord(Absence::NotObserved)) + QLatin1Char('.'));
        else if (each == Golden::Latency)
            tellLatency(tile, figures, place);
        else if (each == Golden::Traffic)
            tellTraffic(tile, figures, place);
        else if (each == Golden::Errors)
            tellErrors(tile, figures, place);
        else
            tellSaturation(tile, figures, place);
        tiles.append(tile);
    }
    return tiles;
}

} // namespace opsdeck
