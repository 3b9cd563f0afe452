// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/resolver.h"
#include "tests/support/manualclock.h"

#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <mutex>

using namespace opsdeck;
using namespace std::chrono_literals;

namespace {

/// A name server of the test's: what it says, and when. Shared with the lookups' threads, which may
/// outlive the test.
struct FakeDns
{
    std::mutex mutex;
    QHash<QByteArray, LookupAnswer> answers;
    std::atomic<int> lookups{0};
    std::atomic<bool> isSilent{false}; ///< all names wait
    QSemaphore hung;                   ///< names that begin with "hang" wait for it

    LookupAnswer look(const QByteArray &name)
    {
        ++lookups;
        if (isSilent || name.startsWith("hang"))
            hung.acquire();
        const std::scoped_lock lock(mutex);
        return answers.value(name);
    }

    void set(const QByteArray &name, const QStringList &addresses, bool failed = false)
    {
        LookupAnswer answer;
        for (const QString &address : addresses)
            answer.addresses.append(QHostAddress(address));
        answer.resolverFailed = failed;
        const std::scoped_lock lock(mutex);
        answers.insert(name, answer);
    }
};

} // namespace

class TestResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void literalsNeedNoLookup_data();
    void literalsNeedNoLookup();
    void answersAreKeptForAWhile();
    void equalNamesShareOneLookup();
    void noSuchNameIsNotAFailingResolver();
    void lastGoodAnswerHelpsOut();
    void aSilentResolverIsNotWaitedForWhereAnAnswerIsKnown();
    void hungLookupsAreGivenUp();
    void hungLookupsDoNotStarveOthers();
    void whoIsGoneIsNotCalled();
    void resolverMayGoFirst();

private:
    using Answer = std::optional<Result<Resolution>>;

    void ask(const QString &name, Answer &into)
    {
        m_resolver->resolve(name, this,
                            [&into](const Result<Resolution> &result) { into = result; });
    }

    void make(const ResolverOptions &options = {})
    {
        m_resolver = std::make_unique<Resolver>(
            m_clock, [dns = m_dns](const QByteArray &name) { return dns->look(name); }, options);
    }

    ManualClock m_clock;
    std::shared_ptr<FakeDns> m_dns;
    std::unique_ptr<Resolver> m_resolver;
};

void TestResolver::init()
{
    m_dns = std::make_shared<FakeDns>();
    m_dns->set("db.example.com", {"192.0.2.7", "2001:db8::7"});
    make();
}

void TestResolver::cleanup()
{
    m_dns->hung.release(1000);
    m_resolver.reset();
}

void TestResolver::literalsNeedNoLookup_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("address");
    QTest::newRow("IPv4") << "192.0.2.1" << "192.0.2.1";
    QTest::newRow("IPv6") << "2001:db8::1" << "2001:db8::1";
    QTest::newRow("loopback") << "::1" << "::1";
    QTest::newRow("localhost") << "localhost" << "127.0.0.1";
    QTest::newRow("LOCALHOST") << "LOCALHOST" << "127.0.0.1";
}

void TestResolver::literalsNeedNoLookup()
{
    QFETCH(QString, name);
    QFETCH(QString, address);
    Answer answer;
    ask(name, answer);
    QVERIFY(!answer); // later, always
    QTRY_VERIFY(answer);
    QCOMPARE((*answer)->addresses.first(), QHostAddress(address));
    QCOMPARE(m_dns->lookups.load(), 0);
}

void TestResolver::answersAreKeptForAWhile()
{
    Answer answer;
    ask("DB.example.com", answer);
    QTRY_VERIFY(answer);
    QCOMPARE((*answer)->addresses,
             (QList<QHostAddress>{QHostAddress("192.0.2.7"), QHostAddress("2001:db8::7")}));
    m_clock.advance(29s);
    answer.reset();
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QCOMPARE(m_dns->lookups.load(), 1);
    m_dns->set("db.example.com", {"192.0.2.8"});
    m_clock.advance(2s);
    answer.reset();
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QCOMPARE(m_dns->lookups.load(), 2);
    QCOMPARE((*answer)->addresses.first(), QHostAddress("192.0.2.8"));
}

void TestResolver::equalNamesShareOneLookup()
{
    m_dns->set("hang.example.com", {"192.0.2.9"});
    QList<Answer> answers(20);
    for (Answer &answer : answers)
        ask("hang.example.com", answer);
    QTRY_COMPARE(m_dns->lookups.load(), 1);
    m_dns->hung.release();
    QTRY_VERIFY(std::all_of(answers.cbegin(), answers.cend(),
                            [](const Answer &answer) { return answer && *answer; }));
    QCOMPARE(m_dns->lookups.load(), 1);
}

void TestResolver::noSuchNameIsNotAFailingResolver()
{
    Answer answer;
    ask("absent.example.com", answer);
    QTRY_VERIFY(answer);
    QVERIFY(!*answer);
    QCOMPARE(toWord(answer->error().kind), QString("resolve"));
    QCOMPARE(answer->error().message, QString("The name absent.example.com has no address."));
    for (const QString &name : {QString(), QString(300, 'a'), QString("a") + QChar(0) + "b"}) {
        answer.reset();
        ask(name, answer);
        QTRY_VERIFY(answer);
        QVERIFY(!*answer);
        QCOMPARE(toWord(answer->error().kind), QString("resolve"));
    }
    QCOMPARE(m_dns->lookups.load(), 1);
}

void TestResolver::lastGoodAnswerHelpsOut()
{
    Answer answer;
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QVERIFY(!(*answer)->lastGood);
    m_dns->set("db.example.com", {}, true);
    m_clock.advance(40s);
    answer.reset();
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QVERIFY(answer->has_value());
    QVERIFY((*answer)->lastGood);
    QCOMPARE((*answer)->addresses.first(), QHostAddress("192.0.2.7"));
    // Not for ever, and not when the name is known to be gone.
    m_clock.advance(300s);
    answer.reset();
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QVERIFY(!*answer);
    QCOMPARE(answer->error().message,
             QString("The address of db.example.com could not be looked up."));
}

void TestResolver::aSilentResolverIsNotWaitedForWhereAnAnswerIsKnown()
{
    ResolverOptions options;
    options.patience = 20ms;
    options.giveUp = 1h;
    make(options);
    Answer answer;
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    m_dns->isSilent = true;
    m_clock.advance(40s);
    for (int i = 0; i < 3; ++i) {
        answer.reset();
        ask("db.example.com", answer);
        QTRY_VERIFY(answer);
        QVERIFY(answer->has_value());
        QVERIFY((*answer)->lastGood);
        QCOMPARE((*answer)->addresses.first(), QHostAddress("192.0.2.7"));
    }
    // One lookup goes on meanwhile, and its answer counts.
    QCOMPARE(m_dns->lookups.load(), 2);
    m_dns->set("db.example.com", {"192.0.2.8"});
    m_dns->hung.release();
    QTRY_VERIFY((answer.reset(), ask("db.example.com", answer), QCoreApplication::processEvents(),
                 answer && *answer && !(*answer)->lastGood));
    QCOMPARE((*answer)->addresses.first(), QHostAddress("192.0.2.8"));
    QCOMPARE(m_dns->lookups.load(), 2);
}

void TestResolver::hungLookupsAreGivenUp()
{
    ResolverOptions options;
    options.giveUp = 80ms;
    make(options);
    m_dns->set("hang.example.com", {"192.0.2.9"});
    Answer answer;
    ask("hang.example.com", answer);
    QTRY_VERIFY(answer);
    QVERIFY(!*answer);
    QCOMPARE(toWord(answer->error().kind), QString("resolve"));
    // Its late answer is of use to the next one.
    m_dns->hung.release();
    answer.reset();
    QTRY_VERIFY(
        (ask("hang.example.com", answer), QCoreApplication::processEvents(), answer && *answer));
    QCOMPARE((*answer)->addresses.first(), QHostAddress("192.0.2.9"));
}

void TestResolver::hungLookupsDoNotStarveOthers()
{
    ResolverOptions options;
    options.giveUp = 150ms;
    options.atOnce = 3;
    options.threads = 60;
    make(options);
    QList<Answer> hung(50);
    for (int i = 0; i < hung.size(); ++i)
        ask(QString("hang%1.example.com").arg(i), hung[i]);
    QElapsedTimer timer;
    timer.start();
    Answer literal;
    ask("192.0.2.1", literal);
    QTRY_VERIFY(literal);
    QVERIFY(std::none_of(hung.cbegin(), hung.cend(),
                         [](const Answer &answer) { return answer.has_value(); }));
    // All fifty are told in time, those that never had their turn as well: one after the other
    // three at once would take 2.5 s.
    QTRY_VERIFY(std::all_of(hung.cbegin(), hung.cend(),
                            [](const Answer &answer) { return answer && !*answer; }));
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    // And a good name is looked up although the hung ones still hold their threads.
    Answer good;
    ask("db.example.com", good);
    QTRY_VERIFY(good && *good);
}

void TestResolver::whoIsGoneIsNotCalled()
{
    auto context = std::make_unique<QObject>();
    int calls = 0;
    const auto count = [&calls](const Result<Resolution> &) { ++calls; };
    m_resolver->resolve("192.0.2.1", context.get(), count);
    m_resolver->resolve("db.example.com", context.get(), count);
    context.reset();
    Answer answer;
    ask("db.example.com", answer);
    QTRY_VERIFY(answer);
    QCOMPARE(calls, 0);
}

void TestResolver::resolverMayGoFirst()
{
    Answer answer;
    ask("hang.example.com", answer);
    QTRY_COMPARE(m_dns->lookups.load(), 1);
    m_resolver.reset();
    m_dns->hung.release();
    QTRY_COMPARE(m_dns.use_count(), 1L); // its thread has ended
    QCoreApplication::processEvents();
    QVERIFY(!answer);
}

QTEST_GUILESS_MAIN(TestResolver)
#include "tst_resolver.moc"
