// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/redis/redisrole.h"

#include "services/base/cleantext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr int kAddressShown = 60;
constexpr int kRoleShown = 20;
const QString kAny = QStringLiteral("any");
const QString kMaster = QStringLiteral("master");
const QString kReplica = QStringLiteral("replica");

class Words
{
    Q_DECLARE_TR_FUNCTIONS(RedisRole)
};

void addWrong(Findings &findings, const QString &message, const QString &advice,
              const QString &figure)
{
    findings.add(CheckStatus::Critical, ErrorKind::Condition, message, advice, figure,
                 QStringLiteral("wrong-role"));
}

} // namespace

QString redisAnyRole()
{
    return kAny;
}

ParameterSpec redisRoleParameter()
{
    return choiceParameter("role", {kAny, kMaster, kReplica},
                           Words::tr("What INFO must say it is; another role is critical."), kAny);
}

QList<ParameterFinding> redisRoleFindings(const QVariantMap &values)
{
    const QString role = values.value(QStringLiteral("role"), kAny).toString();
    if (role == kAny || values.value(QStringLiteral("info"), true).toBool())
        return {};
    return {{QStringLiteral("role"), ProblemSeverity::Error,
             Words::tr("the role is known by INFO only, which 'info: false' leaves out; remove one "
                       "of them")}};
}

void judgeRedisRole(const RedisInfo &info, const QString &wanted, const QString &where,
                    Findings &findings)
{
    const QByteArray role = info.value("role");
    if (wanted == kAny || role == (wanted == kMaster ? "master" : "slave"))
        return;
    const QString named = cleanText(role, kRoleShown);
    if (role.isEmpty()) {
        findings.add(
            CheckStatus::Warning, ErrorKind::Condition,
            Words::tr("%1 does not tell whether it is a master or a replica.").arg(where),
            Words::tr("Its answer to INFO has no role. Try: let the user run all of INFO."));
    } else if (role == "slave") {
        const QString master =
            cleanText(info.value("master_host") + ':' + info.value("master_port"), kAddressShown);
        const bool takesWrites = info.value("slave_read_only") == "0";
        addWrong(findings,
                 (takesWrites ? Words::tr("%1 is a replica of %2; a master is expected.")
                              : Words::tr("%1 is a replica of %2 and takes no writes; a master is "
                                          "expected."))
                     .arg(where, master),
                 (takesWrites ? Words::tr("What is written to it is lost.")
                              : Words::tr("Writes are refused with READONLY."))
                     + QLatin1Char(' ')
                     + Words::tr("Try: the address of the master; or, if this is to be the master, "
                                 "REPLICAOF NO ONE."),
                 Words::tr("replica"));
    } else if (wanted == kMaster) {
        addWrong(findings,
                 Words::tr("%1 has the role '%2'; a master is expected.").arg(where, named),
                 Words::tr("Try: the address of the master."), named);
    } else {
        addWrong(findings,
                 Words::tr("%1 has the role '%2'; a replica is expected.").arg(where, named),
                 Words::tr("It follows no master. Try: REPLICAOF in its configuration; after a "
                           "failover, where the master is now."),
                 named);
    }
}

} // namespace opsdeck
