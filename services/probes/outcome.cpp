// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/outcome.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Outcome
{
    Q_DECLARE_TR_FUNCTIONS(Outcome)
};

} // namespace

bool isWorse(CheckStatus status, CheckStatus than)
{
    const auto rank = [](CheckStatus one) {
        switch (one) {
        case CheckStatus::Ok:
            return 0;
        case CheckStatus::Warning:
            return 1;
        case CheckStatus::Unknown:
            return 2;
        case CheckStatus::Critical:
            break;
        }
        return 3;
    };
    return rank(status) > rank(than);
}

CheckStatus statusFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Timeout:
    case ErrorKind::Refused:
    case ErrorKind::Unreachable:
    case ErrorKind::Tls:
    case ErrorKind::Status:
    case ErrorKind::Condition:
    case ErrorKind::NotFound:
    // It answers, but not as what it should be: whoever needs it is not served.
    case ErrorKind::Garbage:
    case ErrorKind::TooLarge:
        return CheckStatus::Critical;
    default:
        return CheckStatus::Unknown;
    }
}

bool wasAnswered(const ProbeOutcome &outcome)
{
    if (!outcome.error)
        return outcome.status != CheckStatus::Unknown;
    switch (outcome.error->kind) {
    case ErrorKind::Status:
    case ErrorKind::Condition:
    case ErrorKind::NotFound:
        return true;
    default:
        return outcome.status == CheckStatus::Ok || outcome.status == CheckStatus::Warning;
    }
}

QString figureFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Timeout:
        return Outcome::tr("timeout");
    case ErrorKind::Refused:
        return Outcome::tr("refused");
    case ErrorKind::Unreachable:
        return Outcome::tr("unreachable");
    case ErrorKind::Resolve:
        return Outcome::tr("no address");
    case ErrorKind::Tls:
        return Outcome::tr("TLS");
    case ErrorKind::Auth:
        return Outcome::tr("auth");
    case ErrorKind::Credential:
        return Outcome::tr("no credential");
    case ErrorKind::Status:
        return Outcome::tr("unhealthy");
    case ErrorKind::Condition:
        return Outcome::tr("limit");
    case ErrorKind::Way:
        return Outcome::tr("no way");
    case ErrorKind::Garbage:
        return Outcome::tr("garbage");
    case ErrorKind::TooLarge:
        return Outcome::tr("too large");
    case ErrorKind::Config:
        return Outcome::tr("config");
    case ErrorKind::NotFound:
        return Outcome::tr("not found");
    case ErrorKind::Permission:
        return Outcome::tr("forbidden");
    case ErrorKind::Guard:
        return Outcome::tr("not run");
    default:
        return Outcome::tr("error");
    }
}

ProbeOutcome answeredOutcome(std::chrono::microseconds latency)
{
    ProbeOutcome outcome;
    outcome.status = CheckStatus::Ok;
    outcome.latency = latency;
    outcome.figure = latencyText(latency);
    return outcome;
}

ProbeOutcome failedOutcome(const Error &error)
{
    ProbeOutcome outcome;
    outcome.status = statusFor(error.kind);
    outcome.message = asMessage(error.message);
    outcome.figure = figureFor(error.kind);
    outcome.error = error;
    return outcome;
}

QString asMessage(const QString &sentence)
{
    return sentence.endsWith(QLatin1Char('.')) ? sentence.chopped(1) : sentence;
}

void applyLatencyLimit(ProbeOutcome &outcome, Milliseconds limit)
{
    if (outcome.status != CheckStatus::Ok || limit.count() <= 0 || outcome.latency <= limit)
        return;
    outcome.status = CheckStatus::Warning;
    outcome.message = Outcome::tr("%1, limit %2").arg(outcome.message, latencyText(limit));
    outcome.figure = latencyText(outcome.latency);
    outcome.error = Error{
        ErrorKind::Condition,
        Outcome::tr("The answer took %1, limit %2.")
            .arg(latencyText(outcome.latency), latencyText(limit)),
        Outcome::tr(
            "The service works but is slower than its limit. Try: its load and that of its host."),
        {},
        QStringLiteral("slow")};
}

} // namespace opsdeck
