// SPDX-License-Identifier: GPL-3.0-or-later

// The diagram on screen, with the raster engine: what a change of state costs beside painting just
// the boxes that changed, at 7680x4320 where all of them are seen, and what a step of panning takes
// at 1920x1080, also where 500 lines end at one box, well and failing.
//   QT_QPA_PLATFORM=offscreen bench_diagram

#include "models/topology/diagrammodel.h"
#include "ui/diagram/diagramview.h"
#include "ui/diagram/nodeitem.h"
#include "ui/diagram/nodepainter.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 10;      ///< down and well again in turn
constexpr int kChangedPart = 10; ///< every tenth box
constexpr int kLayers = 8;
const EnvironmentKey kProd{PlatformId(QStringLiteral("load")),
                           EnvironmentId(QStringLiteral("prod"))};

Instant at(int second)
{
    return {std::chrono::seconds(1000 + second), qint64(1'700'000'000'000) + second * 1000LL};
}

ServiceKey serviceKey(int number)
{
    return {kProd, ServiceId(QStringLiteral("s%1").arg(number))};
}

/// `hubLines`: how many of the first boxes need the last one and nothing else; 0: each box needs
/// two of the next layer.
WorkspacePtr workspaceOf(int nodes, DependencyRole role, int hubLines)
{
    auto workspace = std::make_shared<Workspace>();
    Platform platform;
    platform.id = kProd.platform;
    platform.title = QStringLiteral("Load");
    for (int layer = 0; layer < kLayers; ++layer)
        platform.layers.append(
            {QStringLiteral("l%1").arg(layer), QStringLiteral("Layer %1").arg(layer)});
    Environment environment;
    environment.id = kProd.environment;
    environment.tier = Tier::Prod;
    for (int i = 0; i < nodes; ++i) {
        Service service;
        service.id = serviceKey(i).service;
        service.title = QStringLiteral("service-%1").arg(i);
        service.technology = QStringLiteral("FastAPI");
        service.port = QString::number(8000 + i % 1000);
        const int layer = static_cast<int>(qint64(i) * kLayers / nodes);
        service.layer = QStringLiteral("l%1").arg(layer);
        if (i < hubLines)
            service.dependencies.append(
                {serviceKey(nodes - 1).service, DependencyBasis::Stated, role});
        for (const int step : {nodes / kLayers, nodes / kLayers + 3}) {
            if (hubLines == 0 && i + step < nodes)
                service.dependencies.append(
                    {serviceKey(i + step).service, DependencyBasis::Stated, role});
        }
        Check check;
        check.id = CheckId(QStringLiteral("c"));
        check.kind = QStringLiteral("tcp");
        check.interval = 3600s;
        check.timeout = 1s;
        service.checks.append(check);
        environment.services.append(service);
    }
    platform.environments.append(environment);
    workspace->platforms.append(platform);
    return workspace;
}

CheckState stateOf(int number, bool isDown, int second)
{
    CheckState state;
    state.key = {serviceKey(number), CheckId(QStringLiteral("c"))};
    state.shown = state.hard = isDown ? Health::Down : Health::Healthy;
    state.confirmed = true;
    state.since = at(second);
    CheckResult result;
    result.key = state.key;
    result.status = isDown ? CheckStatus::Critical : CheckStatus::Ok;
    result.observedAt = at(second);
    result.figure = isDown ? QStringLiteral("refused") : QStringLiteral("12 ms");
    if (isDown)
        result.error = Error{ErrorKind::Refused, QStringLiteral("Nothing listens"), {}, {}};
    state.last = result;
    return state;
}

double median(std::vector<double> figures)
{
    std::sort(figures.begin(), figures.end());
    return figures.at(figures.size() / 2);
}

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

struct Stage
{
    ThemeHub theme;
    StatusBoard board;
    DiagramModel model{board};
    DiagramView view{model, theme};

    Stage(int nodes, const QSize &size, DependencyRole role = DependencyRole::Uses,
          int hubLines = 0)
    {
        board.setWorkspace(workspaceOf(nodes, role, hubLines), at(0));
        ChangeSet all;
        for (int i = 0; i < nodes; ++i)
            all.states.append(stateOf(i, false, 0));
        board.apply(all);
        model.setEnvironment(kProd);
        view.resize(size);
        view.show();
        while (!model.isReady() || view.nodeItems().size() != nodes)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        QCoreApplication::processEvents();
        view.viewport()->repaint();
    }
};

qint64 paintsOf(const DiagramView &view)
{
    qint64 count = 0;
    for (const NodeItem *item : view.nodeItems())
        count += item->paintCount();
    return count;
}

void changes(int nodes, DependencyRole role, const char *what)
{
    Stage stage(nodes, {7680, 4320}, role);
    std::vector<double> wholes;
    std::vector<double> paints;
    std::vector<double> boxes;
    qint64 painted = 0;
    for (int round = 0; round < kRounds; ++round) {
        ChangeSet changed;
        for (int i = round / 2; i < nodes; i += kChangedPart)
            changed.states.append(stateOf(i, round % 2 == 0, round + 1));
        QElapsedTimer timer;
        timer.start();
        stage.board.apply(changed);
        const double judged = milliseconds(timer);
        const qint64 before = paintsOf(stage.view);
        // What is due is painted as it would be: only where something changed.
        QCoreApplication::processEvents();
        wholes.push_back(milliseconds(timer));
        painted += paintsOf(stage.view) - before;
        paints.push_back(wholes.back() - judged);

        QImage image(7680, 4320, QImage::Format_RGB32);
        const double zoom = stage.view.zoom();
        timer.restart();
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(zoom, zoom);
        for (int i = round / 2; i < nodes; i += kChangedPart) {
            if (stage.view.viewport()->rect().intersects(stage.view.nodeGeometry(i)))
                paintNode(painter, stage.model.layout().nodes.at(i),
                          stage.view.nodeItems().at(i)->look(), stage.theme.theme(), zoom);
        }
        painter.end();
        boxes.push_back(milliseconds(timer));
    }
    std::printf("%d boxes, every %dth changes its state, %s (zoom %.0f %%)\n"
                "  judged and painted    %8.2f ms\n"
                "  painted               %8.2f ms   %.2f x of\n"
                "  only those boxes      %8.2f ms\n"
                "  boxes painted a change %7lld\n",
                nodes, kChangedPart, what, stage.view.zoom() * 100, median(wholes), median(paints),
                median(paints) / median(boxes), median(boxes),
                static_cast<long long>(painted / kRounds));
}

void panning(int nodes, int hubLines, bool isHubDown)
{
    for (const double zoom : {1.0, 0.5}) {
        Stage stage(nodes, {1920, 1080}, DependencyRole::Uses, hubLines);
        if (isHubDown) {
            ChangeSet changed;
            changed.states.append(stateOf(nodes - 1, true, 1));
            stage.board.apply(changed);
            QCoreApplication::processEvents();
        }
        stage.view.zoomBy(zoom / stage.view.zoom());
        QScrollBar *bar = stage.view.verticalScrollBar();
        if (hubLines > 0) // such a drawing is wide
            bar = stage.view.horizontalScrollBar();
        bar->setValue(bar->minimum());
        stage.view.viewport()->repaint();
        std::vector<double> frames;
        const int step = 24;
        for (int i = 0; i < 240 && bar->value() + step < bar->maximum(); ++i) {
            QElapsedTimer timer;
            timer.start();
            bar->setValue(bar->value() + step);
            QCoreApplication::processEvents();
            frames.push_back(milliseconds(timer));
        }
        const QByteArray hub = hubLines == 0
                                   ? QByteArray()
                                   : QByteArray(", ") + QByteArray::number(hubLines)
                                         + " lines to one box" + (isHubDown ? " that is down" : "");
        if (frames.empty()) {
            std::printf("%d boxes%s at %.0f %%: nothing to pan\n", nodes, hub.constData(),
                        zoom * 100);
            continue;
        }
        std::sort(frames.begin(), frames.end());
        const double late = frames.at(frames.size() * 99 / 100);
        std::printf("%d boxes%s at %.0f %%, panned by %d px a frame, %zu frames\n"
                    "  median %.2f ms, 99 of 100 within %.2f ms: %.2f x of a frame's 16.67 ms\n",
                    nodes, hub.constData(), zoom * 100, step, frames.size(), median(frames), late,
                    late / (1000.0 / 60));
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    changes(5000, DependencyRole::Scrapes, "which impacts nobody");
    changes(5000, DependencyRole::Uses, "and their lines change with them");
    panning(1000, 0, false);
    panning(1000, 500, false);
    panning(1000, 500, true);
    return 0;
}
