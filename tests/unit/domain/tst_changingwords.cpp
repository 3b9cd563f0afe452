// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/changingwords.h"

#include <QTest>

using namespace opsdeck;

class TestChangingWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void known_data();
    void known();
};

void TestChangingWords::known_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *name, const QStringList &arguments, const char *word = "") {
        QTest::newRow(name) << arguments << word;
    };
    row("redis", {"redis-cli", "-p", "6379", "FLUSHALL"}, "FLUSHALL");
    row("in a container", {"docker", "exec", "redis", "redis-cli", "flushdb"}, "flushdb");
    row("docker", {"docker", "restart", "api"}, "restart");
    row("compose", {"docker", "compose", "-f", "x.yml", "down"}, "down");
    row("over ssh", {"ssh", "host", "systemctl restart nginx"}, "restart");
    row("with a path", {"/bin/rm", "-rf", "/tmp/x"}, "rm");
    row("behind sudo", {"sudo", "-n", "rm", "-rf", "/tmp/x"}, "rm");
    row("key of Redis", {"docker", "exec", "redis", "redis-cli", "set", "a", "1"}, "set");
    row("in place", {"sed", "-i.bak", "s/a/b/", "/etc/x"}, "-i.bak");
    row("kubectl", {"kubectl", "-n", "shop", "rollout", "restart", "deploy/api"}, "restart");
    row("git", {"sh", "-c", "cd /srv && git pull origin main"}, "pull");
    row("a file of that name", {"ls", "-l", "/usr/bin/rm", "/etc/kill"});
    row("a question about states", {"psql", "-c", "select name from service where state='up'"});
    row("Redis looks", {"redis-cli", "info", "memory"});
    row("script", {"sh", "-c", "cd /srv; rm -rf cache"}, "rm");
    row("sql", {"psql", "-c", "delete  from users"}, "delete from");
    row("session killer", {"psql", "-c", "SELECT pg_terminate_backend(1)"}, "pg_terminate_backend");
    row("looking", {"docker", "ps", "--format", "{{.Names}}\t{{.Status}}"});
    row("logs", {"docker", "logs", "--tail", "50", "api"});
    row("asking", {"psql", "-c", "SELECT COUNT(*) FROM users;"});
    row("a verb of nobody", {"echo", "restart"});
    row("part of a word", {"grep", "firmware", "/var/log/rm.log"});
    row("nothing", {});
}

void TestChangingWords::known()
{
    QFETCH(QStringList, arguments);
    QTEST(changingWord(arguments), "word");
}

QTEST_APPLESS_MAIN(TestChangingWords)
#include "tst_changingwords.moc"
