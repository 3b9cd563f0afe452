// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/docker/dockerparameters.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr const char *kSocket = "/var/run/docker.sock";
constexpr int kLongestSocket = 107; ///< bytes that a local socket's address has room for
constexpr int kPlainPort = 2375;
constexpr int kTlsPort = 2376;

class DockerParameter
{
    Q_DECLARE_TR_FUNCTIONS(DockerParameter)
};

Error config(const QString &message, const QString &advice = {})
{
    return {ErrorKind::Config,
            message,
            advice.isEmpty()
                ? DockerParameter::tr("Try: the check's definition in the platform file.")
                : advice,
            {}};
}

/// http or https: what `tcp` stands for goes by Docker's own rules.
QUrl engineUrl(const QVariantMap &values)
{
    QUrl url(values.value(QStringLiteral("url")).toString(), QUrl::StrictMode);
    const bool isTcp = url.scheme() == QLatin1String("tcp");
    if (isTcp) {
        const bool hasTls = url.port() == kTlsPort || values.contains(QStringLiteral("ca_file"))
                            || values.contains(QStringLiteral("client_certificate"))
                            || values.contains(QStringLiteral("credential"));
        url.setScheme(hasTls ? QStringLiteral("https") : QStringLiteral("http"));
        if (url.port() < 0)
            url.setPort(hasTls ? kTlsPort : kPlainPort);
    }
    return url;
}

bool isLoopback(const QString &host)
{
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
           || QHostAddress(host).isLoopback();
}

bool isPlainToOthers(const QUrl &url)
{
    return url.scheme() == QLatin1String("http") && !isLoopback(url.host());
}

ParameterSchema targetSchema()
{
    const auto text = [](const char *source) { return DockerParameter::tr(source); };
    ParameterSpec url = parameter(
        "url", ParameterType::Url,
        text("Engine that is reached by TCP, instead of by its socket: tcp://host:2376 with TLS."));
    url.choices = {QStringLiteral("tcp"), QStringLiteral("https"), QStringLiteral("http")};
    return {
        parameter("socket", ParameterType::String,
                  text("Path of the engine's socket; at the far end where the check has a way."),
                  QLatin1String(kSocket)),
        url,
        caFileParameter(),
        parameter("client_certificate", ParameterType::File,
                  text("PEM file of the certificate to show; when absent it is in the credential, "
                       "beside the key.")),
        parameter("credential", ParameterType::Credential,
                  text("Entry of the keychain that holds the client certificate's key, PEM, not "
                       "encrypted.")),
    };
}

ParameterSchema rulesSchema()
{
    const auto text = [](const char *source) { return DockerParameter::tr(source); };
    return {
        parameter("stats", ParameterType::Boolean,
                  text("Also ask for CPU, memory, network and disk of each container."), true),
        rangeParameter(
            "memory_limit", ParameterType::Number, 0.01, 1,
            text("Share of its memory limit, or else the host's memory, that is a warning: 0.9."),
            {}),
        rangeParameter(
            "cpu_limit", ParameterType::Number, 0.01, 1,
            text("Share of its CPU limit, or else the host's cores, that is a warning: 0.9."), {}),
        rangeParameter("restarts_limit", ParameterType::Integer, 0, 100,
                       text("As many restarts in restarts_window are a restart loop; 0: none is."),
                       3),
        rangeParameter("restarts_window", ParameterType::Duration, 60'000, 86'400'000,
                       text("How long a restart counts."), 600'000),
        latencyLimitParameter(),
    };
}

ParameterSpec projectParameter(bool isRequired)
{
    const QString help =
        DockerParameter::tr("Compose project, exactly as in the label com.docker.compose.project.");
    return isRequired ? requiredParameter("project", ParameterType::String, help)
                      : parameter("project", ParameterType::String, help);
}

QList<ParameterFinding> targetFindings(const QVariantMap &values)
{
    QList<ParameterFinding> all;
    const auto add = [&all](const char *name, ProblemSeverity severity, const QString &what) {
        all.append({QLatin1String(name), severity, what});
    };
    const bool hasUrl = values.contains(QStringLiteral("url"));
    const QUrl url = engineUrl(values);
    const bool isTls = hasUrl && url.scheme() == QLatin1String("https");
    if (hasUrl && isPlainToOthers(url))
        add("url", ProblemSeverity::Warning,
            DockerParameter::tr(
                "Docker without TLS gives whoever can read or reach it the whole of that machine: "
                "this check refuses it off this machine; use TLS with a client "
                "certificate, or the socket by a way of ssh"));
    for (const char *name : {"ca_file", "client_certificate", "credential"}) {
        if (values.contains(QLatin1String(name)) && !isTls)
            add(name, ProblemSeverity::Warning,
                DockerParameter::tr("'%1' is used with TLS only, and 'url' asks for none")
                    .arg(QLatin1String(name)));
    }
    if (values.contains(QStringLiteral("client_certificate"))
        && !values.contains(QStringLiteral("credential")))
        add("client_certificate", ProblemSeverity::Error,
            DockerParameter::tr(
                "a client certificate is of no use without its key: add 'credential'"));
    const QString socket =
        values.value(QStringLiteral("socket"), QLatin1String(kSocket)).toString();
    if (!hasUrl
        && (!socket.startsWith(QLatin1Char('/')) || socket.toUtf8().size() > kLongestSocket))
        add("socket", ProblemSeverity::Error,
            DockerParameter::tr("'socket' must be an absolute path of at most %1 bytes")
                .arg(kLongestSocket));
    if (!values.value(QStringLiteral("stats"), true).toBool()) {
        for (const char *name : {"memory_limit", "cpu_limit"}) {
            if (values.contains(QLatin1String(name)))
                add(name, ProblemSeverity::Error,
                    DockerParameter::tr("'%1' needs 'stats: true'").arg(QLatin1String(name)));
        }
    }
    return all;
}

std::optional<Error> readEngine(const Check &check, DockerTarget &target)
{
    const Parameters parameters(check);
    if (!parameters.has("url")) {
        const QString socket = parameters.text("socket", QLatin1String(kSocket));
        if (!socket.startsWith(QLatin1Char('/')) || socket.toUtf8().size() > kLongestSocket)
            return missingParameter("socket");
        if (check.via.kind == WayKind::HttpProxy || check.via.kind == WayKind::SocksProxy)
            return config(
                DockerParameter::tr("A proxy leads to no socket: %1.").arg(socket),
                DockerParameter::tr("Try: a way of ssh, or url with TLS instead of the socket."));
        target.request.url = QUrl(QStringLiteral("http://localhost/"));
        target.endpoint = {socket, 0};
    } else {
        const QUrl url = engineUrl(check.parameters);
        const bool isTls = url.scheme() == QLatin1String("https");
        if (!url.isValid() || url.host().isEmpty()
            || (!isTls && url.scheme() != QLatin1String("http")))
            return missingParameter("url");
        if (isPlainToOthers(url))
            return config(
                DockerParameter::tr("Docker without TLS on another machine is not asked: %1.")
                    .arg(url.host()),
                DockerParameter::tr(
                    "Whoever can reach that port owns the machine. Try: tcp://host:2376 with a "
                    "client certificate, or the socket by a way of ssh."));
        target.request.url = url;
        target.endpoint = {url.host(), static_cast<quint16>(url.port(isTls ? 443 : 80))};
        if (isTls) {
            target.request.caFile = parameters.text("ca_file");
            target.request.clientCertificate = parameters.text("client_certificate");
            target.credential = CredentialId(parameters.text("credential"));
        }
    }
    target.request.asked = target.endpoint;
    return std::nullopt;
}

std::optional<Error> readSubject(const Parameters &parameters, DockerTarget &target)
{
    DockerSubject &subject = target.wanted.subject;
    const QString container = parameters.text("container");
    const QString service = parameters.text("service");
    subject.project = parameters.text("project");
    if (!container.isEmpty() && !service.isEmpty())
        return config(DockerParameter::tr(
            "The check names a container and a service: it is about one of them."));
    if (!container.isEmpty()) {
        subject.kind = DockerSubject::Kind::Container;
        subject.name = container.startsWith(QLatin1Char('/')) ? container.mid(1) : container;
        if (!dockerapi::isContainerName(subject.name))
            return missingParameter("container");
    } else if (!service.isEmpty()) {
        subject.kind = DockerSubject::Kind::Service;
        subject.name = service;
    } else if (!subject.project.isEmpty()) {
        subject.kind = DockerSubject::Kind::Project;
    } else if (!target.wantsDisk) {
        return config(
            DockerParameter::tr("The check says neither container nor service, nor disk."));
    }
    return std::nullopt;
}

} // namespace

ParameterSchema dockerSchema()
{
    const auto text = [](const char *source) { return DockerParameter::tr(source); };
    ParameterSpec diskLimit = parameter(
        "disk_limit", ParameterType::ByteSize,
        text("More disk used by images, containers, volumes and build cache is a warning."));
    diskLimit.minimum = 1;
    ParameterSchema all = targetSchema();
    all += {
        parameter("container", ParameterType::String, text("Container by its exact name.")),
        parameter("service", ParameterType::String,
                  text("Compose service, exactly as in the label com.docker.compose.service; each "
                       "replica is an instance.")),
        projectParameter(false),
        rangeParameter("expect_replicas", ParameterType::Integer, 1, 100,
                       text("Replicas of the service that should run; when absent, as many as "
                            "there are containers."),
                       {}),
        choiceParameter("expect_state", {QStringLiteral("running"), QStringLiteral("completed")},
                        text("completed: a job, which may also have ended with exit code 0."),
                        QStringLiteral("running")),
    };
    all += rulesSchema();
    all += {
        parameter("disk", ParameterType::Boolean,
                  text("Also ask what Docker uses of the disk; slow where there is much: better a "
                       "check of its own with a long timeout."),
                  false),
        diskLimit,
    };
    return all;
}

QList<ParameterFinding> dockerFindings(const QVariantMap &values)
{
    QList<ParameterFinding> all = targetFindings(values);
    const auto has = [&values](const char *name) { return values.contains(QLatin1String(name)); };
    const auto error = [&all](const char *name, const QString &what) {
        all.append({QLatin1String(name), ProblemSeverity::Error, what});
    };
    const bool wantsDisk = values.value(QStringLiteral("disk")).toBool();
    if (has("container") && has("service"))
        error("container", DockerParameter::tr("'container' and 'service' exclude each other"));
    if (!has("container") && !has("service") && (has("project") || !wantsDisk))
        error("service",
              DockerParameter::tr("a check of Docker needs 'container', 'service' or 'disk: true'; "
                                  "a whole project is the kind 'compose'"));
    if (has("container")
        && !dockerapi::isContainerName(values.value(QStringLiteral("container")).toString()))
        error("container", DockerParameter::tr("no container can have this name: letters, digits, "
                                               "'_', '.' and '-', a letter or digit first"));
    if (has("expect_replicas") && !has("service"))
        error("expect_replicas", DockerParameter::tr("'expect_replicas' is of a service"));
    if (has("disk_limit") && !wantsDisk)
        error("disk_limit", DockerParameter::tr("'disk_limit' needs 'disk: true'"));
    if (has("service") && !has("project"))
        all.append({QStringLiteral("service"), ProblemSeverity::Warning,
                    DockerParameter::tr("without 'project' the check fails as soon as two projects "
                                        "on that machine have a service of this name")});
    return all;
}

ParameterSchema composeSchema()
{
    const auto text = [](const char *source) { return DockerParameter::tr(source); };
    ParameterSchema all = targetSchema();
    all += {
        projectParameter(true),
        parameter(
            "services", ParameterType::StringList,
            text("Services that must be there; without it those are judged that have containers.")),
        parameter("jobs", ParameterType::StringList,
                  text("Services that run to their end: ended with exit code 0 is good.")),
    };
    all += rulesSchema();
    return all;
}

QList<ParameterFinding> composeFindings(const QVariantMap &values)
{
    return targetFindings(values);
}

Result<DockerTarget> dockerTargetFrom(const Check &check)
{
    const Parameters parameters(check);
    DockerTarget target;
    target.wantsStats = parameters.flag("stats", true);
    target.wantsDisk = parameters.flag("disk", false);
    if (const std::optional<Error> error = readSubject(parameters, target))
        return failure(*error);
    if (const std::optional<Error> error = readEngine(check, target))
        return failure(*error);
    DockerWanted &wanted = target.wanted;
    wanted.replicas =
        static_cast<int>(std::clamp<qint64>(parameters.integer("expect_replicas"), 0, 100));
    wanted.services = parameters.list("services");
    wanted.jobs = parameters.list("jobs");
    if (parameters.has("disk_limit"))
        wanted.diskLimit = parameters.integer("disk_limit");
    wanted.rules.isJob = parameters.text("expect_state") == QLatin1String("completed");
    wanted.rules.restartsLimit =
        static_cast<int>(std::clamp<qint64>(parameters.integer("restarts_limit", 3), 0, 100));
    wanted.rules.restartsWindow =
        parameters.duration("restarts_window", wanted.rules.restartsWindow);
    wanted.rules.memoryLimit = parameters.number("memory_limit");
    wanted.rules.cpuLimit = parameters.number("cpu_limit");
    return target;
}

} // namespace opsdeck
