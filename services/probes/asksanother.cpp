// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/asksanother.h"

#include "services/probes/outcome.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Asks
{
    Q_DECLARE_TR_FUNCTIONS(AsksAnother)
};

} // namespace

void AsksAnother::blame(ProbeOutcome &failure, const QString &other, const QString &consequence)
{
    if (!failure.error)
        return;
    Error error = *failure.error;
    const QString words = asMessage(error.message);
    switch (error.kind) {
    case ErrorKind::Timeout:
    case ErrorKind::Refused:
    case ErrorKind::Unreachable:
        error.message =
            Asks::tr("%1 does not answer: %2; %3.").arg(other, failure.figure, consequence);
        error.detail = error.detail.isEmpty() ? words : words + QLatin1Char('\n') + error.detail;
        break;
    case ErrorKind::Resolve:
    case ErrorKind::NotFound:
    case ErrorKind::Tls:
        error.message = Asks::tr("%1 does not answer: %2; %3.").arg(other, words, consequence);
        break;
    case ErrorKind::Auth:
    case ErrorKind::Permission:
    case ErrorKind::Status:
    case ErrorKind::Garbage:
    case ErrorKind::TooLarge:
        error.message =
            Asks::tr("%1 does not answer this check: %2; %3.").arg(other, words, consequence);
        break;
    default:
        return;
    }
    failure.status = CheckStatus::Unknown;
    failure.message = asMessage(error.message);
    failure.error = error;
}

void judgeFailureOf(const Probe &probe, ProbeOutcome &failure)
{
    if (const auto *asking = dynamic_cast<const AsksAnother *>(&probe);
        asking != nullptr && failure.error)
        asking->judgeFailure(failure);
}

} // namespace opsdeck
