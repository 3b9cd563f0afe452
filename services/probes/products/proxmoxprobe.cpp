// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/domain/secret.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

constexpr double kFull = 0.9; ///< share of memory or storage that is a warning unless told
constexpr int kNamesShown = 3;

double share(const QJsonObject &amounts, const char *used, const char *total)
{
    const double all = amounts.value(QLatin1String(total)).toDouble();
    return all > 0 ? amounts.value(QLatin1String(used)).toDouble() / all : 0;
}

/// Proxmox VE's API with a token ("USER@REALM!ID=SECRET" sent as PVEAPIToken): the node's status,
/// the cluster's quorum and nodes, guests, storage. A wrong token answers 401 after three seconds
/// with the reason in the status line.
class ProxmoxProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    Result<Question> question() override
    {
        if (Parameters(check()).text("node").isEmpty())
            return failure(missingParameter("node"));
        return HttpServiceProbe::question();
    }

    QList<Ask> asks() const override
    {
        const QByteArray node = QByteArrayLiteral("/api2/json/nodes/")
                                + Parameters(check()).text("node").toUtf8().toPercentEncoding();
        return {{node + "/status"},
                {QByteArrayLiteral("/api2/json/cluster/status"), true},
                {QByteArrayLiteral("/api2/json/cluster/resources"), true}};
    }

    HttpHeader authorization(const Secret &secret) const override
    {
        return {QByteArrayLiteral("Authorization"),
                "PVEAPIToken=" + Parameters(check()).text("token_id").toUtf8() + '='
                    + QByteArray(secret.data(), static_cast<qsizetype>(secret.size()))};
    }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        const HttpReply &first = *replies.at(0);
        const QString node = cleanText(Parameters(check()).text("node"), 60);
        if (first.status == 595) {
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("The node %1 is down: another one of the cluster answers.").arg(node),
                    tr("Try: its console and its power."),
                    {}},
                   {}, tr("node down"));
            return;
        }
        if (first.status == 500 && first.body.contains("hostname lookup")) {
            worsen(outcome, {ErrorKind::Config, tr("The cluster has no node %1.").arg(node),
                             tr("Try: node in the check."), cleanText(first.body, 200)});
            return;
        }
        const Result<QJsonObject> status = object(replies.at(0), "/nodes/status");
        if (!status) {
            worsen(outcome, status.error());
            return;
        }
        const QJsonObject data = status->value(QLatin1String("data")).toObject();
        if (!data.contains(QLatin1String("uptime"))) {
            worsen(outcome,
                   neterror::garbage(tr("The node's status has no uptime: this is no Proxmox VE."),
                                     first.body.left(200)));
            return;
        }
        judgeNode(data, node, outcome);
        judgeCluster(replies.at(1), outcome);
        judgeResources(replies.at(2), node, outcome);
    }

private:
    double limit(const char *name) const
    {
        return Parameters(check()).number(name).value_or(kFull);
    }

    void judgeNode(const QJsonObject &data, const QString &node, ProbeOutcome &outcome)
    {
        const double cpu = data.value(QLatin1String("cpu")).toDouble();
        const double memory =
            share(data.value(QLatin1String("memory")).toObject(), "used", "total");
        const double root = share(data.value(QLatin1String("rootfs")).toObject(), "used", "total");
        // Strings in the API, numbers in some versions.
        const QJsonValue load = data.value(QLatin1String("loadavg")).toArray().first();
        outcome.fields.insert(QStringLiteral("proxmox.version"),
                              cleanText(data.value(QLatin1String("pveversion")).toString(), 60));
        outcome.fields.insert(QStringLiteral("proxmox.uptime_s"),
                              data.value(QLatin1String("uptime")).toDouble());
        outcome.fields.insert(QStringLiteral("proxmox.memory_ratio"), memory);
        outcome.fields.insert(QStringLiteral("proxmox.root_ratio"), root);
        gauge(outcome, "proxmox_cpu_ratio", cpu);
        gauge(outcome, "proxmox_memory_ratio", memory);
        gauge(outcome, "proxmox_rootfs_ratio", root);
        gauge(outcome, "proxmox_load1",
              load.isString() ? load.toString().toDouble() : load.toDouble());
        outcome.message = tr("%1: CPU %2 %, memory %3 %, root %4 %")
                              .arg(node)
                              .arg(qRound(cpu * 100))
                              .arg(qRound(memory * 100))
                              .arg(qRound(root * 100));
        outcome.figure = tr("%1 % RAM").arg(qRound(memory * 100));
        if (memory >= limit("memory_limit"))
            worsen(outcome,
                   condition(tr("The memory of %1 is %2 % used, limit %3 %.")
                                 .arg(node)
                                 .arg(qRound(memory * 100))
                                 .arg(qRound(limit("memory_limit") * 100)),
                             tr("Try: which guest takes it.")),
                   CheckStatus::Warning);
        if (root >= limit("storage_limit"))
            worsen(outcome,
                   condition(tr("The root file system of %1 is %2 % full, limit %3 %.")
                                 .arg(node)
                                 .arg(qRound(root * 100))
                                 .arg(qRound(limit("storage_limit") * 100)),
                             tr("Try: old backups and logs.")),
                   CheckStatus::Warning);
    }

    void judgeCluster(const Result<HttpReply> &reply, ProbeOutcome &outcome)
    {
        const Result<QJsonObject> answer = object(reply, "/cluster/status");
        if (!answer)
            return;
        QStringList away;
        for (const QJsonValue &each : answer->value(QLatin1String("data")).toArray()) {
            const QJsonObject entry = each.toObject();
            const QString type = entry.value(QLatin1String("type")).toString();
            if (type == QLatin1String("cluster")) {
                const bool hasQuorum = entry.value(QLatin1String("quorate")).toInt() != 0;
                outcome.fields.insert(QStringLiteral("proxmox.quorate"), hasQuorum);
                gauge(outcome, "proxmox_cluster_quorate", hasQuorum ? 1 : 0);
                if (!hasQuorum)
                    worsen(outcome,
                           {ErrorKind::Status,
                            tr("The cluster has no quorum: nothing can be started or changed."),
                            tr("Try: pvecm status, and the nodes that are away."),
                            {}},
                           {}, tr("no quorum"));
            } else if (type == QLatin1String("node")
                       && entry.value(QLatin1String("online")).toInt() == 0) {
                away.append(cleanText(entry.value(QLatin1String("name")).toString(), 60));
            }
        }
        if (!away.isEmpty())
            worsen(outcome,
                   condition(tr("Nodes of the cluster are offline: %1.")
                                 .arg(away.mid(0, kNamesShown).join(QLatin1String(", "))),
                             tr("Try: pvecm status.")),
                   CheckStatus::Warning);
    }

    void judgeResources(const Result<HttpReply> &reply, const QString &node, ProbeOutcome &outcome)
    {
        const Result<QJsonObject> answer = object(reply, "/cluster/resources");
        if (!answer)
            return;
        int running = 0;
        int stopped = 0;
        const QStringList wanted = Parameters(check()).list("guests");
        QStringList missing = wanted;
        for (const QJsonValue &each : answer->value(QLatin1String("data")).toArray()) {
            const QJsonObject entry = each.toObject();
            const QString type = entry.value(QLatin1String("type")).toString();
            const QString name = entry.value(QLatin1String("name")).toString();
            const QString place = entry.value(QLatin1String("node")).toString();
            if (type == QLatin1String("qemu") || type == QLatin1String("lxc")) {
                const bool isRunning =
                    entry.value(QLatin1String("status")).toString() == QLatin1String("running");
                (isRunning ? running : stopped) += place == node ? 1 : 0;
                if (isRunning) {
                    missing.removeAll(name);
                    missing.removeAll(QString::number(entry.value(QLatin1String("vmid")).toInt()));
                }
            } else if (type == QLatin1String("storage") && place == node) {
                const QString storage =
                    cleanText(entry.value(QLatin1String("storage")).toString(), 60);
                const double full = share(entry, "disk", "maxdisk");
                gauge(outcome, "proxmox_storage_ratio", full,
                      {{QStringLiteral("storage"), storage}});
                if (full >= limit("storage_limit"))
                    worsen(outcome,
                           condition(tr("The storage %1 is %2 % full, limit %3 %.")
                                         .arg(storage)
                                         .arg(qRound(full * 100))
                                         .arg(qRound(limit("storage_limit") * 100)),
                                     tr("Try: old backups and unused disks.")),
                           CheckStatus::Warning);
            }
        }
        outcome.fields.insert(QStringLiteral("proxmox.guests_running"), running);
        outcome.fields.insert(QStringLiteral("proxmox.guests_stopped"), stopped);
        gauge(outcome, "proxmox_guests", running,
              {{QStringLiteral("state"), QStringLiteral("running")}});
        gauge(outcome, "proxmox_guests", stopped,
              {{QStringLiteral("state"), QStringLiteral("stopped")}});
        if (!missing.isEmpty())
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("Guests that should run do not: %1.")
                        .arg(cleanText(missing.join(QLatin1String(", ")), 120)),
                    tr("Try: their console and their last tasks."),
                    {}},
                   {}, tr("%1 down").arg(missing.size()));
    }
};

ParameterSchema schema()
{
    const auto text = [](const char *source) { return ProxmoxProbe::tr(source); };
    ParameterSchema all = HttpServiceProbe::schema(4 * 1024 * 1024);
    all += {
        requiredParameter("node", ParameterType::String, text("Name of the node in the cluster.")),
        parameter("token_id", ParameterType::String,
                  text("USER@REALM!ID of the API token; the credential is its secret.")),
        parameter("guests", ParameterType::StringList,
                  text("Names or numbers of guests that must be running.")),
        rangeParameter("memory_limit", ParameterType::Number, 0, 1,
                       text("Share of used memory that is a warning."), kFull),
        rangeParameter("storage_limit", ParameterType::Number, 0, 1,
                       text("Share of used storage that is a warning."), kFull),
    };
    return all;
}

QList<ParameterFinding> findings(const QVariantMap &values)
{
    QList<ParameterFinding> all = httpRequestFindings(values);
    if (values.contains(QStringLiteral("credential"))
        != values.contains(QStringLiteral("token_id")))
        all.append({QStringLiteral("credential"), ProblemSeverity::Warning,
                    ProxmoxProbe::tr("a token has two halves: 'token_id' and 'credential'")});
    return all;
}

} // namespace

ProbeKind proxmoxProbeKind()
{
    return {{QStringLiteral("proxmox"), QT_TRANSLATE_NOOP("ProbeKind", "Proxmox VE"), schema(),
             findings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<ProxmoxProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "proxmoxprobe.moc"
