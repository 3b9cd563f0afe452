// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/democontroller.h"

#include "services/base/cleantext.h"
#include "services/base/reaper.h"
#include "ui/pages/firstrun/demopanel.h"
#include "ui/pages/firstrun/firstrunpage.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>
#include <QWidget>

#include <sys/prctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace opsdeck {

namespace {

constexpr Milliseconds kPatience = std::chrono::seconds(45);  ///< the lab gives its parts less
constexpr Milliseconds kCleaning = std::chrono::seconds(100); ///< `lab down` gives up before that
constexpr int kLongestLine = 400;                             ///< characters
constexpr int kLongestBegun = 65536;                          ///< bytes
constexpr int kKeptLines = 3;
constexpr int kFoldersAbove = 6;

} // namespace

DemoController::DemoController(QObject *parent)
    : QObject(parent)
    , m_choices{{QStringLiteral("shop"), tr("Shop"),
                 tr("Three small environments (dev, staging, prod) with runbooks to try.")}}
    , m_patience(this)
    , m_cleaning(this)
{
    const QString here = QCoreApplication::applicationDirPath();
    m_programs = {labNear(here), QCoreApplication::applicationFilePath()};
    m_patience.setSingleShot(true);
    m_cleaning.setSingleShot(true);
    setPatience(kPatience, kCleaning);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (QProcess *asked = m_opsdeck ? m_opsdeck.get() : m_lab.get())
            asked->kill();
    });
    connect(&m_cleaning, &QTimer::timeout, this, [this] {
        if (m_cleaner)
            m_cleaner->kill();
    });
}

DemoController::~DemoController()
{
    for (std::unique_ptr<QProcess> *process : {&m_opsdeck, &m_lab, &m_cleaner}) {
        if (*process == nullptr || (*process)->state() == QProcess::NotRunning)
            continue;
        (*process)->disconnect(this);
        if (process != &m_cleaner)
            (*process)->terminate();
        leaveToReaper(std::move(*process));
    }
}

QString DemoController::labNear(const QString &folder)
{
    QDir place(folder);
    for (int above = 0; above <= kFoldersAbove; ++above) {
        const QFileInfo lab(place.filePath(QStringLiteral("tests/lab/lab")));
        if (lab.isFile() && lab.isExecutable())
            return lab.absoluteFilePath();
        if (!place.cdUp())
            break;
    }
    return {};
}

void DemoController::attach(FirstRunPage &page, QWidget &window)
{
    m_page = &page;
    m_window = &window;
    DemoPanel &panel = page.demo();
    panel.setChoices(m_choices);
    connect(&panel, &DemoPanel::asked, this, [this] { m_catalog.ask(m_programs.lab); });
    connect(&m_catalog, &DemoCatalog::told, this, [this](const QList<DemoChoice> &choices) {
        m_choices = choices;
        m_page->demo().setChoices(choices);
    });
    connect(&panel, &DemoPanel::startRequested, this, &DemoController::start);
    connect(&panel, &DemoPanel::cancelRequested, this, &DemoController::end);
    setPrograms(m_programs);
}

void DemoController::setPrograms(const Programs &programs)
{
    m_programs = programs;
    if (m_page != nullptr && m_programs.lab.isEmpty())
        m_page->setDemoMissing(
            tr("The demo is part of Opsdeck's source: there is no tests/lab beside this program."));
}

void DemoController::setPatience(Milliseconds toEnd, Milliseconds toCleanUp)
{
    m_patience.setInterval(toEnd);
    m_cleaning.setInterval(toCleanUp);
}

bool DemoController::isActive() const
{
    return m_lab || m_opsdeck || m_cleaner;
}

std::unique_ptr<QProcess> DemoController::makeProcess() const
{
    auto process = std::make_unique<QProcess>();
    process->setStandardInputFile(QProcess::nullDevice());
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setWorkingDirectory(QStringLiteral("/"));
    return process;
}

void DemoController::start(const QString &id)
{
    if (isActive())
        return;
    const auto chosen = std::find_if(m_choices.cbegin(), m_choices.cend(),
                                     [&](const DemoChoice &each) { return each.id == id; });
    if (chosen == m_choices.cend())
        return;
    m_said.clear();
    m_begun.clear();
    m_hasFailed = false;
    m_isEnding = false;
    m_isClosed = false;
    // Sockets in it need a short path, and the servers, which are not root, a place they can reach.
    m_folder =
        QStringLiteral("/tmp/opsdeck-demo-") + QUuid::createUuid().toString(QUuid::Id128).left(12);
    m_page->demo().showStarting(chosen->title);
    m_lab = makeProcess();
    m_lab->setProgram(m_programs.lab);
    m_lab->setArguments({QStringLiteral("up"), QStringLiteral("--foreground"),
                         QStringLiteral("--with-parent"), QStringLiteral("--json"),
                         QStringLiteral("--dir"), m_folder, QStringLiteral("--platform"), id});
    // This program's own files are closed to others; some of the lab's servers run as another user.
    m_lab->setChildProcessModifier([] { ::umask(022); });
    connect(m_lab.get(), &QProcess::readyReadStandardOutput, this, &DemoController::readLab);
    connect(m_lab.get(), &QProcess::finished, this, &DemoController::onLabEnded);
    connect(
        m_lab.get(), &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error != QProcess::FailedToStart || !m_lab)
                return;
            m_said << cleanText(m_lab->errorString(), kLongestLine);
            fail(tr("The demo could not be started."),
                 tr("Try: is %1 there, and may it be run?").arg(m_programs.lab));
            m_lab.release()->deleteLater();
            conclude();
        },
        Qt::QueuedConnection);
    m_lab->start();
}

void DemoController::readLab()
{
    m_begun += m_lab->readAllStandardOutput();
    for (qsizetype end = m_begun.indexOf('\n'); end >= 0; end = m_begun.indexOf('\n')) {
        const QByteArray line = m_begun.left(end);
        m_begun.remove(0, end + 1);
        takeLine(line);
    }
    if (m_begun.size() > kLongestBegun)
        m_begun.clear();
}

/// A JSON object a line; errors come as they are.
void DemoController::takeLine(const QByteArray &line)
{
    const QJsonObject told = QJsonDocument::fromJson(line).object();
    const QString text =
        told.isEmpty() ? cleanText(line, kLongestLine)
                       : cleanText(told.value(QLatin1String("text")).toString(), kLongestLine);
    if (text.trimmed().isEmpty())
        return;
    m_said << text;
    if (m_said.size() > kKeptLines)
        m_said.removeFirst();
    m_page->demo().addLine(text);
    const QString workspace = told.value(QLatin1String("workspace")).toString();
    if (told.value(QLatin1String("ready")).toBool() && !workspace.isEmpty() && !m_isEnding
        && !m_opsdeck)
        openWindow(workspace);
}

void DemoController::openWindow(const QString &workspace)
{
    m_opsdeck = makeProcess();
    m_opsdeck->setProgram(m_programs.lab);
    m_opsdeck->setArguments({QStringLiteral("run"), QStringLiteral("--dir"), m_folder,
                             QStringLiteral("--"), m_programs.opsdeck, workspace});
    m_opsdeck->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    connect(m_opsdeck.get(), &QProcess::started, this, [this] {
        QGuiApplication::setQuitOnLastWindowClosed(false);
        m_window->hide();
    });
    connect(m_opsdeck.get(), &QProcess::readyReadStandardOutput, this, [this] {
        for (const QByteArray &line : m_opsdeck->readAllStandardOutput().split('\n'))
            m_said << cleanText(line, kLongestLine);
        m_said.removeAll(QString());
        while (m_said.size() > kKeptLines)
            m_said.removeFirst();
    });
    connect(m_opsdeck.get(), &QProcess::finished, this, &DemoController::onWindowEnded);
    connect(
        m_opsdeck.get(), &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error != QProcess::FailedToStart || !m_opsdeck)
                return;
            m_said = {cleanText(m_opsdeck->errorString(), kLongestLine)};
            onWindowEnded(1, QProcess::NormalExit);
        },
        Qt::QueuedConnection);
    m_said.clear();
    m_opsdeck->start();
}

void DemoController::onWindowEnded(int code, QProcess::ExitStatus status)
{
    m_patience.stop();
    m_opsdeck.release()->deleteLater();
    m_isClosed = status == QProcess::NormalExit && code == 0;
    if (!m_isClosed && !m_isEnding)
        fail(status == QProcess::CrashExit
                 ? tr("The demo's window was ended by signal %1.").arg(code)
                 : tr("The demo's window ended with code %1.").arg(code),
             {});
    endLab();
}

void DemoController::onLabEnded(int code, QProcess::ExitStatus status)
{
    if (!m_opsdeck)
        m_patience.stop();
    readLab();
    m_lab.release()->deleteLater();
    if (status == QProcess::CrashExit) {
        if (!m_isEnding && !m_isClosed)
            fail(tr("The demo's lab was ended by signal %1.").arg(code), {});
        cleanUp();
        return;
    }
    if (m_opsdeck) // its window tells that nothing answers any more; closing it comes here again
        return;
    if (!m_isEnding && !m_isClosed && !m_hasFailed) {
        const QString log = m_folder + QStringLiteral("/log");
        fail(tr("The demo could not be started."),
             QFileInfo::exists(log) ? tr("Its logs: %1").arg(log) : QString());
    }
    conclude();
}

void DemoController::end()
{
    if (!isActive() || m_isEnding)
        return;
    m_isEnding = true;
    m_page->demo().showEnding();
    if (!m_opsdeck)
        return endLab();
    m_opsdeck->terminate();
    m_patience.start();
}

void DemoController::endLab()
{
    if (!m_lab) {
        if (!m_cleaner)
            conclude();
        return;
    }
    m_lab->terminate();
    m_patience.start();
}

void DemoController::cleanUp()
{
    m_cleaner = makeProcess();
    m_cleaner->setProgram(m_programs.lab);
    m_cleaner->setArguments({QStringLiteral("down"), QStringLiteral("--dir"), m_folder});
    const auto done = [this] {
        if (!m_cleaner)
            return;
        m_cleaning.stop();
        m_cleaner.release()->deleteLater();
        conclude();
    };
    connect(m_cleaner.get(), &QProcess::finished, this, done);
    connect(m_cleaner.get(), &QProcess::errorOccurred, this, done, Qt::QueuedConnection);
    m_cleaner->start();
    m_cleaning.start();
}

void DemoController::fail(const QString &message, const QString &advice)
{
    m_hasFailed = true;
    m_problem = Error{ErrorKind::Process, message, advice, m_said.join(QLatin1Char('\n'))};
}

void DemoController::conclude()
{
    if (isActive())
        return;
    if (m_hasFailed)
        m_page->demo().showProblem(m_problem);
    else
        m_page->demo().showAsked();
    Q_EMIT ended();
    if (m_isClosed && !m_isEnding) {
        Q_EMIT closed();
    } else if (m_hasFailed && !m_window->isVisible()) {
        QGuiApplication::setQuitOnLastWindowClosed(true);
        m_window->show();
    }
}

} // namespace opsdeck
