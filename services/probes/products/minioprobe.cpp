// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/probes/http/httpserviceprobe.h"
#include "services/probes/kinds.h"

namespace opsdeck {

namespace {

const QByteArray kLive = QByteArrayLiteral("/minio/health/live");
const QByteArray kCluster = QByteArrayLiteral("/minio/health/cluster");
const QByteArray kRead = QByteArrayLiteral("/minio/health/cluster/read");

/// MinIO's health endpoints: live (200, but "X-Minio-Server-Status: offline" while it boots; 429 or
/// 503 overloaded), cluster and cluster/read (200 with the quorum, 503 without, 412 when taking one
/// server out would lose it).
class MinioProbe final : public HttpServiceProbe
{
    Q_OBJECT
public:
    using HttpServiceProbe::HttpServiceProbe;

protected:
    QList<Ask> asks() const override { return {{kLive}, {kCluster}, {kRead, true}}; }

    void judge(const QList<Result<HttpReply>> &replies, ProbeOutcome &outcome) override
    {
        const HttpReply &live = *replies.at(0);
        const HttpReply &cluster = *replies.at(1);
        outcome.message = tr("MinIO is live and has its write quorum, %1").arg(outcome.figure);
        const QByteArray quorum = cluster.header("X-Minio-Write-Quorum");
        if (!quorum.isEmpty())
            outcome.fields.insert(QStringLiteral("minio.write_quorum"), cleanText(quorum, 20));
        const bool isOffline =
            live.header("X-Minio-Server-Status").trimmed().toLower() == "offline";
        const bool canWrite = cluster.status == 200;
        const bool canRead = replies.at(2) && replies.at(2)->status == 200;
        outcome.fields.insert(QStringLiteral("minio.can_write"), canWrite);
        outcome.fields.insert(QStringLiteral("minio.can_read"), canRead);
        gauge(outcome, "minio_can_write", canWrite ? 1 : 0);
        gauge(outcome, "minio_can_read", canRead ? 1 : 0);
        // Any web server answers 200 to something.
        if (canWrite && quorum.isEmpty() && !cluster.header("Server").contains("MinIO")) {
            worsen(outcome, neterror::garbage(tr("%1 answered without a quorum: this is no MinIO.")
                                                  .arg(QLatin1String(kCluster)),
                                              cluster.body.left(200)));
        } else if (isOffline) {
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("MinIO answers, but is not online yet."),
                    tr("It may be starting. Try: its log when this lasts."),
                    {}},
                   {}, tr("offline"));
        } else if (live.status == 429 || live.status == 503) {
            worsen(outcome,
                   {ErrorKind::Status,
                    tr("MinIO is overloaded: HTTP %1 on %2.")
                        .arg(live.status)
                        .arg(QLatin1String(kLive)),
                    tr("Try: its load, its disks and the number of requests."),
                    {}},
                   {}, tr("overloaded"));
        } else if (const std::optional<Error> error = refusal(live, kLive)) {
            worsen(outcome, *error);
        } else if (cluster.status == 503) {
            worsen(outcome,
                   {ErrorKind::Status,
                    canRead ? tr("MinIO has lost its write quorum: it can only be read.")
                            : tr("MinIO has lost its quorum: nothing can be read or written."),
                    tr("Too many of its disks or servers are away. Try: mc admin info."),
                    {}},
                   {}, canRead ? tr("read only") : tr("no quorum"));
        } else if (const std::optional<Error> clusterError = refusal(cluster, kCluster)) {
            worsen(outcome, *clusterError);
        }
    }
};

} // namespace

ProbeKind minioProbeKind()
{
    return {{QStringLiteral("minio"), QT_TRANSLATE_NOOP("ProbeKind", "MinIO"),
             HttpServiceProbe::schema(1024 * 1024), httpRequestFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<MinioProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "minioprobe.moc"
