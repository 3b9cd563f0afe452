// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/expressiontable.h"

#include <cmath>
#include <limits>
#include <random>

namespace opsdeck::expressions {

namespace {

constexpr int kPoints = 200;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Labels named(const QString &name, QList<Label> labels)
{
    labels.append({kNameLabel, name});
    return Labels(labels);
}

/// The same numbers on every machine: distributions of the standard library are not.
class Dice
{
public:
    double next() { return static_cast<double>(m_engine()) / 4294967296.0; }

private:
    std::mt19937 m_engine{20260101};
};

} // namespace

void fillSeries(MemorySeries &series, qint64 fromMs, bool withStale)
{
    Dice dice;
    const auto moment = [&](int i) {
        return fromMs + i * 15'000 + static_cast<qint64>(dice.next() * 200);
    };
    for (const char *job : {"api", "web"}) {
        for (const char *instance : {"0", "1", "2"}) {
            const QList<Label> labels{{"job", job}, {"instance", instance}};
            double total = dice.next() * 1000;
            double level = dice.next() * 50 - 10;
            for (int i = 0; i < kPoints; ++i) {
                const qint64 t = moment(i);
                total = dice.next() < 0.02 ? dice.next() * 3 : total + dice.next() * 10;
                level += dice.next() * 4 - 2;
                const bool gap = i > 80 && i < 110 && labels.last().value == "2";
                if (gap)
                    continue;
                const bool stale = withStale && dice.next() < 0.02;
                series.add(named("requests_total", labels), t, stale ? staleMarker() : total);
                series.add(named("level", labels), t, stale ? staleMarker() : level);
                series.add(named("steps", labels), t, std::floor(level / 10));
                series.add(named("up", labels), t, dice.next() < 0.9);
            }
        }
        for (const char *bound : {"0.1", "0.5", "1", "2.5", "+Inf"}) {
            double count = 0;
            for (int i = 0; i < kPoints; ++i) {
                count += dice.next() * (bound[0] == '+' ? 9 : 2);
                series.add(named("took_bucket", {{"job", job}, {"le", bound}}), moment(i), count);
            }
        }
        series.add(named("info", {{"job", job}, {"version", QString("v") + job}}), fromMs + 1000,
                   1);
    }
    // No subnormal number: Go's logarithm of one is wrong.
    const double odd[] = {1, kNan, 3, kInf, -kInf, 0, -0.5, 1e300, 1e-300, 7};
    for (int i = 0; i < kPoints; ++i) {
        series.add(named("odd", {{"kind", "mixed"}}), moment(i), odd[i % 10]);
        series.add(named("odd", {{"kind", "nan"}}), moment(i), i % 3 == 0 ? kNan : i);
        series.add(named("flat", {}), moment(i), 4);
        series.add(named("negative", {}), moment(i), -1.5 * i);
        if (i % 40 < 5)
            series.add(named("rare", {{"job", "api"}}), moment(i), i);
    }
}

QStringList expressionTable()
{
    QStringList table{
        "1",
        "-1 ^ 2",
        "2 ^ 3 ^ 2",
        "0x1F % 7",
        "1 / 0",
        "-7 % 3",
        "time()",
        "time() % 3600",
        "pi()",
        "1 > bool 2",
        "NaN == bool NaN",
        "vector(time())",
        "scalar(flat)",
        "scalar(level)",
        "level",
        "level{job=\"api\"}",
        "level{job!=\"api\"}",
        "level{job=~\"a.*|x\"}",
        "level{job!~\".*pi\"}",
        "level{instance=~\"[01]\",job=~\"(?i)WEB\"}",
        "{__name__=~\"le.+\"}",
        "level offset 3m",
        "level offset -2m",
        "level @ start()",
        "level @ end() - level",
        "level @ start() offset 1m",
        "nothing",
        "rare",
        "odd",
        "-level",
        "-odd",
        "+level",
        "level + 1",
        "1 - level",
        "level * 2",
        "level / 0",
        "level % 3",
        "-level % 3",
        "level ^ 2",
        "2 ^ level",
        "level > 5",
        "5 < level",
        "level >= bool 5",
        "5 != level",
        "level == level",
        "odd > 0",
        "odd == odd",
        "odd != bool odd",
        "odd * 0",
        "level + level",
        "level + requests_total",
        "level > requests_total",
        "requests_total > bool level",
        "level + on(job, instance) requests_total",
        "level > on(job, instance) steps",
        "level * ignoring(instance) info",
        "level * ignoring(instance) group_left info",
        "level * ignoring(instance) group_left(version) info",
        "level * on(job) group_left(version) info",
        "info * on(job) group_right(version) level",
        "info * on(job) group_right level",
        "level + on(job) level",
        "sum by (job) (level) / on(job) count by (job) (level)",
        "level atan2 steps",
        "level and level > 5",
        "level unless level > 5",
        "level > 5 or steps",
        "level or rare",
        "level and on(job) rare",
        "level unless on(job) rare",
        "rare or on(job) level",
        "level and ignoring(instance) info",
        "level or vector(1)",
        "vector(1) or level",
        "sum(level)",
        "avg(level)",
        "min(level)",
        "max(level)",
        "count(level)",
        "group(level)",
        "stddev(level)",
        "stdvar(level)",
        "quantile(0.3, level)",
        "quantile(-1, level)",
        "quantile(2, level)",
        "quantile(NaN, level)",
        "topk(2, level)",
        "bottomk(2, level)",
        "topk(0, level)",
        "topk(1, odd)",
        "bottomk by (job) (1, level)",
        "topk(100, level)",
        "topk(NaN, level)",
        "count_values(\"v\", steps)",
        "count_values by (job) (\"v\", steps)",
        "count_values without (job) (\"v\", steps)",
        "count_values(\"v\", odd)",
        "count_values(\"1\", steps)",
        "sum by (job) (level)",
        "sum without (instance) (level)",
        "sum by (__name__) ({__name__=~\"level|steps\"})",
        "sum by () (level)",
        "sum without () (level)",
        "sum by (none) (level)",
        "avg by (instance) (requests_total)",
        "sum(odd)",
        "avg(odd)",
        "min(odd)",
        "max(odd)",
        "stddev(odd)",
        "quantile(0.5, odd)",
        "sum(nothing)",
        "count(up == 1)",
        "sum(up) / count(up)",
        "sum(rate(requests_total[5m])) by (job)",
        "histogram_quantile(0.9, took_bucket)",
        "histogram_quantile(0.5, rate(took_bucket[5m]))",
        "histogram_quantile(0.5, sum by (le) (rate(took_bucket[5m])))",
        "histogram_quantile(0, took_bucket)",
        "histogram_quantile(1, took_bucket)",
        "histogram_quantile(-1, took_bucket)",
        "histogram_quantile(2, took_bucket)",
        "histogram_quantile(NaN, took_bucket)",
        "histogram_quantile(0.9, took_bucket{le!=\"+Inf\"})",
        "histogram_quantile(0.9, took_bucket{le=\"+Inf\"})",
        "histogram_quantile(0.9, level)",
        "histogram_quantile(0.9, {__name__=~\"took_bucket|level\"})",
        "histogram_quantile(0.5, took_bucket{le=~\"0.1|[+]Inf\"})",
        "histogram_quantile(scalar(sum(up)) / 6, took_bucket)",
        "abs(level)",
        "ceil(level)",
        "floor(level)",
        "sqrt(level)",
        "exp(level / 10)",
        "ln(level)",
        "log2(level)",
        "log10(level)",
        "sgn(level)",
        "round(level)",
        "round(level, 0.25)",
        "round(level, 0)",
        "clamp(level, 0, 10)",
        "clamp(level, 10, 0)",
        "clamp_min(level, 3)",
        "clamp_max(level, 3)",
        "clamp_max(odd, NaN)",
        "clamp_min(odd, 1)",
        "sin(level)",
        "cos(level)",
        "tan(level)",
        "asin(sgn(level))",
        "acos(level / 100)",
        "atan(level)",
        "sinh(level / 10)",
        "cosh(level / 10)",
        "tanh(level)",
        "asinh(level)",
        "acosh(abs(level) + 1)",
        "atanh(level / 100)",
        "deg(level)",
        "rad(level)",
        "abs(odd)",
        "round(odd)",
        "sqrt(odd)",
        "exp(odd)",
        "ln(odd)",
        "floor(odd)",
        "abs({__name__=~\"level|steps\"})",
        "-{__name__=~\"level|steps\"}",
        "timestamp(level)",
        "timestamp(level offset 1m)",
        "timestamp(level @ start())",
        "timestamp(level * 1)",
        "timestamp((level))",
        "timestamp({__name__=~\"level|steps\"})",
        "sort(level)",
        "sort_desc(level)",
        "sort(odd)",
        "sort_desc(odd)",
        "absent(nothing)",
        "absent(nothing{a=\"b\",c=~\"d\",e=\"f\",e=\"g\"})",
        "absent(level)",
        "absent(rare)",
        "absent(sum(nothing{a=\"b\"}))",
        "absent_over_time(rare{job=\"api\"}[1m])",
        "absent_over_time(nothing{a=\"b\"}[5m])",
        "label_replace(level, \"to\", \"$1-x\", \"job\", \"(.)(.*)\")",
        "label_replace(level, \"to\", \"${rest}$$\", \"job\", \"a(?P<rest>.*)\")",
        "label_replace(level, \"job\", \"\", \"job\", \".*\")",
        "label_replace(level, \"instance\", \"same\", \"\", \"\")",
        "label_replace(level, \"to\", \"$1x $9 $\", \"job\", \"(a)pi\")",
        "label_replace(level, \"__name__\", \"new\", \"\", \"\")",
        "label_replace(level, \"1\", \"x\", \"\", \"\")",
        "label_replace(level, \"a\", \"x\", \"\", \"(\")",
        "label_join(level, \"both\", \"-\", \"job\", \"instance\", \"none\")",
        "label_join(level, \"job\", \"\")",
        "label_join(level, \"none\", \"\", \"none\")",
        "year()",
        "month()",
        "day_of_month()",
        "day_of_week()",
        "day_of_year()",
        "days_in_month()",
        "hour()",
        "minute()",
        "hour(timestamp(level))",
        "year(vector(951782400))",
        "day_of_year(vector(-86400))",
        "days_in_month(vector(951782400))",
        "rate({__name__=~\"level|steps\"}[5m])",
        "rate(requests_total[10s])",
        "rate(requests_total[1m] @ end())",
        "rate(requests_total[2m] offset 1m)",
        "increase(requests_total[90s] offset -30s)",
        "sum_over_time(level[15s] @ start())",
        "quantile_over_time(0.5, level[3m])",
        "quantile_over_time(-1, level[3m])",
        "quantile_over_time(2, level[3m])",
        "quantile_over_time(NaN, level[3m])",
        "quantile_over_time(0.5, odd[3m])",
        "quantile_over_time(scalar(sum(up)) / 6, level[3m])",
        "max by (job) (max_over_time(level[5m])) - min by (job) (min_over_time(level[5m]))",
        "100 * (1 - avg by (job) (rate(requests_total[5m])) / ignoring(x) sum by (job) (level))",
        "sum(level > bool 0) by (job) == on(job) group_left(version) info"};
    for (const char *function :
         {"rate", "increase", "delta", "irate", "idelta", "deriv", "avg_over_time", "sum_over_time",
          "count_over_time", "min_over_time", "max_over_time", "stddev_over_time",
          "stdvar_over_time", "last_over_time", "present_over_time", "changes", "resets"}) {
        for (const char *range : {"requests_total[5m]", "level[1m]", "odd[4m]", "flat[2m]",
                                  "rare[3m]", "negative[100s]"})
            table.append(QString("%1(%2)").arg(function, range));
    }
    return table;
}

} // namespace opsdeck::expressions
