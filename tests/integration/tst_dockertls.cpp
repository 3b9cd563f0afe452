// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/probebench.h"
#include "tests/support/realdocker.h"

#include <QTest>

using namespace opsdeck;

/// The kind docker against a Docker Engine that wants client certificates.
class TestDockerTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clientCertificates();

private:
    CheckResult run(const QVariantMap &parameters)
    {
        const CheckResult result = m_bench.run("docker", parameters, 10'000);
        qInfo("%-12s %-9s %s", qPrintable(toWord(result.status)),
              qPrintable(result.error ? toWord(result.error->kind) : QString("-")),
              qPrintable(result.message));
        return result;
    }

    ProbeBench m_bench;
};

void TestDockerTls::clientCertificates()
{
    if (const QString missing = RealDocker::hindrance(); !missing.isEmpty())
        QSKIP(qPrintable("NOT TESTED: " + missing));
    TestAuthority authority;
    TestAuthority stranger;
    QVERIFY(authority.isValid() && authority.issue("server", "IP:127.0.0.1", -1, 30)
            && authority.issue("client", "DNS:client", -1, 30));
    QVERIFY(stranger.isValid() && stranger.issue("client", "DNS:client", -1, 30));
    RealDocker engine;
    if (!engine.startTls(authority))
        QSKIP(qPrintable("NOT TESTED: dockerd does not start here: "
                         + QString::fromUtf8(engine.log().right(400))));
    const QString url = QStringLiteral("tcp://127.0.0.1:%1").arg(engine.port());
    const auto keep = [this](const QString &name, const QString &file) {
        QFile key(file);
        QVERIFY(key.open(QIODevice::ReadOnly));
        m_bench.credentials.put(name, key.readAll());
    };
    keep("docker/key", authority.file("client.key"));
    keep("docker/strange", stranger.file("client.key"));
    const QVariantMap good{{"url", url},
                           {"container", "web"},
                           {"ca_file", authority.caFile()},
                           {"client_certificate", authority.file("client.pem")},
                           {"credential", "docker/key"}};
    // First: a kept connection is used as it is.
    QVariantMap mixed = good;
    mixed.insert("credential", "docker/strange");
    CheckResult result = run(mixed);
    QCOMPARE(result.error->kind, ErrorKind::Config);
    QVERIFY(result.message.startsWith("The client certificate for"));

    result = run(good);
    // It has no containers: that it can tell so says that all went well.
    QCOMPARE(result.message, QString("There is no container named web"));
    QCOMPARE(result.address, QStringLiteral("127.0.0.1:%1").arg(engine.port()));

    QVariantMap without{{"url", url}, {"container", "web"}, {"ca_file", authority.caFile()}};
    result = run(without);
    QCOMPARE(result.error->kind, ErrorKind::Auth);
    QVERIFY2(result.message.contains("wants a client certificate; "), qPrintable(result.message));

    QVariantMap wrong = good;
    wrong.insert("client_certificate", stranger.file("client.pem"));
    wrong.insert("credential", "docker/strange");
    result = run(wrong);
    QCOMPARE(result.error->kind, ErrorKind::Auth);
    QVERIFY2(result.message.contains("does not accept the client certificate it was shown; "),
             qPrintable(result.message));

    QVariantMap untrusted = good;
    untrusted.insert("ca_file", stranger.caFile());
    QCOMPARE(run(untrusted).error->kind, ErrorKind::Tls);

    // Certificate and key as one entry of the keychain.
    QFile certificate(authority.file("client.pem"));
    QFile key(authority.file("client.key"));
    QVERIFY(certificate.open(QIODevice::ReadOnly) && key.open(QIODevice::ReadOnly));
    m_bench.credentials.put("docker/both", certificate.readAll() + key.readAll());
    QVariantMap both = good;
    both.remove("client_certificate");
    both.insert("credential", "docker/both");
    QCOMPARE(run(both).error->kind, ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(TestDockerTls)
#include "tst_dockertls.moc"
