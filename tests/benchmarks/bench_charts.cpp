// SPDX-License-Identifier: GPL-3.0-or-later

// Charts on screen, with the raster engine: what one of a million points costs beside one of ten
// thousand and beside Qt Charts given all of them, and what twelve live charts cost at a point a
// second. CPU time of the process; medians, in turn.
//   QT_QPA_PLATFORM=offscreen bench_charts

#include "models/metrics/seriesbuffer.h"
#include "ui/charts/timechart.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>
#include <vector>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 21;
constexpr int kRawRounds = 3;
constexpr int kCharts = 12;
constexpr int kSeconds = 60; ///< of the live charts
constexpr qint64 kBegin = 1'700'000'000'000;
constexpr QSize kSize(1000, 400);

/// CPU seconds of this process.
double spent()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double median(std::vector<double> figures)
{
    std::sort(figures.begin(), figures.end());
    return figures.at(figures.size() / 2);
}

double valueAt(qint64 number)
{
    const auto x = static_cast<double>(number);
    return 40 + 20 * std::sin(x / 5000) + 5 * std::sin(x / 3) + (number % 100'003 == 0 ? 90 : 0);
}

/// A chart of `points` seconds, each shown anew after one more.
class Ours
{
public:
    explicit Ours(int points)
        : m_points(points)
        , m_buffer(points + 1000)
    {
        m_chart.resize(kSize);
        m_chart.setAttribute(Qt::WA_DontShowOnScreen);
        m_chart.show();
        for (m_next = 0; m_next < points; ++m_next)
            m_buffer.append({kBegin + m_next * 1000, valueAt(m_next)});
    }

    double redraw()
    {
        const double begin = spent();
        m_buffer.append({kBegin + m_next * 1000, valueAt(m_next)});
        ++m_next;
        ChartContent content;
        content.toMs = kBegin + (m_next - 1) * 1000;
        content.fromMs = content.toMs - (m_points - 1) * 1000LL;
        content.lines = {
            {QString(), m_buffer.segments(content.fromMs, content.toMs,
                                          static_cast<int>(m_chart.plotRect().width()), 1500)}};
        double lowest = 0;
        double highest = 0;
        for (const QPointF &point : content.lines.first().segments.first()) {
            lowest = std::min(lowest, point.y());
            highest = std::max(highest, point.y());
        }
        content.axis = niceAxis(lowest, highest, Unit::Count);
        m_chart.setContent(content);
        m_chart.grab();
        return spent() - begin;
    }

private:
    int m_points;
    ThemeHub m_theme;
    SeriesBuffer m_buffer;
    TimeChart m_chart{m_theme};
    qint64 m_next = 0;
};

/// The same by Qt Charts alone.
class Raw
{
public:
    explicit Raw(int points)
    {
        auto *chart = m_view.chart();
        chart->legend()->hide();
        chart->addSeries(m_series);
        auto *times = new QValueAxis;
        auto *values = new QValueAxis;
        chart->addAxis(times, Qt::AlignBottom);
        chart->addAxis(values, Qt::AlignLeft);
        m_series->attachAxis(times);
        m_series->attachAxis(values);
        times->setRange(0, points);
        values->setRange(0, 160);
        m_view.setRenderHint(QPainter::Antialiasing);
        m_view.resize(kSize);
        m_view.setAttribute(Qt::WA_DontShowOnScreen);
        m_view.show();
        m_points.reserve(points);
        for (int i = 0; i < points; ++i)
            m_points.append({static_cast<double>(i), valueAt(i)});
    }

    double redraw()
    {
        const double begin = spent();
        m_points.last().ry() += 0.1;
        m_series->replace(m_points);
        m_view.grab();
        return spent() - begin;
    }

private:
    QChartView m_view;
    QLineSeries *m_series = new QLineSeries;
    QList<QPointF> m_points;
};

void oneChart()
{
    Ours small(10'000);
    Ours large(1'000'000);
    Raw raw(1'000'000);
    std::vector<double> smalls;
    std::vector<double> larges;
    std::vector<double> raws;
    small.redraw();
    large.redraw();
    for (int round = 0; round < kRounds; ++round) {
        smalls.push_back(small.redraw());
        larges.push_back(large.redraw());
        if (round < kRawRounds)
            raws.push_back(raw.redraw());
    }
    std::printf("One chart of %d x %d, a new point and drawn anew\n"
                "  1,000,000 points            %8.2f ms   %.2f x of (goal: 1.5)\n"
                "  10,000 points               %8.2f ms\n"
                "  1,000,000, Qt Charts alone  %8.0f ms   %.0f x as much (goal: 200)\n",
                kSize.width(), kSize.height(), median(larges) * 1000,
                median(larges) / median(smalls), median(smalls) * 1000, median(raws) * 1000,
                median(raws) / median(larges));
}

const EnvironmentKey kProd{PlatformId(QStringLiteral("load")),
                           EnvironmentId(QStringLiteral("prod"))};

Instant at(int second)
{
    return {std::chrono::seconds(100'000 + second), kBegin + second * 1000LL};
}

QString nameOf(int number)
{
    return QStringLiteral("m%1").arg(number);
}

WorkspacePtr workspace()
{
    Check check;
    check.id = CheckId(QStringLiteral("c"));
    check.interval = 1s;
    check.timeout = 1s;
    Service service;
    service.id = ServiceId(QStringLiteral("s"));
    service.title = QStringLiteral("service");
    service.checks = {check};
    for (int i = 0; i < kCharts; ++i) {
        MetricDefinition metric;
        metric.id = metric.metric = metric.title = nameOf(i);
        metric.check = check.id;
        metric.thresholds = {{70, 60, true, Severity::Warning}};
        service.metrics.append(metric);
    }
    Environment environment;
    environment.id = kProd.environment;
    environment.services = {service};
    Platform platform;
    platform.id = kProd.platform;
    platform.environments = {environment};
    auto made = std::make_shared<Workspace>();
    made->platforms = {platform};
    return made;
}

ChangeSet resultAt(int second)
{
    CheckResult result;
    result.key = {{kProd, ServiceId(QStringLiteral("s"))}, CheckId(QStringLiteral("c"))};
    result.status = CheckStatus::Ok;
    result.observedAt = at(second);
    for (int i = 0; i < kCharts; ++i)
        result.samples.append({nameOf(i), {}, valueAt(second + i * 700), {}});
    ChangeSet changes;
    changes.results = {result};
    changes.at = at(second);
    return changes;
}

/// That they were painted at all.
class PaintCount final : public QObject
{
public:
    int count = 0;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint
            && qobject_cast<TimeChart *>(watched->parent()) != nullptr)
            ++count;
        return false;
    }
};

/// `spanSeconds` long, with a point a second.
void liveCharts(int spanSeconds, const char *what)
{
    ThemeHub theme;
    StatusBoard board;
    SeriesBoard series;
    CoarseBoard coarse(series);
    GoldenBoard golden;
    const WorkspacePtr defined = workspace();
    series.setWorkspace(defined);
    golden.setWorkspace(defined);
    board.setWorkspace(defined, at(0));
    MetricsPage page(board, series, coarse, golden, theme);
    page.setEnvironment(kProd);
    page.resize(1848, 992);
    for (int second = -spanSeconds; second < 0; ++second)
        series.addResults(resultAt(second).results);
    page.show();
    page.showTimes({at(-spanSeconds).wallMs, at(0).wallMs});
    // Following again, at that length.
    page.showMoment(at(0).wallMs);
    page.showMoment(std::nullopt);
    PaintCount painted;
    QCoreApplication::instance()->installEventFilter(&painted);
    double all = 0;
    for (int second = 0; second < kSeconds; ++second) {
        const double begin = spent();
        series.addResults(resultAt(second).results);
        board.tick(at(second));
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        // The first ones build what is kept.
        all += second < 5 ? 0 : spent() - begin;
    }
    const double share = all / (kSeconds - 5);
    std::printf("Twelve live charts of %s at a point a second, %d x %d, %d paintings of charts\n"
                "  %.2f ms a second: %.2f %% of a core (goal: 5)\n",
                what, page.width(), page.height(), painted.count, share * 1000, share * 100);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    oneChart();
    liveCharts(900, "15 minutes");
    liveCharts(6 * 3600, "6 hours");
    return 0;
}
