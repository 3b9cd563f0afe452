// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/asksanother.h"
#include "services/probes/docker/dockerhistory.h"
#include "services/probes/docker/dockerparameters.h"
#include "services/probes/http/httpqueue.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/probememory.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace opsdeck {

namespace {

using dockerapi::Version;

constexpr int kAtOnce = 8;
constexpr int kMostContainers = 100;
constexpr qint64 kSmallAnswer = 1 << 20;
constexpr qint64 kListAnswer = 8 << 20;
constexpr qint64 kDiskAnswer = 32 << 20;
constexpr Version kOldest{1, 24};  ///< Docker 1.12
constexpr Version kNewest{1, 47};  ///< as far as the forms are known here
constexpr Version kOneShot{1, 41}; ///< statistics at once, without the wait for a second sample

} // namespace

/// The Engine API: ping, list, then inspect and statistics of each container side by side.
class DockerProbe final : public NetProbe, public AsksAnother
{
    Q_OBJECT
public:
    DockerProbe(const Check &check, const ProbeContext &context);

    /// The engine is not the container: while it is silent, nobody can tell of that.
    void judgeFailure(ProbeOutcome &failure) const override;

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override
    {
        const QString stage = m_queue.stage();
        return stage.isEmpty() ? QStringLiteral("connect") : stage;
    }

private:
    using Read = std::function<std::optional<Error>(const HttpReply &)>;
    enum class Need { Must, MayBeGone, Optional };

    /// `read` gets a 2xx answer. Its error, or that of the answer or the transfer, ends the probe,
    /// unless it is Optional. What MayBeGone may answer 404.
    void get(const QString &path, const QUrlQuery &query, qint64 maxBytes, Need need, Read read);
    std::optional<Error> greeted(const HttpReply &reply);
    std::optional<Error> listed(const HttpReply &reply);
    std::optional<Error> inspected(const HttpReply &reply);
    void askAll(const QList<dockerapi::Listed> &containers);
    void askMore(const DockerInstance &instance);
    DockerInstance *instance(const QString &id);
    Error refusal(const HttpReply &reply, const QString &path) const;
    Error explained(Error error) const;
    void end(const Error &error);
    void conclude();
    void label();
    void remember();

    DockerTarget m_target;
    HttpQueue m_queue;
    QString m_version; ///< "/v1.41"
    bool m_hasOneShot = false;
    bool m_isDone = false;
    bool m_hasTold = false; ///< the engine has told all, be it good or bad
    QString m_api;
    QString m_server;
    qint64 m_engineNow = 0;
    std::chrono::microseconds m_latency{0};
    QList<DockerInstance> m_instances;
    QHash<QString, QString> m_digests; ///< by image id
    std::optional<dockerapi::DiskUse> m_disk;
};

DockerProbe::DockerProbe(const Check &check, const ProbeContext &context)
    : NetProbe(check, context)
    , m_queue(*context.http, kAtOnce)
{
    connect(&m_queue, &HttpQueue::drained, this, &DockerProbe::conclude);
}

Result<NetProbe::Question> DockerProbe::question()
{
    Result<DockerTarget> target = dockerTargetFrom(check());
    if (!target)
        return failure(target.error());
    m_target = std::move(*target);
    return Question{m_target.endpoint, {}, m_target.credential};
}

void DockerProbe::ask(const Prepared &prepared)
{
    m_target.request.place = prepared.place;
    m_target.request.clientKey = prepared.secret;
    if (!prepared.place.socketPath.isEmpty())
        setAddress(prepared.place.socketPath);
    m_engineNow = context().clock->now().wallMs;
    get(QStringLiteral("/_ping"), {}, kSmallAnswer, Need::Must,
        [this](const HttpReply &reply) { return greeted(reply); });
}

void DockerProbe::get(const QString &path, const QUrlQuery &query, qint64 maxBytes, Need need,
                      Read read)
{
    HttpRequest request = m_target.request;
    QString base = request.url.path(QUrl::FullyEncoded);
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    request.url.setPath(base + m_version + path, QUrl::StrictMode);
    request.url.setQuery(query);
    request.maxBytes = maxBytes;
    m_queue.add(std::move(request),
                [this, path, need, read = std::move(read)](const Result<HttpReply> &reply) {
                    std::optional<Error> error;
                    if (!reply)
                        error = explained(reply.error());
                    else if (reply->status / 100 == 2)
                        error = read(*reply);
                    else if (need != Need::MayBeGone || reply->status != 404)
                        error = refusal(*reply, path);
                    if (error && need != Need::Optional)
                        end(*error);
                });
}

std::optional<Error> DockerProbe::greeted(const HttpReply &reply)
{
    m_latency = std::max(elapsed(), std::chrono::microseconds(1));
    if (address().isEmpty())
        setAddress(reply.address);
    const QString where = endpoint().toString();
    const std::optional<Version> offered = dockerapi::readVersion(reply.header("Api-Version"));
    if (!offered)
        return neterror::garbage(tr("%1 answers, but not as Docker Engine does.").arg(where),
                                 reply.body.left(200));
    m_api = QString::fromLatin1(reply.header("Api-Version"));
    m_server = cleanText(reply.header("Server"), 60);
    if (*offered < kOldest)
        return Error{
            ErrorKind::Config,
            tr("The engine behind %1 speaks version %2 of its API; %3.%4 or newer is needed.")
                .arg(where, m_api)
                .arg(kOldest.major)
                .arg(kOldest.minor),
            tr("Try: a newer Docker Engine."),
            {}};
    const Version version = std::min(*offered, kNewest);
    m_version = QStringLiteral("/v%1.%2").arg(version.major).arg(version.minor);
    m_hasOneShot = version >= kOneShot;
    // The engine's clock, where it tells: its moments are compared with it.
    const QDateTime date =
        QLocale::c().toDateTime(QString::fromLatin1(reply.header("Date").left(40)),
                                QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (date.isValid())
        m_engineNow = QDateTime(date.date(), date.time(), Qt::UTC).toMSecsSinceEpoch();

    const DockerSubject &subject = m_target.wanted.subject;
    if (m_target.wantsDisk)
        get(QStringLiteral("/system/df"), {}, kDiskAnswer,
            subject.kind == DockerSubject::Kind::Engine ? Need::Must : Need::Optional,
            [this](const HttpReply &answer) -> std::optional<Error> {
                const Result<dockerapi::DiskUse> disk = dockerapi::readDiskUse(answer.body);
                if (!disk)
                    return disk.error();
                m_disk = *disk;
                return std::nullopt;
            });
    if (subject.kind == DockerSubject::Kind::Engine)
        return std::nullopt;
    QJsonObject filters;
    if (subject.kind == DockerSubject::Kind::Container) {
        // A part of the name as a pattern; what is exactly it is told apart later.
        filters.insert(
            QStringLiteral("name"),
            QJsonArray{QString(subject.name).replace(QLatin1Char('.'), QLatin1String("\\."))});
    } else {
        QJsonArray labels;
        if (subject.kind == DockerSubject::Kind::Service)
            labels.append(QLatin1String("com.docker.compose.service=") + subject.name);
        if (!subject.project.isEmpty())
            labels.append(QLatin1String("com.docker.compose.project=") + subject.project);
        filters.insert(QStringLiteral("label"), labels);
    }
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("all"), QStringLiteral("1"));
    query.addQueryItem(
        QStringLiteral("filters"),
        QString::fromLatin1(
            QJsonDocument(filters).toJson(QJsonDocument::Compact).toPercentEncoding()));
    get(QStringLiteral("/containers/json"), query, kListAnswer, Need::Must,
        [this](const HttpReply &answer) { return listed(answer); });
    return std::nullopt;
}

std::optional<Error> DockerProbe::listed(const HttpReply &reply)
{
    const Result<QList<dockerapi::Listed>> all = dockerapi::readContainers(reply.body);
    if (!all)
        return all.error();
    const DockerSubject &subject = m_target.wanted.subject;
    QList<dockerapi::Listed> meant;
    QStringList projects;
    // An engine may know less of filters than asked for: nothing is taken for granted.
    for (const dockerapi::Listed &each : *all) {
        const bool isMeant =
            subject.kind == DockerSubject::Kind::Container
                ? each.names.contains(subject.name)
                : !each.compose.isOneOff
                      && (subject.kind == DockerSubject::Kind::Project
                          || each.compose.service == subject.name)
                      && (subject.project.isEmpty() || each.compose.project == subject.project);
        if (!isMeant)
            continue;
        meant.append(each);
        if (!projects.contains(each.compose.project))
            projects.append(each.compose.project);
    }
    if (subject.kind == DockerSubject::Kind::Service && projects.size() > 1) {
        std::sort(projects.begin(), projects.end());
        return Error{ErrorKind::Config,
                     tr("More than one project has a service %1: %2.")
                         .arg(subject.name, projects.mid(0, 5).join(QLatin1String(", "))),
                     tr("Try: project in the check."),
                     {}};
    }
    if (meant.size() > kMostContainers)
        return Error{ErrorKind::TooLarge,
                     tr("The %1 has %2 containers; at most %3 are looked at.")
                         .arg(subject.toString())
                         .arg(meant.size())
                         .arg(kMostContainers),
                     tr("Try: a check for each service."),
                     {}};
    askAll(meant);
    return std::nullopt;
}

void DockerProbe::askAll(const QList<dockerapi::Listed> &containers)
{
    for (const dockerapi::Listed &each : containers) {
        // It may have gone since it was listed.
        get(QStringLiteral("/containers/%1/json").arg(each.id), {}, kSmallAnswer, Need::MayBeGone,
            [this](const HttpReply &reply) { return inspected(reply); });
    }
}

std::optional<Error> DockerProbe::inspected(const HttpReply &reply)
{
    const Result<dockerapi::Container> container = dockerapi::readContainer(reply.body);
    if (!container)
        return container.error();
    if (instance(container->id) != nullptr)
        return neterror::garbage(
            tr("%1 answers twice with the same container.").arg(endpoint().toString()));
    DockerInstance made;
    made.container = *container;
    m_instances.append(made);
    askMore(made);
    return std::nullopt;
}

/// What the container can do without: its image's digest, its statistics.
void DockerProbe::askMore(const DockerInstance &instance)
{
    const QString id = instance.container.id;
    const QString image = instance.container.imageId;
    const bool isBrief = m_target.wanted.subject.kind == DockerSubject::Kind::Project;
    static const QRegularExpression digestForm(QStringLiteral("\\Asha256:[0-9a-f]{64}\\z"));
    if (!isBrief && !m_digests.contains(image) && digestForm.match(image).hasMatch()) {
        m_digests.insert(image, {});
        get(QStringLiteral("/images/%1/json").arg(image), {}, kSmallAnswer, Need::Optional,
            [this, image](const HttpReply &reply) -> std::optional<Error> {
                const Result<QString> digest = dockerapi::readDigest(reply.body);
                m_digests.insert(image, digest.value_or(QString()));
                return std::nullopt;
            });
    }
    if (!m_target.wantsStats || !m_hasOneShot
        || instance.container.state != QLatin1String("running"))
        return;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("stream"), QStringLiteral("false"));
    query.addQueryItem(QStringLiteral("one-shot"), QStringLiteral("true"));
    get(QStringLiteral("/containers/%1/stats").arg(id), query, kSmallAnswer, Need::Optional,
        [this, id](const HttpReply &reply) -> std::optional<Error> {
            const Result<dockerapi::Stats> stats = dockerapi::readStats(reply.body);
            if (DockerInstance *const found = this->instance(id); stats && found != nullptr)
                found->stats = *stats;
            return std::nullopt;
        });
}

DockerInstance *DockerProbe::instance(const QString &id)
{
    const auto it =
        std::find_if(m_instances.begin(), m_instances.end(),
                     [&](const DockerInstance &each) { return each.container.id == id; });
    return it == m_instances.end() ? nullptr : &*it;
}

Error DockerProbe::refusal(const HttpReply &reply, const QString &path) const
{
    const QString where = endpoint().toString();
    const QString said = dockerapi::readMessage(reply.body);
    const QString detail = said.isEmpty() ? cleanText(reply.body, 200) : said;
    const QString shown =
        path.startsWith(QLatin1String("/containers/")) && path != QLatin1String("/containers/json")
            ? QStringLiteral("/containers/…")
            : path;
    if (reply.status == 401)
        return {ErrorKind::Auth, tr("%1 refuses this client on %2.").arg(where, shown),
                tr("Try: client_certificate and credential in the check."), detail};
    if (reply.status == 403)
        return {ErrorKind::Permission, tr("%1 forbids %2.").arg(where, shown),
                tr("A proxy or a plugin before the engine decides that. Try: let it allow GET of "
                   "_ping, containers, images and system."),
                detail};
    if (path == QLatin1String("/_ping") && reply.status / 100 != 5)
        return neterror::garbage(
            tr("%1 answers %2 on /_ping: this is not Docker Engine.").arg(where).arg(reply.status),
            reply.body.left(200));
    return {ErrorKind::Status,
            tr("The engine behind %1 answered %2 on %3.").arg(where).arg(reply.status).arg(shown),
            tr("Its own words are below. Try: its log (journalctl -u docker)."), detail};
}

/// The words of a socket that nobody answers at, for this server.
Error DockerProbe::explained(Error error) const
{
    if (m_target.request.place.socketPath.isEmpty())
        return error;
    if (error.kind == ErrorKind::NotFound)
        error.advice = tr("Docker Engine is not installed, not started, or has its socket "
                          "elsewhere. Try: systemctl start docker, and socket in the check.");
    else if (error.kind == ErrorKind::Refused)
        error.advice = tr("Docker Engine ended and left its socket behind. Try: systemctl start "
                          "docker, and its log.");
    else if (error.kind == ErrorKind::Permission)
        error.advice =
            tr("Only root and the group of the socket may. Try: sudo usermod -aG docker USER, then "
               "log in again. Mind that this makes the user as mighty as root on that machine.");
    return error;
}

void DockerProbe::judgeFailure(ProbeOutcome &failure) const
{
    const DockerSubject::Kind about = m_target.wanted.subject.kind;
    if (m_hasTold || about == DockerSubject::Kind::Engine)
        return;
    blame(failure, tr("The Docker engine at %1").arg(endpoint().toString()),
          about == DockerSubject::Kind::Container ? tr("the container's state is not known")
                                                  : tr("the containers' state is not known"));
}

void DockerProbe::end(const Error &error)
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_queue.clear();
    fail(error);
}

void DockerProbe::conclude()
{
    if (m_isDone)
        return;
    m_isDone = true;
    m_hasTold = true;
    label();
    remember();
    ProbeOutcome outcome = dockerOutcome(m_target.wanted, m_instances, m_disk, m_engineNow);
    outcome.latency = m_latency;
    outcome.connected = true;
    outcome.fields.insert(QStringLiteral("docker.api"), m_api);
    if (!m_server.isEmpty())
        outcome.fields.insert(QStringLiteral("docker.server"), m_server);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

/// In the order of the replicas' numbers, or the names'.
void DockerProbe::label()
{
    const auto number = [](const DockerInstance &instance) {
        return instance.container.compose.number;
    };
    std::sort(m_instances.begin(), m_instances.end(),
              [&](const DockerInstance &a, const DockerInstance &b) {
                  return number(a) != number(b) ? number(a) < number(b)
                                                : a.container.name < b.container.name;
              });
    if (m_target.wanted.subject.kind == DockerSubject::Kind::Project) {
        std::sort(m_instances.begin(), m_instances.end(),
                  [](const DockerInstance &a, const DockerInstance &b) {
                      return a.container.name < b.container.name;
                  });
        for (DockerInstance &each : m_instances)
            each.label = each.container.name;
        return;
    }
    if (m_target.wanted.subject.kind == DockerSubject::Kind::Container) {
        for (DockerInstance &each : m_instances)
            each.label = QStringLiteral("1");
        return;
    }
    // While a replica is made anew two have its number.
    int last = 0;
    for (DockerInstance &each : m_instances) {
        last = std::max(last + 1, number(each));
        each.label = QString::number(last);
    }
}

void DockerProbe::remember()
{
    DockerHistory fresh;
    DockerHistory &history =
        context().memory == nullptr ? fresh : context().memory->of<DockerHistory>(context().key);
    QStringList ids;
    for (DockerInstance &each : m_instances) {
        ids.append(each.container.id);
        each.digest = m_digests.value(each.container.imageId);
        each.recentRestarts = history.restartsIn(each.container, context().clock->now(),
                                                 m_engineNow, m_target.wanted.rules.restartsWindow);
        if (each.stats)
            each.cores = history.coresInUse(each.container.id, *each.stats);
    }
    history.keepOnly(ids);
}

ProbeKind dockerProbeKind()
{
    return {{QStringLiteral("docker"), QT_TRANSLATE_NOOP("ProbeKind", "Docker container"),
             dockerSchema(), dockerFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<DockerProbe>(check, context);
            }};
}

ProbeKind composeProbeKind()
{
    return {{QStringLiteral("compose"), QT_TRANSLATE_NOOP("ProbeKind", "Compose project"),
             composeSchema(), composeFindings},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                return std::make_unique<DockerProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "dockerprobe.moc"
