// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/credentials/credentialcache.h"
#include "tests/support/manualclock.h"
#include "tests/support/memorycredentialstore.h"

#include <QTest>

using namespace opsdeck;
using namespace std::chrono_literals;

/// What is kept of a store in memory, and for how long.
class TestCredentialCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void equalReadsAreOne();
    void isReadAnewInTheBackground();
    void endsAfterFiveMinutes();
    void aRefusedOneIsReadAnew();
    void aChangeOfTheStoreCounts();
    void answersFromBeforeAChangeAreNotKept();
    void failuresAreNotKept();
    void whatIsGoneIsGone();
    void aSlowKeychainTakesNothingBack();
    void nobodyIsCalledWhoIsGone();

private:
    /// The secret, or the error's word.
    QByteArray read()
    {
        std::optional<QByteArray> answer;
        QObject context;
        m_cache->read(m_id, &context, [&](const Result<Secret> &secret) {
            answer = secret ? QByteArray(secret->data(), static_cast<qsizetype>(secret->size()))
                            : toWord(secret.error().kind).toLatin1();
        });
        if (answer)
            return "from inside the call";
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : "no answer";
    }

    const CredentialId m_id{QStringLiteral("demo/db")};
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<MemoryCredentialStore> m_store;
    std::unique_ptr<CredentialCache> m_cache;
};

void TestCredentialCache::init()
{
    m_cache.reset();
    m_clock = std::make_unique<ManualClock>();
    m_store = std::make_unique<MemoryCredentialStore>();
    m_cache = std::make_unique<CredentialCache>(*m_store, *m_clock);
    m_store->put(m_id.toString(), "first");
}

void TestCredentialCache::equalReadsAreOne()
{
    int answers = 0;
    QObject context;
    for (int i = 0; i < 3; ++i)
        m_cache->read(m_id, &context, [&](const Result<Secret> &secret) {
            answers += secret && secret->equals(Secret(QByteArray("first"))) ? 1 : 0;
        });
    QTRY_COMPARE(answers, 3);
    QCOMPARE(read(), QByteArray("first"));
    QCOMPARE(m_store->reads(), 1);
}

void TestCredentialCache::isReadAnewInTheBackground()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->put(m_id.toString(), "second");
    m_clock->advance(59s);
    QCOMPARE(read(), QByteArray("first"));
    QCOMPARE(m_store->reads(), 1);
    m_clock->advance(1s);
    QCOMPARE(read(), QByteArray("first")); // nobody waits
    QCOMPARE(m_store->reads(), 2);
    QTRY_COMPARE(read(), QByteArray("second"));
    QCOMPARE(m_store->reads(), 2);
}

void TestCredentialCache::endsAfterFiveMinutes()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->put(m_id.toString(), "second");
    m_clock->advance(CredentialCache::kKept);
    QCOMPARE(read(), QByteArray("second"));
}

void TestCredentialCache::aRefusedOneIsReadAnew()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->put(m_id.toString(), "second");
    m_cache->forget(m_id);
    QCOMPARE(read(), QByteArray("second"));
}

void TestCredentialCache::aChangeOfTheStoreCounts()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->put(m_id.toString(), "second");
    Q_EMIT m_store->changed();
    QCOMPARE(read(), QByteArray("second"));
    QObject context;
    m_cache->write(m_id, Secret(QByteArray("third")), &context, [](const Result<void> &) {});
    QTRY_COMPARE(read(), QByteArray("third"));
}

void TestCredentialCache::answersFromBeforeAChangeAreNotKept()
{
    int answers = 0;
    QObject context;
    m_cache->read(m_id, &context, [&](const Result<Secret> &) { ++answers; });
    Q_EMIT m_store->changed();
    QTRY_COMPARE(answers, 1);
    QCOMPARE(read(), QByteArray("first"));
    QCOMPARE(m_store->reads(), 2);
}

void TestCredentialCache::failuresAreNotKept()
{
    m_store->failWith(Error{ErrorKind::Credential, "locked", {}, {}});
    QCOMPARE(read(), QByteArray("credential"));
    m_store->failWith({});
    QCOMPARE(read(), QByteArray("first"));
}

void TestCredentialCache::whatIsGoneIsGone()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->failWith(Error{ErrorKind::NotFound, "gone", {}, {}});
    m_clock->advance(CredentialCache::kFresh);
    QCOMPARE(read(), QByteArray("first"));
    QTRY_COMPARE(read(), toWord(ErrorKind::NotFound).toLatin1());
}

void TestCredentialCache::aSlowKeychainTakesNothingBack()
{
    QCOMPARE(read(), QByteArray("first"));
    m_store->failWith(Error{ErrorKind::Timeout, "slow", {}, {}});
    m_clock->advance(CredentialCache::kFresh);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(read(), QByteArray("first"));
    QVERIFY(m_store->reads() > 1);
    m_clock->advance(CredentialCache::kKept);
    QCOMPARE(read(), toWord(ErrorKind::Timeout).toLatin1());
}

void TestCredentialCache::nobodyIsCalledWhoIsGone()
{
    bool isCalled = false;
    {
        QObject context;
        m_cache->read(m_id, &context, [&](const Result<Secret> &) { isCalled = true; });
    }
    QCOMPARE(read(), QByteArray("first")); // a later question has been answered
    {
        QObject context;
        m_cache->read(m_id, &context, [&](const Result<Secret> &) { isCalled = true; });
    }
    QCOMPARE(read(), QByteArray("first"));
    QVERIFY(!isCalled);
}

QTEST_GUILESS_MAIN(TestCredentialCache)
#include "tst_credentialcache.moc"
