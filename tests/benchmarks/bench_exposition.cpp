// SPDX-License-Identifier: GPL-3.0-or-later
// CPU and memory of reading a page of 100,000 samples with 4 labels, first and again with other
// values, beside a Prometheus that scrapes the very pages in the same run.
#include "services/probes/exposition/exposition.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace opsdeck;

namespace {

constexpr int kFamilies = 100;
constexpr int kSeries = 1000; ///< of a family
constexpr int kSteady = 15;   ///< scrapes

QByteArray page(int round)
{
    QByteArray text;
    text.reserve(12'000'000);
    for (int family = 0; family < kFamilies; ++family) {
        const QByteArray name = "bench_requests_family_" + QByteArray::number(family) + "_total";
        text += "# HELP " + name + " Requests.\n# TYPE " + name + " counter\n";
        for (int i = 0; i < kSeries; ++i)
            text += name + "{instance=\"host-" + QByteArray::number(i % 50)
                    + ":9100\",path=\"/api/v1/things/" + QByteArray::number(i / 50)
                    + "\",method=\"get\",code=\"" + QByteArray::number(200 + i % 7) + "\"} "
                    + QByteArray::number(1'000'000 + family * 31 + i * 7 + round * (1 + i % 3))
                    + "\n";
    }
    return text;
}

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double cpuMsOf(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const QList<QByteArray> rest = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return (rest.value(11).toDouble() + rest.value(12).toDouble()) * 1000.0
           / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// Until it has nothing more to do.
double settledCpuMsOf(qint64 pid)
{
    double before = -1;
    for (;;) {
        const double now = cpuMsOf(pid);
        if (now == before)
            return now;
        before = now;
        QThread::msleep(250);
    }
}

qsizetype inUse()
{
    const struct mallinfo2 info = mallinfo2();
    return static_cast<qsizetype>(info.uordblks + info.hblkhd);
}

struct Read
{
    double ms = 0;
    qsizetype most = 0; ///< bytes held while reading
    std::shared_ptr<const PageShape> shape;
};

Read read(const QByteArray &text, const std::shared_ptr<const PageShape> &before)
{
    ExpositionOptions options;
    options.sampleLimit = 1'000'000;
    options.before = before;
    const qsizetype heap = inUse();
    const double begin = cpuMs();
    ExpositionParser parser(options);
    constexpr qsizetype kPiece = 16 * 1024; // as libcurl hands it over
    bool isGood = true;
    for (qsizetype at = 0; isGood && at < text.size(); at += kPiece)
        isGood = parser.feed(QByteArrayView(text).sliced(at, std::min(kPiece, text.size() - at)));
    const qsizetype most = inUse() - heap;
    isGood = isGood && parser.finish();
    const double spent = cpuMs() - begin;
    if (!isGood || parser.values().size() != std::size_t(kFamilies * kSeries))
        qFatal("the page was not read: %s", qPrintable(parser.errorText()));
    return {spent, most, parser.shape()};
}

/// Waits for a scrape.
int accepted(int listener)
{
    const int client = accept(listener, nullptr, nullptr);
    QByteArray request;
    char buffer[4096];
    while (client >= 0 && !request.contains("\r\n\r\n")) {
        const ssize_t size = ::read(client, buffer, sizeof buffer);
        if (size <= 0)
            break;
        request.append(buffer, size);
    }
    return client;
}

void answer(int client, const QByteArray &text)
{
    const QByteArray whole = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; "
                             "version=0.0.4\r\nConnection: close\r\nContent-Length: "
                             + QByteArray::number(text.size()) + "\r\n\r\n" + text;
    for (qsizetype at = 0; at < whole.size();) {
        const ssize_t size =
            ::write(client, whole.constData() + at, static_cast<size_t>(whole.size() - at));
        if (size <= 0)
            break;
        at += size;
    }
    close(client);
}

struct Peer
{
    double firstMs = 0;
    double steadyMs = 0;
};

Peer prometheus(const QList<QByteArray> &pages)
{
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0
        || listen(listener, 4) != 0
        || getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        qFatal("no port");
    QTemporaryDir folder;
    QFile config(folder.filePath(QStringLiteral("prometheus.yml")));
    if (!config.open(QIODevice::WriteOnly))
        qFatal("no file");
    config.write("global: {scrape_interval: 2s, scrape_timeout: 2s}\nscrape_configs:\n- job_name: "
                 "bench\n  static_configs:\n"
                 "  - targets: ['127.0.0.1:"
                 + QByteArray::number(ntohs(address.sin_port)) + "']\n");
    config.close();
    QProcess process;
    process.setStandardErrorFile(folder.filePath(QStringLiteral("log")));
    process.start(QStringLiteral("prometheus"),
                  {QStringLiteral("--config.file=") + config.fileName(),
                   QStringLiteral("--storage.tsdb.path=") + folder.filePath(QStringLiteral("data")),
                   QStringLiteral("--web.listen-address=127.0.0.1:0")});
    if (!process.waitForStarted())
        return {};
    Peer peer;
    int client = accepted(listener);
    double before = settledCpuMsOf(process.processId());
    // The first request may be given up while that was waited for; the next one is the first that
    // is answered.
    close(client);
    client = accepted(listener);
    answer(client, pages.at(0));
    QThread::msleep(300);
    double after = settledCpuMsOf(process.processId());
    peer.firstMs = after - before;
    before = after;
    for (int i = 0; i < kSteady; ++i) {
        client = accepted(listener);
        answer(client, pages.at((i + 1) % pages.size()));
    }
    QThread::msleep(300);
    after = settledCpuMsOf(process.processId());
    peer.steadyMs = (after - before) / kSteady;
    process.terminate();
    process.waitForFinished();
    close(listener);
    return peer;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QList<QByteArray> pages{page(0), page(1), page(2)};
    std::printf("A page of %d samples with 4 labels, %.1f MB.\n", kFamilies * kSeries,
                static_cast<double>(pages.at(0).size()) / 1e6);
    double first = 1e9;
    double steady = 1e9;
    for (int round = 0; round < 5; ++round) {
        const Read begun = read(pages.at(0), nullptr);
        first = std::min(first, begun.ms);
        for (int i = 0; i < kSteady; ++i)
            steady = std::min(steady, read(pages.at((i + 1) % pages.size()), begun.shape).ms);
    }
    const Read kept = read(pages.at(0), nullptr);
    const Read again = read(pages.at(1), kept.shape);
    const auto share = [&pages](qsizetype bytes) {
        return static_cast<double>(bytes) / static_cast<double>(pages.at(0).size());
    };
    std::printf("Memory, of the page's size: %.2f at the end of a first reading, %.2f kept, %.2f "
                "more at the end of a steady one.\n",
                share(kept.most), share(kept.shape->memory()), share(again.most));
    const Peer peer = prometheus(pages);
    if (peer.firstMs <= 0) {
        std::printf("NO PROMETHEUS HERE: no ratio. First %.1f ms, again %.1f ms.\n", first, steady);
        return 0;
    }
    std::printf("CPU, ms            ours  Prometheus  ratio\n");
    std::printf("  first scrape  %7.1f  %10.1f  1/%.1f\n", first, peer.firstMs,
                peer.firstMs / first);
    std::printf("  steady one    %7.1f  %10.1f  1/%.1f\n", steady, peer.steadyMs,
                peer.steadyMs / steady);
    return 0;
}
