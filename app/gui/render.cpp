// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/render.h"

#include "app/common/exitcode.h"
#include "app/common/opener.h"
#include "app/common/selection.h"
#include "app/gui/diagramstage.h"
#include "app/gui/historyfeed.h"
#include "app/gui/session.h"
#include "app/gui/windowcontroller.h"
#include "models/status/rootcausemodel.h"
#include "ui/pages/assurance/assurancepage.h"
#include "ui/pages/diagram/diagrampage.h"
#include "ui/pages/metrics/metricspage.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/wall/wallpage.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QTimer>

#include <cstdio>

namespace opsdeck {

namespace {

constexpr int kSettleMs = 400; ///< layouts on other threads and history from the disk
constexpr int kServersWithinMs = 10'000;
constexpr int kLaidOutWithinMs = 300'000; ///< thousands of services take a minute or two
constexpr int kPollLimitMs = 120'000;
constexpr int kHighest = 30'000; ///< pixels; a painter's coordinates end soon above

void complain(const QString &text)
{
    const QByteArray line = text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

/// Empty when it could not be drawn.
QByteArray pictureOf(QWidget &widget, const QString &suffix)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (suffix == QLatin1String("png"))
        return widget.grab().save(&buffer, "PNG") ? buffer.data() : QByteArray();
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(widget.size() * widget.devicePixelRatioF());
        generator.setViewBox(widget.rect());
        QPainter painter;
        if (!painter.begin(&generator))
            return {};
        widget.render(&painter);
        return painter.end() ? buffer.data() : QByteArray();
    }
    QPdfWriter writer(&buffer);
    writer.setPageSize(
        QPageSize(QSizeF(widget.width(), widget.height()) * 72 / 96, QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(96);
    QPainter painter;
    if (!painter.begin(&writer))
        return {};
    widget.render(&painter);
    return painter.end() ? buffer.data() : QByteArray();
}

/// Why the file could not be written; empty when it was.
QString write(QWidget &widget, const QString &path)
{
    const QByteArray picture = pictureOf(widget, QFileInfo(path).suffix().toLower());
    QFile file(path);
    QString reason;
    if (picture.isEmpty()) {
        reason = QCoreApplication::translate("render", "the picture could not be made");
    } else if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        reason = file.errorString();
    } else if (file.write(picture) != picture.size() || !file.flush()) {
        reason = file.errorString();
        file.resize(0); // half a picture is none
    }
    return reason.isEmpty() ? QString()
                            : QCoreApplication::translate("render", "%1 could not be written: %2.")
                                  .arg(path, reason);
}

/// What is wrong with the workspace, named as opsdeckctl names it.
void complainAbout(const QString &workspace)
{
    const QList<ConfigProblem> problems = openWorkspace(workspace).problems;
    for (const ConfigProblem &problem : problems)
        complain(problemText(problem, workspace));
}

/// What the page shows: the stated environment, else the first protected one that has the service.
EnvironmentKey environmentFor(const Workspace &workspace, const Selection &selection)
{
    const auto hasService = [&](const Environment &environment) {
        return selection.service.isEmpty() || environment.service(selection.service) != nullptr;
    };
    EnvironmentKey first;
    for (const Platform &platform : workspace.platforms) {
        for (const Environment &environment : platform.environments) {
            const EnvironmentKey key{platform.id, environment.id};
            if (!selection.covers(key) || !hasService(environment))
                continue;
            if (environment.isProtected)
                return key;
            if (first.environment.isEmpty())
                first = key;
        }
    }
    return first;
}

/// The stated one, else the worst root cause of `environments`, if any.
ServiceKey serviceFor(StatusBoard &board, const RenderRequest &request,
                      const EnvironmentKey &environment, const QList<EnvironmentKey> &environments)
{
    if (!request.service.isEmpty())
        return {environment, request.service};
    // The panel of a service would lie over what is told of the others, and tells of the present.
    if (request.page == QLatin1String("assurance") || request.isCompared
        || !request.diagram.isPlain())
        return {};
    RootCauseModel causes(board);
    causes.setEnvironments(environments);
    return causes.rowCount() > 0 ? causes.index(0).data(RootCauseModel::KeyRole).value<ServiceKey>()
                                 : ServiceKey();
}

/// Without a stated size the picture is as high as all that the page has to tell.
void growToShowAll(QWidget &window, const AssurancePage &page)
{
    const int highest = static_cast<int>(kHighest / window.devicePixelRatioF());
    for (int i = 0; i < 2 && page.lackingHeight() > 0; ++i) {
        window.resize(window.width(), std::min(highest, window.height() + page.lackingHeight()));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }
}

int draw(Session &session, WindowController &controller, const RenderRequest &request)
{
    const Selection selection{request.platform, request.environment, request.service};
    QString fault = unknownSelection(*session.board().workspace(), selection);
    const EnvironmentKey environment = environmentFor(*session.board().workspace(), selection);
    const bool isOfAll = request.platform.isEmpty() && !request.isCompared
                         && request.page == QLatin1String("overview")
                         && session.board().workspace()->platforms.size() > 1;
    const ServiceKey service =
        serviceFor(session.board(), request, environment,
                   isOfAll ? session.board().environments() : QList{environment});
    if (fault.isEmpty() && !service.service.isEmpty()
        && session.board().service(service) == nullptr)
        fault = QCoreApplication::translate("render", "There is no service '%1' there.")
                    .arg(service.service.toString());
    if (fault.isEmpty())
        fault = diagramFault(request.diagram, *session.board().workspace(), environment);
    if (!fault.isEmpty()) {
        complain(fault);
        return exitcode::kUsage;
    }
    QWidget *target = &controller.window();
    if (request.page == QLatin1String("wall")) {
        controller.wall().beat(session.clock().now());
        controller.wall().tick(session.clock().now());
        target = &controller.wall();
    } else {
        controller.window().setWholeWorkspace(isOfAll);
        controller.window().setEnvironment(environment);
        controller.window().showPage(request.page);
        controller.window().selectService(service);
        // Unasked it shows the charts of all services.
        if (request.page == QLatin1String("metrics") && !request.service.isEmpty())
            controller.metrics().showService(request.service);
        if (!request.charts.isEmpty() && !controller.metrics().showChartPage(request.charts)) {
            complain(
                QCoreApplication::translate("render", "Platform '%1' has no page of charts '%2'.")
                    .arg(environment.platform.toString(), request.charts));
            return exitcode::kUsage;
        }
        controller.overview().setComparing(request.isCompared);
        controller.assurance().setAllPlatforms(request.platform.isEmpty()
                                               && request.environment.isEmpty());
        controller.assurance().showAllSections();
        controller.window().tick(session.clock().now());
    }
    DiagramStage stage(controller.diagram(), request.diagram);
    stage.begin();
    // Never mapped: a window that is shown takes the size that a screen leaves it.
    target->setAttribute(Qt::WA_DontShowOnScreen);
    // The size is that of the picture.
    const QSize size = (QSizeF(request.size) / target->devicePixelRatioF()).toSize();
    target->resize(size);
    target->show();
    int code = exitcode::kUsage;
    const auto paint = [&] {
        target->resize(size);
        session.tick();
        if (request.page == QLatin1String("assurance") && !request.isSizeGiven)
            growToShowAll(*target, controller.assurance());
        const QString reason = write(*target, request.output);
        if (reason.isEmpty())
            code = exitcode::kOk;
        else
            complain(reason);
        QCoreApplication::quit();
    };
    // Servers that are still being asked are waited for a while; then the picture says so.
    QElapsedTimer since;
    since.start();
    QTimer settled;
    QObject::connect(&settled, &QTimer::timeout, target, [&] {
        if ((controller.isAskingServers() || !stage.isReady()) && stage.problem().isEmpty()
            && since.elapsed() < kServersWithinMs)
            return;
        const bool isMissing = request.page == QLatin1String("diagram") && !stage.isLaidOut();
        if (isMissing && since.elapsed() < kLaidOutWithinMs)
            return;
        settled.stop();
        fault = isMissing ? QCoreApplication::translate(
                                "render",
                                "The diagram could not be laid out within %1 s; nothing was drawn. "
                                "Try: one environment, or a smaller platform.")
                                .arg(kLaidOutWithinMs / 1000)
                          : stage.obstacle();
        if (fault.isEmpty())
            return paint();
        complain(fault);
        QCoreApplication::quit();
    });
    settled.start(kSettleMs);
    QCoreApplication::exec();
    return code;
}

} // namespace

int renderPage(const RenderRequest &request, ThemeHub &theme, const QString &dataDirectory)
{
    theme.setDark(request.dark);
    const SystemClock clock;
    Session session(clock, Session::Mode::Once, dataDirectory);
    WindowController controller(session, theme, dataDirectory);
    bool polled = false;
    QObject::connect(&session, &Session::opened, qApp, [](bool usable) {
        if (!usable)
            QCoreApplication::quit();
    });
    QObject::connect(&session, &Session::polled, qApp, [&polled] {
        polled = true;
        QCoreApplication::quit();
    });
    QTimer limit;
    limit.setSingleShot(true);
    QObject::connect(&limit, &QTimer::timeout, qApp, [] {
        complain(QCoreApplication::translate(
                     "render", "Not all checks answered within %1 s; nothing was drawn.")
                     .arg(kPollLimitMs / 1000));
        QCoreApplication::quit();
    });
    limit.start(kPollLimitMs);
    session.open(request.workspace);
    QCoreApplication::exec();
    limit.stop();
    if (!polled || session.hasErrors())
        complainAbout(request.workspace);
    if (!polled)
        return exitcode::kUsage;
    return draw(session, controller, request);
}

} // namespace opsdeck
