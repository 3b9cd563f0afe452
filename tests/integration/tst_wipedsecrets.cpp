// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/httpclient.h"
#include "tests/support/realservers.h"

#include <QFile>
#include <QHostAddress>
#include <QTest>

#include <cstdint>
#include <cstring>

using namespace opsdeck;

namespace {

constexpr std::size_t kSize = 48;
constexpr char kMask = 0x5A;
constexpr std::uintptr_t kLargest = std::uintptr_t(256) << 20; ///< sanitizers map far more

/// A text that is nowhere in memory as it is, but where somebody has put it.
struct Masked
{
    char bytes[kSize];

    explicit Masked(unsigned seed)
    {
        for (std::size_t i = 0; i < kSize; ++i) {
            seed = seed * 1103515245 + 12345;
            bytes[i] = static_cast<char>('a' + (seed >> 16) % 26) ^ kMask;
        }
    }

    Secret secret() const
    {
        char plain[kSize];
        for (std::size_t i = 0; i < kSize; ++i)
            plain[i] = bytes[i] ^ kMask;
        Secret made(plain, kSize);
        ::explicit_bzero(plain, kSize);
        return made;
    }
};

__attribute__((no_sanitize("address"))) int copiesIn(const char *from, const char *to,
                                                     const Masked &text)
{
    int copies = 0;
    for (const char *at = from; at + kSize <= to; ++at) {
        std::size_t i = 0;
        while (i < kSize && at[i] == static_cast<char>(text.bytes[i] ^ kMask))
            ++i;
        copies += i == kSize ? 1 : 0;
    }
    return copies;
}

/// How often it stands in what this process can write to.
int copies(const Masked &text)
{
    QFile maps("/proc/self/maps");
    if (!maps.open(QIODevice::ReadOnly))
        return -1;
    int all = 0;
    const QByteArrayList lines = maps.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype dash = line.indexOf('-');
        const qsizetype blank = line.indexOf(' ');
        if (dash < 0 || !line.mid(blank + 1).startsWith("rw-p"))
            continue;
        const auto from = std::uintptr_t(line.left(dash).toULongLong(nullptr, 16));
        const auto to =
            std::uintptr_t(line.mid(dash + 1, blank - dash - 1).toULongLong(nullptr, 16));
        if (to - from <= kLargest)
            all += copiesIn(reinterpret_cast<const char *>(from),
                            reinterpret_cast<const char *>(to), text);
    }
    return all;
}

class FileServer final : public RealServer
{
public:
    bool start()
    {
        return launch("/usr/bin/python3", {"-m", "http.server", "--bind", "127.0.0.1",
                                           "--directory", path(""), QString::number(port())})
               && waitForPort(port());
    }
};

} // namespace

/// What is left of a secret in this process when the request that it was for is over.
class TestWipedSecrets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLeft_data();
    void nothingIsLeft();
};

void TestWipedSecrets::nothingIsLeft_data()
{
    QTest::addColumn<int>("auth");
    QTest::newRow("signature") << static_cast<int>(HttpAuth::AwsV4);
    QTest::newRow("bearer") << static_cast<int>(HttpAuth::Bearer);
}

void TestWipedSecrets::nothingIsLeft()
{
    QFETCH(int, auth);
    FileServer server;
    QVERIFY(server.start());
    const Masked text(static_cast<unsigned>(QCoreApplication::applicationPid()));
    {
        const Secret kept = text.secret();
        QVERIFY(copies(text) >= 1); // it is found where it is
    }
    QCOMPARE(copies(text), 0);
    HttpClient client;
    for (int i = 0; i < 3; ++i) {
        HttpRequest request;
        request.url = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(server.port()));
        request.place.addresses = {QHostAddress(QHostAddress::LocalHost)};
        request.place.port = server.port();
        request.auth = static_cast<HttpAuth>(auth);
        request.username = "watcher";
        request.awsScope = "eu-test-1:s3";
        request.secret = text.secret();
        HttpCall call(client, std::move(request));
        int status = 0;
        connect(&call, &HttpCall::finished, this,
                [&status](const Result<HttpReply> &reply) { status = reply ? reply->status : -1; });
        call.start();
        QTRY_COMPARE_WITH_TIMEOUT(status, 200, 10'000);
    }
    QCOMPARE(copies(text), 0);
}

QTEST_GUILESS_MAIN(TestWipedSecrets)
#include "tst_wipedsecrets.moc"
