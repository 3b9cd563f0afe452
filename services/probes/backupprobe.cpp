// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/backupset.h"
#include "services/probes/bucketlist.h"
#include "services/probes/httprequestparameters.h"
#include "services/probes/kinds.h"
#include "services/probes/netprobe.h"
#include "services/probes/shellquestion.h"

#include <QElapsedTimer>

namespace opsdeck {

namespace {

constexpr qint64 kListBytes = 4 * 1024 * 1024;
constexpr int kPages = 50; ///< of a thousand each

/// The name within its folder.
QString withoutPrefix(const QString &key, const QString &prefix)
{
    return key.mid(prefix.lastIndexOf(QLatin1Char('/')) + 1);
}

/// A bucket that speaks S3.
class BucketProbe final : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override { return m_call ? m_call->address() : NetProbe::address(); }

protected:
    Result<Question> question() override;
    void ask(const Prepared &prepared) override;

    QString askStage() const override
    {
        return m_call ? m_call->stage() : QStringLiteral("connect");
    }

private:
    void next();
    void answered(const Result<HttpReply> &reply);
    Error refusal(const HttpReply &reply) const;

    QString where() const { return cleanText(m_bucket, 60); }

    HttpRequest m_request;
    QString m_bucket;
    QString m_prefix;
    BackupRules m_rules;
    QList<BackupFile> m_files;
    QString m_token;
    int m_pages = 0;
    std::unique_ptr<HttpCall> m_call;
};

Result<NetProbe::Question> BucketProbe::question()
{
    const Parameters parameters(check());
    Result<HttpRequest> request = httpRequestFrom(parameters, kListBytes);
    if (!request)
        return failure(request.error());
    m_request = std::move(*request);
    m_bucket = parameters.text("bucket");
    m_prefix = parameters.text("prefix");
    if (m_bucket.isEmpty())
        return failure(missingParameter("bucket"));
    const Result<BackupRules> rules = BackupRules::from(parameters);
    if (!rules)
        return failure(rules.error());
    m_rules = *rules;
    m_rules.settle = {}; // an object is there whole or not at all
    m_request.auth = HttpAuth::None;
    if (!parameters.text("credential").isEmpty()) {
        m_request.auth = HttpAuth::AwsV4;
        m_request.username = parameters.text("access_key");
        m_request.awsScope =
            parameters.text("region", QStringLiteral("us-east-1")) + QStringLiteral(":s3");
        if (m_request.username.isEmpty())
            return failure(missingParameter("access_key"));
    }
    QString base = m_request.url.path(QUrl::FullyEncoded);
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    m_request.url.setPath(base + QLatin1Char('/')
                              + QString::fromLatin1(QUrl::toPercentEncoding(m_bucket)),
                          QUrl::StrictMode);
    return Question{endpointOf(m_request.url), parameters.text("address"),
                    CredentialId(parameters.text("credential"))};
}

void BucketProbe::ask(const Prepared &prepared)
{
    m_request.place = prepared.place;
    m_request.secret = prepared.secret;
    next();
}

void BucketProbe::next()
{
    HttpRequest request = m_request;
    request.url.setQuery(QString::fromLatin1(bucketQuery(m_prefix, m_token)), QUrl::StrictMode);
    m_call = std::make_unique<HttpCall>(*context().http, std::move(request));
    connect(m_call.get(), &HttpCall::finished, this, &BucketProbe::answered);
    m_call->start();
}

Error BucketProbe::refusal(const HttpReply &reply) const
{
    const StatusRule rule = StatusRule::parse({QStringLiteral("200")}).value_or(StatusRule());
    Error error =
        statusError(reply, QLatin1Char('/') + where(), rule, m_request.auth != HttpAuth::None);
    const auto [code, message] = readBucketError(reply.body);
    if (code.isEmpty())
        return error;
    error.detail = code + QStringLiteral(": ") + message;
    if (code == QLatin1String("NoSuchBucket")) {
        error.kind = ErrorKind::NotFound;
        error.message = tr("There is no bucket %1.").arg(where());
        error.advice = tr("Try: bucket in the check, and the credential's account.");
    } else if (code == QLatin1String("RequestTimeTooSkewed")) {
        error.advice = tr("The clocks of this machine and of the server differ too much. Try: both "
                          "clocks.");
    }
    return error;
}

void BucketProbe::answered(const Result<HttpReply> &reply)
{
    if (!reply) {
        fail(reply.error());
        return;
    }
    if (reply->status != 200) {
        ProbeOutcome outcome = failedOutcome(refusal(*reply));
        outcome.fields = httpFields(*reply, resolveTime());
        outcome.figure = outcome.error->kind == ErrorKind::NotFound
                             ? outcome.figure
                             : QString::number(reply->status);
        outcome.address = reply->address;
        keepForConditions(*reply, outcome);
        finish(outcome);
        return;
    }
    const Result<BucketPage> page = readBucketPage(reply->body, endpoint().toString());
    if (!page) {
        Error error = page.error();
        if (isHtml(*reply))
            error.message =
                tr("%1 answered with HTML instead of a bucket's list.").arg(endpoint().toString());
        fail(error);
        return;
    }
    for (BackupFile file : page->files) {
        file.name = withoutPrefix(file.name, m_prefix);
        m_files.append(file);
    }
    if (!page->next.isEmpty()) {
        if (++m_pages >= kPages) {
            fail({ErrorKind::TooLarge,
                  tr("The bucket %1 has more than %2 objects.").arg(where()).arg(kPages * 1000),
                  tr("Try: prefix in the check, so that only the backups are listed."),
                  {}});
            return;
        }
        m_token = page->next;
        // Not from inside the call that has just ended.
        QMetaObject::invokeMethod(this, &BucketProbe::next, Qt::QueuedConnection);
        return;
    }
    m_request.secret = {};
    ProbeOutcome outcome = answeredOutcome(elapsed());
    outcome.fields = httpFields(*reply, resolveTime());
    // Ages are told by the clock that dated them.
    const QDateTime theirs =
        QDateTime::fromString(QString::fromLatin1(reply->header("Date")), Qt::RFC2822Date);
    judgeBackups(
        m_files, m_rules,
        m_prefix.isEmpty() ? where() : where() + QLatin1Char('/') + cleanText(m_prefix, 60),
        theirs.isValid() ? theirs.toMSecsSinceEpoch() : context().clock->now().wallMs, outcome);
    outcome.address = reply->address;
    finish(outcome);
}

/// A folder of this machine, or of the host at the end of an ssh way.
class FolderProbe final : public Probe
{
    Q_OBJECT
public:
    FolderProbe(const Check &check, const ProbeContext &context)
        : m_check(check)
        , m_context(context)
        , m_folder(Parameters(check).text("directory"))
    {}

    void start() override;

    QString stage() const override { return m_question ? m_question->stage() : QString(); }

    QString target() const override { return where(); }

private:
    void answered(const Result<QByteArray> &answer);
    std::optional<Error> folderError(const QByteArray &word) const;
    QByteArray script() const;

    QString where() const
    {
        const QString folder = cleanText(m_folder, 80);
        return m_check.via.isDirect() ? folder : m_check.via.title + QLatin1Char(':') + folder;
    }

    Check m_check;
    ProbeContext m_context;
    QString m_folder;
    BackupRules m_rules;
    QElapsedTimer m_timer;
    std::unique_ptr<ShellQuestion> m_question;
};

QByteArray FolderProbe::script() const
{
    // Names with line breaks are left out: they could pretend to be others. `prune`: this folder
    // alone, in words that every find knows.
    return "LC_ALL=C; export LC_ALL; d=" + ShellQuestion::quoted(m_folder) + "\n" + R"SH(n='
'
if ! [ -e "$d" ]; then echo opsdeck-missing; exit 0; fi
if ! [ -d "$d" ]; then echo opsdeck-file; exit 0; fi
if ! [ -r "$d" ] || ! [ -x "$d" ]; then echo opsdeck-denied; exit 0; fi
cd "$d" || { echo opsdeck-denied; exit 0; }
echo "opsdeck-now $(date +%s)"
if stat -c %s / >/dev/null 2>&1; then
  find . ! -name . -prune -type f ! -name "*$n*" -exec stat -c '%s %Y %n' {} +
elif stat -f %z / >/dev/null 2>&1; then
  find . ! -name . -prune -type f ! -name "*$n*" -exec stat -f '%z %m %N' {} +
else echo opsdeck-nostat; exit 0; fi
echo opsdeck-end
)SH";
}

void FolderProbe::start()
{
    m_timer.start();
    const Parameters parameters(m_check);
    const Result<BackupRules> rules = BackupRules::from(parameters);
    std::optional<Error> error;
    if (!rules)
        error = rules.error();
    else if (!m_folder.startsWith(QLatin1Char('/')))
        error = missingParameter("directory");
    if (error) {
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT finished(failedOutcome(*error)); }, Qt::QueuedConnection);
        return;
    }
    m_rules = *rules;
    m_question =
        std::make_unique<ShellQuestion>(*m_context.ways, m_check.via, script(), kListBytes);
    connect(m_question.get(), &ShellQuestion::finished, this, &FolderProbe::answered);
    m_question->start();
}

std::optional<Error> FolderProbe::folderError(const QByteArray &word) const
{
    if (word == "opsdeck-missing")
        return Error{ErrorKind::NotFound,
                     tr("There is no folder %1.").arg(where()),
                     tr("It was removed, or its disk is not mounted. Try: mount on that machine."),
                     {}};
    if (word == "opsdeck-file")
        return Error{ErrorKind::NotFound,
                     tr("%1 is no folder.").arg(where()),
                     tr("Try: directory in the check."),
                     {}};
    if (word == "opsdeck-denied")
        return Error{ErrorKind::Permission,
                     tr("The folder %1 may not be read.").arg(where()),
                     tr("Try: rights of the user that looks."),
                     {}};
    if (word == "opsdeck-nostat")
        return Error{ErrorKind::Process,
                     tr("There is no program stat to look at %1.").arg(where()),
                     tr("Try: coreutils or busybox on that machine."),
                     {}};
    return std::nullopt;
}

void FolderProbe::answered(const Result<QByteArray> &answer)
{
    const auto elapsed = std::chrono::microseconds(m_timer.nsecsElapsed() / 1000);
    const auto fail = [this, elapsed](const Error &error) {
        ProbeOutcome outcome = failedOutcome(error);
        outcome.latency = elapsed;
        Q_EMIT finished(outcome);
    };
    if (!answer) {
        fail(answer.error());
        return;
    }
    QList<QByteArray> lines = answer->split('\n');
    // A login shell may have had its say before.
    const auto isOurs = [](const QByteArray &line) { return line.startsWith("opsdeck-"); };
    lines.erase(lines.begin(), std::find_if(lines.begin(), lines.end(), isOurs));
    if (const std::optional<Error> error = folderError(lines.value(0))) {
        fail(*error);
        return;
    }
    const bool isWhole =
        lines.size() > 2 && lines.last().isEmpty() && lines.at(lines.size() - 2) == "opsdeck-end";
    if (!isWhole || !lines.value(0).startsWith("opsdeck-now ")) {
        fail(neterror::garbage(tr("%1 was not listed whole.").arg(where()), answer->left(200)));
        return;
    }
    bool isClock = false;
    const qint64 nowMs = lines.first().mid(12).toLongLong(&isClock) * 1000;
    QList<BackupFile> files;
    for (const QByteArray &line : lines.mid(1, lines.size() - 3)) {
        const qsizetype first = line.indexOf(' ');
        const qsizetype second = line.indexOf(' ', first + 1);
        bool isSize = false;
        bool isTime = false;
        const qint64 bytes = line.left(std::max<qsizetype>(0, first)).toLongLong(&isSize);
        const qint64 seconds = line.mid(first + 1, second - first - 1).toLongLong(&isTime);
        const QByteArray path = line.mid(second + 1);
        if (!isSize || !isTime || second < 0) {
            fail(neterror::garbage(tr("%1 was not listed as expected.").arg(where()), line));
            return;
        }
        files.append(
            {QString::fromUtf8(path.mid(path.lastIndexOf('/') + 1)), bytes, seconds * 1000});
    }
    ProbeOutcome outcome = answeredOutcome(elapsed);
    judgeBackups(files, m_rules, where(), isClock ? nowMs : m_context.clock->now().wallMs, outcome);
    Q_EMIT finished(outcome);
}

ParameterSchema schema()
{
    ParameterSpec url =
        parameter("url", ParameterType::Url, BucketProbe::tr("Address of a store that speaks S3."));
    url.choices = {QStringLiteral("http"), QStringLiteral("https")};
    ParameterSpec key = credentialParameter();
    key.help = BucketProbe::tr("Entry of the keychain that holds the secret key; none for a bucket "
                               "that all may list.");
    ParameterSchema all{
        parameter("directory", ParameterType::String,
                  BucketProbe::tr("Folder with the backups, an absolute path: of this machine, or, "
                                  "by a way of kind ssh, of the host at its end.")),
        url,
        parameter("bucket", ParameterType::String, BucketProbe::tr("Bucket with the backups.")),
        parameter("prefix", ParameterType::String,
                  BucketProbe::tr("What keys begin with, as shop/daily/.")),
        parameter("region", ParameterType::String, BucketProbe::tr("Region that is signed for."),
                  QStringLiteral("us-east-1")),
        parameter("access_key", ParameterType::String,
                  BucketProbe::tr("Name of the key that may list the bucket.")),
        key,
        parameter("address", ParameterType::Host,
                  BucketProbe::tr("Host to connect to, while name and certificate check stay the "
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
        broken("directory", BucketProbe::tr("a backup is looked for in a 'directory' or, by 'url' "
                                            "and 'bucket', in a bucket: state one of them"));
    else if (has("directory")
             && !values.value(QStringLiteral("directory")).toString().startsWith(QLatin1Char('/')))
        broken("directory", BucketProbe::tr("'directory' must be an absolute path"));
    if (has("url") && !has("bucket"))
        broken("bucket", BucketProbe::tr("'url' needs 'bucket'"));
    if (has("credential") != has("access_key"))
        broken("access_key", BucketProbe::tr("'access_key' and 'credential' belong together"));
    return findings;
}

} // namespace

ProbeKind backupProbeKind()
{
    return {{QStringLiteral("backup"), QT_TRANSLATE_NOOP("ProbeKind", "Backup"), schema(), judge},
            [](const Check &check, const ProbeContext &context) -> std::unique_ptr<Probe> {
                if (Parameters(check).text("directory").isEmpty())
                    return std::make_unique<BucketProbe>(check, context);
                return std::make_unique<FolderProbe>(check, context);
            }};
}

} // namespace opsdeck

#include "backupprobe.moc"
