// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/changingwords.h"

#include <QRegularExpression>
#include <QSet>

namespace opsdeck {

namespace {

QString nameOf(const QString &program)
{
    return program.section(QLatin1Char('/'), -1);
}

/// Programs that do nothing but change.
bool isChanger(const QString &program)
{
    static const QRegularExpression names(QStringLiteral(
        "^(rm|rmdir|dd|mkfs(\\.\\w+)?|shred|truncate|kill|pkill|killall|reboot|shutdown|halt|"
        "poweroff|dropdb|createdb|pg_restore|reindexdb|FLUSHALL|FLUSHDB|flushall|flushdb)$"));
    return names.match(nameOf(program)).hasMatch();
}

/// Programs whose verb tells.
bool isManager(const QString &program)
{
    static const QSet<QString> names{QStringLiteral("docker"),  QStringLiteral("docker-compose"),
                                     QStringLiteral("podman"),  QStringLiteral("compose"),
                                     QStringLiteral("kubectl"), QStringLiteral("systemctl"),
                                     QStringLiteral("service"), QStringLiteral("qm"),
                                     QStringLiteral("pct"),     QStringLiteral("supervisorctl")};
    return names.contains(nameOf(program));
}

bool isChangingVerb(const QString &word)
{
    static const QSet<QString> verbs{
        QStringLiteral("restart"), QStringLiteral("stop"),    QStringLiteral("start"),
        QStringLiteral("kill"),    QStringLiteral("rm"),      QStringLiteral("rmi"),
        QStringLiteral("down"),    QStringLiteral("up"),      QStringLiteral("prune"),
        QStringLiteral("scale"),   QStringLiteral("pause"),   QStringLiteral("unpause"),
        QStringLiteral("delete"),  QStringLiteral("apply"),   QStringLiteral("drain"),
        QStringLiteral("reload"),  QStringLiteral("disable"), QStringLiteral("enable"),
        QStringLiteral("destroy"), QStringLiteral("rollback")};
    return verbs.contains(word);
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

} // namespace

QString changingWord(const QStringList &arguments)
{
    static const QRegularExpression between(QStringLiteral("[\\s;|&()'\"`]+"));
    bool isManaged = false;
    for (const QString &argument : arguments) {
        if (const QString sql = changingSql(argument); !sql.isEmpty())
            return sql;
        const QStringList words = argument.split(between, Qt::SkipEmptyParts);
        for (const QString &word : words) {
            if (isChanger(word) || (isManaged && isChangingVerb(word)))
                return word;
            isManaged = isManaged || isManager(word);
        }
    }
    return {};
}

} // namespace opsdeck
