// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/queryanswer.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace opsdeck::prometheus {

namespace {

using expressions::Label;
using expressions::Labels;
using expressions::Matrix;
using expressions::Point;
using expressions::Series;
using expressions::Vector;

constexpr int kWordsShown = 300;
constexpr int kWarningsKept = 20;
constexpr double kLargestSeconds = 1e12;

class PrometheusAnswer
{
    Q_DECLARE_TR_FUNCTIONS(PrometheusAnswer)
};

Error garbage(const QString &what)
{
    return {ErrorKind::Garbage,
            PrometheusAnswer::tr("The answer is not that of a Prometheus server: %1.").arg(what),
            PrometheusAnswer::tr("Try: whether the address is that of its HTTP interface."),
            {}};
}

Error tooLarge(const QString &what)
{
    return {ErrorKind::TooLarge,
            PrometheusAnswer::tr("The answer holds %1.").arg(what),
            PrometheusAnswer::tr("Try: a shorter span, a longer step, or an expression that "
                                 "aggregates."),
            {}};
}

/// "NaN", "+Inf" and plain numbers, as Go writes them.
std::optional<double> numberOf(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text == QLatin1String("NaN"))
        return std::numeric_limits<double>::quiet_NaN();
    if (text == QLatin1String("+Inf") || text == QLatin1String("Inf"))
        return std::numeric_limits<double>::infinity();
    if (text == QLatin1String("-Inf"))
        return -std::numeric_limits<double>::infinity();
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// [seconds, "value"].
std::optional<Point> pointOf(const QJsonValue &value)
{
    const QJsonArray pair = value.toArray();
    if (pair.size() != 2 || !pair.at(0).isDouble() || !pair.at(1).isString())
        return std::nullopt;
    const double seconds = pair.at(0).toDouble();
    const std::optional<double> number = numberOf(pair.at(1));
    if (!number || !(std::fabs(seconds) < kLargestSeconds))
        return std::nullopt;
    return Point{std::llround(seconds * 1000), *number};
}

std::optional<Labels> labelsOf(const QJsonValue &metric)
{
    if (!metric.isObject())
        return std::nullopt;
    const QJsonObject object = metric.toObject();
    QList<Label> labels;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it->isString())
            return std::nullopt;
        labels.append({it.key(), it->toString()});
    }
    return Labels(std::move(labels));
}

Result<Vector> vectorOf(const QJsonArray &result, int &histograms)
{
    Vector vector;
    for (const QJsonValue &each : result) {
        const std::optional<Labels> labels = labelsOf(each[QLatin1String("metric")]);
        if (labels && each.toObject().contains(QLatin1String("histogram"))) {
            ++histograms;
            continue;
        }
        const std::optional<Point> point = pointOf(each[QLatin1String("value")]);
        if (!labels || !point)
            return failure(garbage(PrometheusAnswer::tr("a sample has no labels or no value")));
        vector.push_back({*labels, point->v});
    }
    return vector;
}

Result<Matrix> matrixOf(const QJsonArray &result, const AnswerLimits &limits, int &histograms)
{
    Matrix matrix;
    qint64 points = 0;
    for (const QJsonValue &each : result) {
        const std::optional<Labels> labels = labelsOf(each[QLatin1String("metric")]);
        if (!labels)
            return failure(garbage(PrometheusAnswer::tr("a series has no labels")));
        if (each.toObject().contains(QLatin1String("histograms")))
            ++histograms;
        const QJsonArray values = each[QLatin1String("values")].toArray();
        points += values.size();
        if (points > limits.points)
            return failure(
                tooLarge(PrometheusAnswer::tr("more than %1 points").arg(limits.points)));
        Series series{*labels, {}};
        series.points.reserve(static_cast<std::size_t>(values.size()));
        for (const QJsonValue &value : values) {
            const std::optional<Point> point = pointOf(value);
            if (!point)
                return failure(garbage(PrometheusAnswer::tr("a point has no time or no value")));
            if (!series.points.empty() && point->t <= series.points.back().t)
                return failure(garbage(PrometheusAnswer::tr("points are not in order of time")));
            series.points.push_back(*point);
        }
        if (!series.points.empty())
            matrix.push_back(std::move(series));
    }
    return matrix;
}

Result<expressions::Value> valueOf(const QJsonObject &data, const AnswerLimits &limits,
                                   int &histograms)
{
    const QString type = data.value(QLatin1String("resultType")).toString();
    const QJsonValue result = data.value(QLatin1String("result"));
    if (!result.isArray())
        return failure(garbage(PrometheusAnswer::tr("it has no result")));
    const QJsonArray list = result.toArray();
    if (type == QLatin1String("scalar")) {
        const std::optional<Point> point = pointOf(list);
        if (!point)
            return failure(garbage(PrometheusAnswer::tr("a scalar has no value")));
        return point->v;
    }
    if (type == QLatin1String("string")) {
        if (list.size() != 2 || !list.at(1).isString())
            return failure(garbage(PrometheusAnswer::tr("a text has no value")));
        return list.at(1).toString();
    }
    if (list.size() > limits.series)
        return failure(tooLarge(PrometheusAnswer::tr("%1 series").arg(list.size())));
    if (type == QLatin1String("vector"))
        return vectorOf(list, histograms).map([](Vector vector) {
            return expressions::Value(std::move(vector));
        });
    if (type == QLatin1String("matrix"))
        return matrixOf(list, limits, histograms).map([](Matrix matrix) {
            return expressions::Value(std::move(matrix));
        });
    return failure(
        garbage(PrometheusAnswer::tr("'%1' is no type of a result").arg(cleanText(type, 40))));
}

/// What the server says that went wrong.
Error toldError(const QJsonObject &answer, int httpStatus)
{
    const QString type = answer.value(QLatin1String("errorType")).toString();
    const QString words = cleanText(answer.value(QLatin1String("error")).toString(), kWordsShown);
    const QString said = words.isEmpty() ? PrometheusAnswer::tr("no reason") : words;
    Error error{
        ErrorKind::Status,
        PrometheusAnswer::tr("Prometheus could not answer (HTTP %1): %2").arg(httpStatus).arg(said),
        {},
        {}};
    error.fault = cleanText(type, 40);
    if (type == QLatin1String("bad_data")) {
        error.kind = ErrorKind::Config;
        error.message = PrometheusAnswer::tr("Prometheus does not take the question: %1").arg(said);
        error.advice = PrometheusAnswer::tr("Try: the expression, and the span it is asked for.");
    } else if (type == QLatin1String("timeout") || type == QLatin1String("canceled")) {
        error.kind = ErrorKind::Timeout;
        error.message = PrometheusAnswer::tr("Prometheus gave the question up: %1").arg(said);
        error.advice = PrometheusAnswer::tr("Try: a shorter span or a longer step.");
    } else if (type == QLatin1String("execution")) {
        error.advice = PrometheusAnswer::tr("The question is understood; working it out failed.");
    }
    return error;
}

/// The answer when it is one that says that all is well.
Result<QJsonObject> soundAnswer(const QByteArray &body, int httpStatus)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    const QJsonObject answer = document.object();
    const QString status = answer.value(QLatin1String("status")).toString();
    if (status == QLatin1String("error"))
        return failure(toldError(answer, httpStatus));
    if (httpStatus == 401 || httpStatus == 403) {
        Error error{
            ErrorKind::Auth,
            PrometheusAnswer::tr("The server refuses the credential (HTTP %1).").arg(httpStatus),
            PrometheusAnswer::tr("Try: the keychain's entry for it."),
            {}};
        error.detail = cleanText(body.left(kWordsShown), kWordsShown);
        error.fault = QString::number(httpStatus);
        return failure(error);
    }
    // What Go's HTTP server answers in plain text.
    if (httpStatus == 400 && body.startsWith("Client sent an HTTP request to an HTTPS server"))
        return failure(ErrorKind::Tls,
                       PrometheusAnswer::tr("The server speaks HTTPS, and its address says http."),
                       PrometheusAnswer::tr("Try: 'url' with https."));
    if (status != QLatin1String("success") || httpStatus < 200 || httpStatus > 299) {
        Error error = garbage(
            document.isNull() ? PrometheusAnswer::tr("HTTP %1 without JSON").arg(httpStatus)
                              : PrometheusAnswer::tr("HTTP %1 without its words").arg(httpStatus));
        error.detail = cleanText(body.left(kWordsShown), kWordsShown);
        return failure(error);
    }
    return answer;
}

QStringList warningsOf(const QJsonObject &answer)
{
    QStringList warnings;
    for (const QJsonValue &warning : answer.value(QLatin1String("warnings")).toArray()) {
        if (warnings.size() < kWarningsKept)
            warnings.append(cleanText(warning.toString(), kWordsShown));
    }
    return warnings;
}

} // namespace

Result<QueryAnswer> readQueryAnswer(const QByteArray &body, int httpStatus,
                                    const AnswerLimits &limits)
{
    const Result<QJsonObject> answer = soundAnswer(body, httpStatus);
    if (!answer)
        return failure(answer.error());
    QueryAnswer read;
    Result<expressions::Value> value =
        valueOf(answer->value(QLatin1String("data")).toObject(), limits, read.histograms);
    if (!value)
        return failure(value.error());
    read.value = std::move(*value);
    read.warnings = warningsOf(*answer);
    return read;
}

Result<QueryAnswer> readExemplars(const QByteArray &body, int httpStatus,
                                  const AnswerLimits &limits)
{
    const Result<QJsonObject> answer = soundAnswer(body, httpStatus);
    if (!answer)
        return failure(answer.error());
    const QJsonValue data = answer->value(QLatin1String("data"));
    // Prometheus says null where there is none.
    if (!data.isArray() && !data.isNull())
        return failure(garbage(PrometheusAnswer::tr("it has no list of exemplars")));
    QueryAnswer read;
    read.warnings = warningsOf(*answer);
    for (const QJsonValue &each : data.toArray()) {
        const std::optional<Labels> series = labelsOf(each[QLatin1String("seriesLabels")]);
        if (!series)
            return failure(garbage(PrometheusAnswer::tr("exemplars have no series")));
        for (const QJsonValue &one : each[QLatin1String("exemplars")].toArray()) {
            const std::optional<Labels> labels = labelsOf(one[QLatin1String("labels")]);
            const std::optional<double> value = numberOf(one[QLatin1String("value")]);
            const double seconds = one[QLatin1String("timestamp")].toDouble(-1);
            if (!labels || !value || seconds < 0 || !(seconds < kLargestSeconds))
                return failure(garbage(PrometheusAnswer::tr("an exemplar has no value or time")));
            if (read.exemplars.size() < limits.points)
                read.exemplars.append({*series, *labels, *value, std::llround(seconds * 1000)});
        }
    }
    std::stable_sort(read.exemplars.begin(), read.exemplars.end(),
                     [](const Exemplar &a, const Exemplar &b) { return a.timeMs < b.timeMs; });
    return read;
}

Result<QueryAnswer> readMeanings(const QByteArray &body, int httpStatus, const AnswerLimits &limits)
{
    const Result<QJsonObject> answer = soundAnswer(body, httpStatus);
    if (!answer)
        return failure(answer.error());
    const QJsonValue data = answer->value(QLatin1String("data"));
    if (!data.isObject())
        return failure(garbage(PrometheusAnswer::tr("it has no metadata")));
    QueryAnswer read;
    const QJsonObject metrics = data.toObject();
    for (auto it = metrics.begin(); it != metrics.end() && read.meanings.size() < limits.series;
         ++it) {
        const QJsonValue first = it->toArray().at(0);
        const auto text = [&first](const char *name) {
            return cleanText(first[QLatin1String(name)].toString(), kWordsShown);
        };
        read.meanings.insert(it.key(), {text("type"), text("help"), text("unit")});
    }
    return read;
}

} // namespace opsdeck::prometheus
