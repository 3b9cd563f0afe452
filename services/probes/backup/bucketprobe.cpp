// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/cleantext.h"
#include "services/base/clock.h"
#include "services/probes/backup/backupplaces.h"
#include "services/probes/backup/backupset.h"
#include "services/probes/backup/bucketlist.h"
#include "services/probes/backup/bucketrefusal.h"
#include "services/probes/http/httprequestparameters.h"
#include "services/probes/netprobe.h"

namespace opsdeck {

namespace {

constexpr qint64 kPageBytes = 4 * 1024 * 1024;
constexpr int kPages = 50; ///< of a thousand each

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
    void refused(const HttpReply &reply);
    void judge(const HttpReply &last);
    void addressBucket(bool byHost);

    QString where() const { return cleanText(m_bucket, 60); }

    /// A key within its folder.
    QString withoutPrefix(const QString &key) const
    {
        return key.mid(m_prefix.lastIndexOf(QLatin1Char('/')) + 1);
    }

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
    Result<HttpRequest> request = httpRequestFrom(parameters, kPageBytes);
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
    if (!m_rules.isOfFolders)
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
    addressBucket(parameters.text("addressing") == QLatin1String("host"));
    if (!m_request.url.isValid())
        return failure(missingParameter("bucket"));
    return Question{endpointOf(m_request.url), parameters.text("address"),
                    CredentialId(parameters.text("credential"))};
}

void BucketProbe::addressBucket(bool byHost)
{
    QString path = m_request.url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    path += QLatin1Char('/');
    if (byHost)
        m_request.url.setHost(m_bucket + QLatin1Char('.') + m_request.url.host(), QUrl::StrictMode);
    else
        path += QString::fromLatin1(QUrl::toPercentEncoding(m_bucket));
    m_request.url.setPath(path, QUrl::StrictMode);
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

void BucketProbe::refused(const HttpReply &reply)
{
    ProbeOutcome outcome = failedOutcome(
        bucketRefusal(reply, where(), m_request.username, context().clock->now().wallMs));
    outcome.fields = httpFields(reply, resolveTime());
    if (outcome.error->kind == ErrorKind::Auth || outcome.error->kind == ErrorKind::Status)
        outcome.figure = QString::number(reply.status);
    outcome.address = reply.address;
    keepForConditions(reply, outcome);
    finish(outcome);
}

void BucketProbe::answered(const Result<HttpReply> &reply)
{
    if (!reply) {
        fail(reply.error());
        return;
    }
    if (reply->status != 200) {
        refused(*reply);
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
        file.name = withoutPrefix(file.name);
        if (!file.name.isEmpty()) // the place itself, as a console leaves it
            m_files.append(file);
    }
    if (page->next.isEmpty()) {
        judge(*reply);
        return;
    }
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
}

void BucketProbe::judge(const HttpReply &last)
{
    m_request.secret = {};
    ProbeOutcome outcome = answeredOutcome(elapsed());
    outcome.fields = httpFields(last, resolveTime());
    const QString place =
        m_prefix.isEmpty() ? where() : where() + QLatin1Char('/') + cleanText(m_prefix, 60);
    // Ages are told by the clock that dated them.
    judgeBackups(m_rules.isOfFolders ? asFolders(m_files, m_rules.marker) : m_files, m_rules, place,
                 dateOf(last).value_or(context().clock->now().wallMs), outcome);
    outcome.address = last.address;
    finish(outcome);
}

} // namespace

std::unique_ptr<Probe> bucketBackupProbe(const Check &check, const ProbeContext &context)
{
    return std::make_unique<BucketProbe>(check, context);
}

} // namespace opsdeck

#include "bucketprobe.moc"
