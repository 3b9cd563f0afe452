// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/local/localserver.h"

#include "services/base/cleantext.h"
#include "services/process/childprocess.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTcpServer>

#include <algorithm>

namespace opsdeck::prometheus {

namespace {

constexpr int kLookMs = 250;
constexpr qsizetype kWordsKept = 4096;
constexpr int kWordsShown = 200;
/// It is well again after so long.
constexpr qint64 kWellMs = 60'000;

constexpr auto kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

} // namespace

LocalServer::LocalServer(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_again(this)
    , m_look(this)
    , m_socket(this)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &LocalServer::launch);
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &LocalServer::look);
    connect(&m_socket, &QTcpSocket::connected, this,
            [this] { m_socket.write("GET /-/ready HTTP/1.0\r\n\r\n"); });
    connect(&m_socket, &QTcpSocket::readyRead, this, &LocalServer::looked);
}

LocalServer::~LocalServer() = default;

void LocalServer::start()
{
    m_again.start(0);
}

Result<void> LocalServer::prepare() const
{
    const auto failed = [](const QString &what, const QString &why) {
        return failure(ErrorKind::Storage, tr("%1 could not be written: %2.").arg(what, why),
                       tr("Try: whether the data folder has room and is yours."));
    };
    if (!QDir().mkpath(m_setup.directory)
        || !QFile::setPermissions(m_setup.directory, kOwnerOnly | QFile::ExeOwner))
        return failed(m_setup.directory, tr("the folder can't be made"));
    QSaveFile file(m_setup.directory + QStringLiteral("/prometheus.yml"));
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kOwnerOnly)
        || file.write(m_setup.configuration) != m_setup.configuration.size() || !file.commit())
        return failed(file.fileName(), file.errorString());
    return {};
}

void LocalServer::launch()
{
    const QFileInfo program(m_setup.program);
    if (!program.isFile() || !program.isExecutable()) {
        // Nothing changes that by itself.
        Q_EMIT down({ErrorKind::Process,
                     tr("There is no Prometheus on this machine: %1.").arg(m_setup.program),
                     tr("Try: the package prometheus of the distribution; its own service need not "
                        "run. Until then own samples answer."),
                     {}});
        return;
    }
    m_port = freePort();
    const Result<void> prepared = prepare();
    if (!prepared || m_port == 0) {
        Q_EMIT down(prepared ? Error{ErrorKind::Permission,
                                     tr("No port of this machine is free for a Prometheus."),
                                     {},
                                     {}}
                             : prepared.error());
        m_again.start(m_pause);
        m_pause = std::min(m_pause * 2, kLongestPause);
        return;
    }
    m_lastWords.clear();
    m_since.start();
    m_process = std::make_unique<ChildProcess>();
    connect(m_process.get(), &ChildProcess::output, this, [this](bool, const QByteArray &bytes) {
        m_lastWords = (m_lastWords + bytes).right(kWordsKept);
    });
    connect(m_process.get(), &ChildProcess::ended, this, &LocalServer::ended);
    ChildProcess::Start start;
    start.workingDirectory = m_setup.directory;
    start.leavesNothing = true;
    start.arguments = {
        m_setup.program,
        QStringLiteral("--config.file=%1/prometheus.yml").arg(m_setup.directory),
        QStringLiteral("--storage.tsdb.path=%1/data").arg(m_setup.directory),
        QStringLiteral("--storage.tsdb.retention.time=%1s").arg(m_setup.retention.count() / 1000),
        QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port),
        QStringLiteral("--enable-feature=exemplar-storage"),
        QStringLiteral("--log.level=warn")};
    m_process->start(start);
    m_look.start();
}

void LocalServer::look()
{
    m_socket.abort();
    m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
}

void LocalServer::looked()
{
    if (!m_socket.peek(32).contains(" 200 "))
        return;
    m_look.stop();
    m_socket.abort();
    m_url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port));
    Q_EMIT up(m_url);
}

Error LocalServer::endError(const Result<int> &exitCode) const
{
    if (!exitCode)
        return exitCode.error();
    const QList<QByteArray> lines = m_lastWords.trimmed().split('\n');
    const QString said = cleanText(QString::fromUtf8(lines.last()), kWordsShown);
    return {ErrorKind::Process,
            tr("The local Prometheus ended with %1: %2")
                .arg(QString::number(*exitCode), said.isEmpty() ? tr("no reason") : said),
            tr("It is started again by itself. Until then own samples answer."),
            {}};
}

void LocalServer::ended(const Result<int> &exitCode)
{
    m_look.stop();
    m_socket.abort();
    m_process.release()->deleteLater();
    m_url.clear();
    if (m_since.elapsed() >= kWellMs)
        m_pause = kFirstPause;
    m_again.start(m_pause);
    m_pause = std::min(m_pause * 2, kLongestPause);
    Q_EMIT down(endError(exitCode));
}

} // namespace opsdeck::prometheus
