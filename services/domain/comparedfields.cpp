// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/comparedfields.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace opsdeck {

namespace {

/// As in "instance.1.image": the place of a container, and what is told of it.
const QRegularExpression &containerForm()
{
    static const QRegularExpression form(
        QStringLiteral("\\Ainstance\\.(?:.+)\\.(image|digest|memory_limit_bytes|cpu_limit_cores|"
                       "pids_limit|user|restart_policy|ports|volumes|privileged|read_only)\\z"));
    return form;
}

bool isLasting(const QString &field)
{
    static const QRegularExpression form(QStringLiteral(
        "(?:\\A|\\.)version\\z"
        "|\\.extension\\."
        "|\\Apostgres\\.(?:max_connections|archive_mode)\\z"
        "|\\Aredis\\.(?:maxmemory|maxmemory_policy)\\z"
        "|\\Atls\\.(?:subject|issuer|names|not_after|protocol|cipher)\\z"
        "|\\Adocker\\.(?:api|server|expected)\\z"
        "|\\Ajson\\.(?:.*\\.)?[a-z_]*(?:version|commit|revision|build|migration)[a-z_]*\\z"));
    return form.match(field).hasMatch();
}

constexpr QLatin1String kVariables("docker.environment.");

/// "LOG_LEVEL=#1f0c DEBUG=#77aa", the marks of values.
void addVariables(const QString &text, QMap<QString, QStringList> &ofContainers)
{
    const QStringList entries = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &entry : entries) {
        const qsizetype end = entry.indexOf(QLatin1Char('='));
        ofContainers[kVariables + entry.left(end)] << entry.mid(end + 1);
    }
}

/// A query whose answer is what the check is for: the head of the migrations, a version.
bool tellsVersion(const Check &check)
{
    static const QRegularExpression form(QStringLiteral("migration|version|revision|schema"),
                                         QRegularExpression::CaseInsensitiveOption);
    return form.match(check.id.toString()).hasMatch() || form.match(check.title).hasMatch();
}

} // namespace

QVariantMap lastingFields(const Check &check, const QVariantMap &fields)
{
    QVariantMap lasting;
    QMap<QString, QStringList> ofContainers;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it) {
        if (it.key().startsWith(QLatin1String("instance."))
            && it.key().endsWith(QLatin1String(".environment"))) {
            addVariables(it->toString(), ofContainers);
            continue;
        }
        const QRegularExpressionMatch container = containerForm().match(it.key());
        if (container.hasMatch())
            ofContainers[QStringLiteral("docker.") + container.captured(1)] << it->toString();
        else if (isLasting(it.key())
                 || (it.key() == QLatin1String("postgres.value") && tellsVersion(check)))
            lasting.insert(it.key(), it.value());
    }
    for (auto it = ofContainers.begin(); it != ofContainers.end(); ++it) {
        it->removeDuplicates();
        it->sort();
        bool isNumber = false;
        const double number = it->size() == 1 ? it->first().toDouble(&isNumber) : 0;
        lasting.insert(it.key(),
                       isNumber ? QVariant(number) : QVariant(it->join(QStringLiteral(", "))));
    }
    return lasting;
}

QString variableOf(const QString &field)
{
    return field.startsWith(kVariables) ? field.mid(kVariables.size()) : QString();
}

bool isExpectedToDiffer(const QString &field)
{
    static const QRegularExpression places(QStringLiteral(
        "(?:HOST|URL|URI|DSN|ADDR|DOMAIN|ORIGIN|ENDPOINT|PASSWORD|SECRET|TOKEN|CREDENTIAL)"
        "|_KEY\\z|(?:\\A|_)(?:ENV|ENVIRONMENT)\\z"));
    const QString variable = variableOf(field);
    if (!variable.isEmpty())
        return places.match(variable).hasMatch();
    return field == QLatin1String("tls.subject") || field == QLatin1String("tls.names")
           || field == QLatin1String("tls.not_after");
}

QVariant withoutPlaces(const QString &parameter, const QVariant &value)
{
    static const QStringList places{
        QStringLiteral("host"),          QStringLiteral("address"),
        QStringLiteral("port"),          QStringLiteral("server"),
        QStringLiteral("server_name"),   QStringLiteral("socket"),
        QStringLiteral("credential"),    QStringLiteral("ca_file"),
        QStringLiteral("config_file"),   QStringLiteral("client_certificate"),
        QStringLiteral("pgpass"),        QStringLiteral("working_directory"),
        QStringLiteral("directory"),     QStringLiteral("file"),
        QStringLiteral("same_serial_at")};
    if (places.contains(parameter))
        return {};
    switch (value.typeId()) {
    case QMetaType::QVariantMap: {
        QVariantMap rest = value.toMap();
        for (auto it = rest.begin(); it != rest.end(); ++it)
            *it = withoutPlaces(it.key(), *it);
        return rest;
    }
    case QMetaType::QVariantList: {
        QVariantList rest = value.toList();
        for (QVariant &each : rest)
            each = withoutPlaces({}, each);
        return rest;
    }
    case QMetaType::QStringList: {
        QStringList rest = value.toStringList();
        for (QString &each : rest)
            each = withoutPlaces({}, each).toString();
        return rest;
    }
    case QMetaType::QString: {
        QUrl url(value.toString(), QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty())
            return value;
        // A port that goes without saying and one that is said are places all the same.
        return url.adjusted(QUrl::RemoveAuthority).toString();
    }
    default:
        return value;
    }
}

} // namespace opsdeck
