// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/bucketrefusal.h"

#include "services/base/cleantext.h"
#include "services/probes/backup/bucketlist.h"
#include "services/probes/findings.h"
#include "services/probes/http/httprequestparameters.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cmath>

namespace opsdeck {

namespace {

constexpr double kTellingSkew = 60;   ///< seconds; less is no wrong clock
constexpr qint64 kWithinSecond = 999; ///< what happened before it was written is not of the future

class Refusal
{
    Q_DECLARE_TR_FUNCTIONS(BucketRefusal)
};

Error wrongClock(const HttpReply &reply, qint64 nowMs)
{
    const double seconds = static_cast<double>(nowMs - dateOf(reply).value_or(nowMs)) / 1000.0;
    const QString difference = secondsText(std::round(std::abs(seconds) / 60) * 60);
    QString message = Refusal::tr("The store refuses the time of this machine's signature.");
    if (seconds > kTellingSkew)
        message = Refusal::tr("This machine's clock is %1 ahead of the store's, which refuses its "
                              "signature.")
                      .arg(difference);
    else if (seconds < -kTellingSkew)
        message = Refusal::tr("This machine's clock is %1 behind the store's, which refuses its "
                              "signature.")
                      .arg(difference);
    return {
        ErrorKind::Auth,
        message,
        Refusal::tr("Signatures hold for some minutes only. Try: the clock of this machine, and "
                    "of the store."),
        {}};
}

Error wrongKey(const QString &key)
{
    return {ErrorKind::Auth,
            Refusal::tr("The store does not know the key %1.").arg(key),
            Refusal::tr("Try: access_key in the check, and whether the key was withdrawn."),
            {}};
}

Error wrongSecret(const QString &key)
{
    return {
        ErrorKind::Auth,
        Refusal::tr("The store does not accept the signature of the key %1.").arg(key),
        Refusal::tr("The secret is not that key's; some stores say so of a key that they do not "
                    "know, too. Try: replace the secret in the keychain; access_key in the "
                    "check."),
        {}};
}

Error wrongRegion(const QString &bucket, const BucketError &told)
{
    if (told.region.isEmpty())
        return {ErrorKind::Config,
                Refusal::tr("The store refuses the region that the check signs for."),
                Refusal::tr("Try: region in the check."),
                {}};
    return {ErrorKind::Config,
            Refusal::tr("The bucket %1 is of the region %2, not of the one in the check.")
                .arg(bucket, told.region),
            Refusal::tr("Try: region: %1 in the check.").arg(told.region),
            {}};
}

Error elsewhere(const QString &bucket, const BucketError &told)
{
    return {ErrorKind::Config,
            told.endpoint.isEmpty()
                ? Refusal::tr("The bucket %1 is to be asked elsewhere.").arg(bucket)
                : Refusal::tr("The bucket %1 is to be asked at %2.").arg(bucket, told.endpoint),
            Refusal::tr("Try: url and region in the check."),
            {}};
}

Error denied(const QString &bucket, const QString &key)
{
    if (key.isEmpty())
        return {ErrorKind::Auth,
                Refusal::tr("The bucket %1 is not for all to list.").arg(bucket),
                Refusal::tr("Try: access_key and credential in the check."),
                {}};
    return {ErrorKind::Auth,
            Refusal::tr("The key %1 may not list the bucket %2.").arg(key, bucket),
            Refusal::tr("Try: the key's rights in the store; s3:ListBucket is enough."),
            {}};
}

std::optional<Error> byCode(const BucketError &told, const HttpReply &reply, const QString &bucket,
                            const QString &key, qint64 nowMs)
{
    const auto is = [&told](const char *code) { return told.code == QLatin1String(code); };
    if (is("NoSuchBucket"))
        return Error{ErrorKind::NotFound,
                     Refusal::tr("There is no bucket %1.").arg(bucket),
                     Refusal::tr("Try: bucket in the check, and the credential's account."),
                     {}};
    if (is("InvalidBucketName"))
        return Error{ErrorKind::Config,
                     Refusal::tr("%1 can't be a bucket's name.").arg(bucket),
                     Refusal::tr("Try: bucket in the check."),
                     {}};
    if (is("RequestTimeTooSkewed"))
        return wrongClock(reply, nowMs);
    if (is("InvalidAccessKeyId"))
        return wrongKey(key);
    if (is("SignatureDoesNotMatch"))
        return wrongSecret(key);
    if (is("AuthorizationHeaderMalformed"))
        return wrongRegion(bucket, told);
    if (is("PermanentRedirect") || is("TemporaryRedirect"))
        return elsewhere(bucket, told);
    if (is("AccessDenied"))
        return denied(bucket, key);
    return std::nullopt;
}

} // namespace

Error bucketRefusal(const HttpReply &reply, const QString &bucket, const QString &key, qint64 nowMs)
{
    const BucketError told = readBucketError(reply.body);
    std::optional<Error> error = byCode(told, reply, bucket, cleanText(key, 60), nowMs);
    // Without a key some stores do not take it for S3 at all.
    if (!error && told.code.isEmpty() && key.isEmpty() && reply.status / 100 == 4
        && reply.status != 404) {
        error = denied(bucket, key);
        error->detail = cleanText(reply.body, 200);
    }
    if (!error) {
        const StatusRule rule = StatusRule::parse({QStringLiteral("200")}).value_or(StatusRule());
        error = statusError(reply, QLatin1Char('/') + bucket, rule, !key.isEmpty());
    }
    if (!told.code.isEmpty())
        error->detail = told.code + QStringLiteral(": ") + told.message;
    return *error;
}

std::optional<qint64> dateOf(const HttpReply &reply)
{
    QString text = QString::fromLatin1(reply.header("Date")).trimmed();
    // HTTP's form names the zone, which Qt reads as an offset only.
    if (text.endsWith(QLatin1String(" GMT")))
        text.replace(text.size() - 3, 3, QStringLiteral("+0000"));
    const QDateTime date = QDateTime::fromString(text, Qt::RFC2822Date);
    return date.isValid() ? std::optional(date.toMSecsSinceEpoch() + kWithinSecond) : std::nullopt;
}

} // namespace opsdeck
