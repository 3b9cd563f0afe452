// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/impactreason.h"

#include <QTest>

using namespace opsdeck;

namespace {

const EnvironmentKey kProd{PlatformId("shop"), EnvironmentId("prod")};

Service service(const char *name)
{
    Service made;
    made.id = ServiceId(name);
    made.title = name;
    return made;
}

ServiceView viewOf(const char *name, Health health)
{
    ServiceView made;
    made.key = {kProd, ServiceId(name)};
    made.title = name;
    made.health = health;
    return made;
}

CheckView failing(const char *kind, Health health, ErrorKind error, const QString &message)
{
    CheckView made;
    made.kind = kind;
    made.health = health;
    CheckResult last;
    last.status = health == Health::Unknown ? CheckStatus::Unknown : CheckStatus::Critical;
    last.message = message;
    last.error = Error{error, message, {}, {}};
    made.state.last = last;
    return made;
}

} // namespace

/// Where no line leads to the cause, words do.
class TestImpactReason final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_environment = Environment();
        m_environment.services = {service("host"), service("api"), service("db"),
                                  service("monitor")};
        m_environment.services[1].dependencies = {
            {ServiceId("db"), DependencyBasis::Stated, DependencyRole::Uses}};
        m_view = EnvironmentView();
        m_view.key = kProd;
        m_view.services = {viewOf("host", Health::Degraded), viewOf("api", Health::Healthy),
                           viewOf("db", Health::Down), viewOf("monitor", Health::Degraded)};
        m_view.services[2].rootCause = true;
    }

    void aLineNeedsNoWords()
    {
        impact(1, 2);
        QCOMPARE(reason(1), QString());
        QCOMPARE(reason(0), QString());
        QCOMPARE(reason(99), QString());
    }

    void anEngineThatIsSilent()
    {
        impact(0, 2);
        m_view.services[0].checks = {
            failing("docker", Health::Unknown, ErrorKind::Refused, "no answer")};
        QVERIFY2(reason(0).startsWith("By db, because the container engine"),
                 qPrintable(reason(0)));
        // An engine that answers explains nothing.
        m_view.services[0].checks[0].health = Health::Down;
        QVERIFY(!reason(0).contains("engine"));
    }

    void itsOwnCheckNamesIt()
    {
        impact(0, 2);
        Check script;
        script.id = CheckId("health");
        script.kind = "command";
        m_environment.services[0].checks = {script};
        m_view.services[0].checks = {
            failing("command", Health::Down, ErrorKind::Condition, "db is down")};
        m_view.services[0].health = Health::Down;
        QCOMPARE(reason(0), QString("By db, because its own check says so: db is down"));
    }

    void whatItWatches()
    {
        impact(3, 2);
        m_environment.services[3].dependencies = {
            {ServiceId("api"), DependencyBasis::Stated, DependencyRole::Scrapes}};
        QCOMPARE(reason(3), QString("By db, because it watches api."));
    }

    void byWayOfWhatItStandsOn()
    {
        impact(0, 2);
        impact(3, 2);
        m_environment.services[3].dependencies = {
            {ServiceId("host"), DependencyBasis::Stated, DependencyRole::Uses}};
        QCOMPARE(reason(3), QString("By db, by way of host, on which it stands."));
        // A disputed line carries nothing, and so explains nothing.
        m_environment.services[3].dependencies[0].basis = DependencyBasis::Disputed;
        QCOMPARE(reason(3), QString());
    }

private:
    void impact(int index, int root)
    {
        m_view.services[index].impactedBy.append(m_view.services.at(root).key);
        m_view.services[root].impacts.append(m_view.services.at(index).key);
    }

    QString reason(int index) const { return impactReason(m_environment, m_view, index); }

    Environment m_environment;
    EnvironmentView m_view;
};

QTEST_GUILESS_MAIN(TestImpactReason)
#include "tst_impactreason.moc"
