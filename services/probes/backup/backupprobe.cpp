// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/backupplaces.h"
#include "services/probes/backup/backuprules.h"
#include "services/probes/kinds.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace opsdeck {

namespace {

class BackupKind
{
    Q_DECLARE_TR_FUNCTIONS(BackupKind)
};

ParameterSchema schema()
{
    ParameterSpec url =
        parameter("url", ParameterType::Url, BackupKind::tr("Address of a store that speaks S3."));
    url.choices = {QStringLiteral("http"), QStringLiteral("https")};
    ParameterSpec key = credentialParameter();
    key.help = BackupKind::tr("Entry of the keychain that holds the secret key; none for a bucket "
                              "that all may list.");
    ParameterSchema all{
        parameter("directory", ParameterType::String,
                  BackupKind::tr("Folder with the backups, an absolute path: of this machine, or, "
                                 "by a way of kind ssh, of the host at its end.")),
        url,
        parameter("bucket", ParameterType::String, BackupKind::tr("Bucket with the backups.")),
        parameter("prefix", ParameterType::String,
                  BackupKind::tr("What keys begin with, as shop/daily/.")),
        choiceParameter("addressing", {QStringLiteral("path"), QStringLiteral("host")},
                        BackupKind::tr("Where a request names the bucket: in the path, or as the "
                                       "first part of the host's name, BUCKET.HOST."),
                        QStringLiteral("path")),
        parameter("region", ParameterType::String, BackupKind::tr("Region that is signed for."),
                  QStringLiteral("us-east-1")),
        parameter("access_key", ParameterType::String,
                  BackupKind::tr("Name of the key that may list the bucket.")),
        key,
        parameter("address", ParameterType::Host,
                  BackupKind::tr("Host to connect to, while name and certificate check stay the "
                                 "URL's.")),
        caFileParameter(),
    };
    all += BackupRules::schema();
    return all;
}

QList<ParameterFinding> judge(const QVariantMap &values)
{
    QList<ParameterFinding> findings = BackupRules::findings(values);
    const auto has = [&values](const char *name) {
        return !values.value(QLatin1String(name)).toString().isEmpty();
    };
    const auto broken = [&findings](const char *name, const QString &text) {
        findings.append({QLatin1String(name), ProblemSeverity::Error, text});
    };
    if (has("directory") == has("url"))
        broken("directory", BackupKind::tr("a backup is looked for in a 'directory' or, by 'url' "
                                           "and 'bucket', in a bucket: state one of them"));
    else if (has("directory")
             && !values.value(QStringLiteral("directory")).toString().startsWith(QLatin1Char('/')))
        broken("directory", BackupKind::tr("'directory' must be an absolute path"));
    if (has("url") && !has("bucket"))
        broken("bucket", BackupKind::tr("'url' needs 'bucket'"));
    static const QRegularExpression label(QStringLiteral("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"));
    if (values.value(QStringLiteral("addressing")) == QLatin1String("host") && has("bucket")
        && !label.match(values.value(QStringLiteral("bucket")).toString()).hasMatch())
        broken("addressing",
               BackupKind::tr("'addressing: host' needs a bucket whose name can stand "
                              "in a host's: small letters, digits, - and ."));
    if (has("credential") != has("access_key"))
        broken("access_key", BackupKind::tr("'access_key' and 'credential' belong together"));
    return findings;
}

} // namespace

ProbeKind backupProbeKind()
{
    return {{QStringLiteral("backup"), QT_TRANSLATE_NOOP("ProbeKind", "Backup"), schema(), judge},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return Parameters(check).text("directory").isEmpty()
                           ? bucketBackupProbe(check, context)
                           : folderBackupProbe(check, context);
            }};
}

} // namespace opsdeck
