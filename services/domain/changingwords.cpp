// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/changingwords.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

/// Programs and commands of Redis that do nothing but change.
bool isChanger(const QString &word)
{
    static const QRegularExpression names(QStringLiteral(
        "^(rm|rmdir|mv|dd|tee|mkfs(\\.\\w+)?|shred|truncate|kill|pkill|killall|reboot|shutdown|"
        "halt|"
        "poweroff|dropdb|createdb|pg_restore|reindexdb|FLUSHALL|FLUSHDB|flushall|flushdb)$"));
    return names.match(word).hasMatch();
}

struct Manager
{
    const char *program;
    const char *verbs; ///< a pattern
};

constexpr const char *kContainers = "restart|stop|start|kill|rm|rmi|down|up|prune|scale|pause|"
                                    "unpause|create|build|pull|run";

/// Programs whose verb tells.
constexpr std::array kManagers{
    Manager{"docker", kContainers},
    Manager{"docker-compose", kContainers},
    Manager{"podman", kContainers},
    Manager{"kubectl", "delete|apply|create|edit|patch|set|scale|cordon|uncordon|drain|taint|"
                       "annotate|label|replace|restart|undo"},
    Manager{"helm", "install|upgrade|uninstall|rollback"},
    Manager{"systemctl", "restart|stop|start|reload|kill|enable|disable|mask|reboot|poweroff"},
    Manager{"service", "restart|stop|start|reload"},
    Manager{"supervisorctl", "restart|stop|start|reload|update"},
    Manager{"qm", "start|stop|shutdown|reset|rollback|destroy|migrate|set"},
    Manager{"pct", "start|stop|shutdown|reboot|rollback|destroy|migrate|set"},
    Manager{"redis-cli", "(?i:del|unlink|set|setex|hset|hdel|expire|rename|shutdown|bgsave|save|"
                         "failover|replicaof|slaveof)"},
    Manager{"sed", "-i\\S*|--in-place\\S*"},
    Manager{"apt", "install|upgrade|full-upgrade|remove|purge"},
    Manager{"apt-get", "install|upgrade|dist-upgrade|remove|purge"},
    Manager{"git", "pull|checkout|reset|merge|clean"},
};

const Manager *managerOf(const QString &word)
{
    const auto it = std::find_if(kManagers.cbegin(), kManagers.cend(), [&](const Manager &each) {
        return word == QLatin1String(each.program);
    });
    return it == kManagers.cend() ? nullptr : &*it;
}

bool isVerb(const Manager &manager, const QString &word)
{
    return QRegularExpression(QStringLiteral("^(?:%1)$").arg(QLatin1String(manager.verbs)))
        .match(word)
        .hasMatch();
}

QString changingSql(const QString &text)
{
    static const QRegularExpression statement(
        QStringLiteral("\\b(DROP\\s+\\w+|TRUNCATE\\b|DELETE\\s+FROM|INSERT\\s+INTO|ALTER\\s+\\w+|"
                       "UPDATE\\s+\\S+\\s+SET|VACUUM\\s+FULL|REINDEX\\b|"
                       "pg_(terminate|cancel)_backend)"),
        QRegularExpression::CaseInsensitiveOption);
    return statement.match(text).captured(0).simplified();
}

/// Text that a database reads: its words are no programs.
bool isQuery(const QString &text)
{
    static const QRegularExpression start(
        QStringLiteral("^\\s*(SELECT|SHOW|EXPLAIN|WITH|TABLE|VALUES)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return start.match(text).hasMatch();
}

} // namespace

QString changingWord(const QStringList &arguments)
{
    static const QRegularExpression between(QStringLiteral("[\\s;|&()'\"`]+"));
    const Manager *manager = nullptr;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (const QString sql = changingSql(argument); !sql.isEmpty())
            return sql;
        if (isQuery(argument))
            continue;
        const QStringList words = argument.split(between, Qt::SkipEmptyParts);
        for (const QString &word : words) {
            // A path is a program's where programs stand, and a mere file's elsewhere.
            const QString name = i == 0 ? word.section(QLatin1Char('/'), -1) : word;
            if (isChanger(name) || (manager != nullptr && isVerb(*manager, word)))
                return name;
            if (const Manager *next = managerOf(name))
                manager = next;
        }
    }
    return {};
}

} // namespace opsdeck
