// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/checkconditions.h"

#include "services/base/cleantext.h"
#include "services/domain/faultwords.h"
#include "services/net/neterrors.h"
#include "services/probes/conditions/conditionjudge.h"
#include "services/probes/outcome.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kFigureShown = 14;
constexpr int kMessageShown = 600;

class Conditions
{
    Q_DECLARE_TR_FUNCTIONS(Conditions)
};

struct Found
{
    QList<ConditionJudgement> holding;
    QList<ConditionJudgement> unknown;
    QStringList judged;

    QStringList shown() const
    {
        QStringList texts;
        for (const ConditionJudgement &each : holding)
            texts << each.shown;
        return texts;
    }

    QStringList reasons() const
    {
        QStringList texts;
        for (const ConditionJudgement &each : unknown)
            texts << Conditions::tr("%1: %2").arg(each.shown, each.reason);
        return texts;
    }
};

Found judgeAll(const QStringList &conditions, ConditionJudge &judge, const ConditionFill &fill)
{
    Found found;
    for (const QString &text : conditions) {
        const auto condition = parseCondition(text);
        ConditionJudgement judgement;
        if (condition) {
            judgement = judge.judge(filledCondition(*condition, fill));
        } else {
            judgement.shown = cleanText(text, kMessageShown);
            judgement.reason = condition.error().message;
        }
        found.judged << judgement.shown;
        if (judgement.verdict == ConditionVerdict::Holds)
            found.holding.append(judgement);
        else if (judgement.verdict == ConditionVerdict::CannotJudge)
            found.unknown.append(judgement);
    }
    return found;
}

bool looksAt(const ConditionOperand &operand, ConditionPlace place)
{
    return operand.kind == ConditionOperand::Kind::Place && operand.place == place;
}

/// Whether a connection was made; nothing when that can't be told.
std::optional<bool> connectedBy(const ProbeOutcome &outcome)
{
    if (outcome.connected)
        return outcome.connected;
    if (!outcome.error)
        return true;
    if (isResolverSilent(*outcome.error))
        return std::nullopt;
    switch (outcome.error->kind) {
    case ErrorKind::Refused:
    case ErrorKind::Resolve:
        return false;
    case ErrorKind::Unreachable:
        return !outcome.address.isEmpty();
    case ErrorKind::Tls:
    case ErrorKind::Auth:
    case ErrorKind::Status:
    case ErrorKind::Condition:
    case ErrorKind::Garbage:
    case ErrorKind::TooLarge:
        return true;
    default:
        return std::nullopt;
    }
}

void fail(ProbeOutcome &outcome, CheckStatus status, const QString &message, const QString &advice,
          const QString &figure)
{
    Error error{
        ErrorKind::Condition, cleanText(message, kMessageShown) + QLatin1Char('.'), advice, {}};
    if (outcome.error)
        error.detail = outcome.error->message;
    outcome.status = status;
    outcome.message = asMessage(error.message);
    if (!figure.isEmpty())
        outcome.figure = cleanText(figure, kFigureShown);
    outcome.error = error;
}

void failUnknown(ProbeOutcome &outcome, const Found &found)
{
    fail(outcome, CheckStatus::Unknown,
         Conditions::tr("Can't be judged: %1").arg(found.reasons().join(QLatin1String("; "))),
         Conditions::tr("What can't be judged is never taken for fine. Try: the placeholder in the "
                        "check's condition, or has() where "
                        "something may be missing."),
         Conditions::tr("not judged"));
}

/// It answers, but not as what it should be: whoever needs it is not served.
void failGarbage(ProbeOutcome &outcome, Error error)
{
    const QByteArray body = outcome.body.value_or(QByteArray()).trimmed();
    if (body.startsWith('<')) {
        error.message = Conditions::tr("It answered with HTML instead of JSON, %1.")
                            .arg(byteText(outcome.body->size()));
        error.advice = Conditions::tr("It may be a page for people, or a proxy answers in the "
                                      "server's place. Try: the address that the check asks.");
    }
    error.detail = cleanText(body, kMessageShown);
    outcome.status = statusFor(error.kind);
    outcome.message = asMessage(error.message);
    outcome.figure = figureFor(error.kind);
    outcome.error = error;
}

/// Whether a condition states the code of the answer that is wanted: "[DNS_RCODE] != NXDOMAIN".
bool wantsCode(const Check &check)
{
    const QStringList all = check.downIf + check.degradedIf;
    return std::any_of(all.cbegin(), all.cend(), [](const QString &text) {
        const auto condition = parseCondition(text);
        return condition && condition->comparator == Comparator::NotEqual
               && (looksAt(condition->left, ConditionPlace::DnsRcode)
                   || looksAt(condition->right, ConditionPlace::DnsRcode));
    });
}

} // namespace

bool hasConditionOn(const Check &check, ConditionPlace place)
{
    const QStringList all = check.downIf + check.degradedIf;
    return std::any_of(all.cbegin(), all.cend(), [place](const QString &text) {
        const auto condition = parseCondition(text);
        return condition && (looksAt(condition->left, place) || looksAt(condition->right, place));
    });
}

CheckCondition filledCondition(CheckCondition condition, const ConditionFill &fill)
{
    if (!fill)
        return condition;
    for (ConditionOperand *operand : {&condition.left, &condition.right}) {
        for (ConditionText &value : operand->values)
            value.text = fill(value.text, operand->kind == ConditionOperand::Kind::Pattern);
    }
    return condition;
}

void applyConditions(const Check &check, ProbeOutcome &outcome, qint64 nowMs,
                     const ConditionFill &fill)
{
    if (check.downIf.isEmpty() && check.degradedIf.isEmpty())
        return;
    const bool hasFailed =
        outcome.status == CheckStatus::Critical || outcome.status == CheckStatus::Unknown;
    const std::optional<bool> connected = connectedBy(outcome);
    const bool isUnconnected =
        hasFailed && connected == false && hasConditionOn(check, ConditionPlace::Connected);
    const bool isBadStatus =
        hasFailed && outcome.error
        && (outcome.error->kind == ErrorKind::Status || outcome.error->kind == ErrorKind::Auth)
        && hasConditionOn(check, ConditionPlace::Status);
    const QString code = outcome.fields.value(QStringLiteral("dns.rcode")).toString();
    const bool isBadCode = hasFailed && !code.isEmpty() && code != QLatin1String("NOERROR")
                           && hasConditionOn(check, ConditionPlace::DnsRcode);
    if (hasFailed && !isUnconnected && !isBadStatus && !isBadCode)
        return;
    ConditionFacts facts = conditionFacts(outcome, nowMs);
    facts.connected = connected;
    if (isUnconnected)
        facts.responseTime.reset();
    ConditionJudge judge(std::move(facts));
    const Found down = judgeAll(check.downIf, judge, fill);
    const Found degraded = judgeAll(check.degradedIf, judge, fill);
    const QStringList holding = down.shown() + degraded.shown();
    const QStringList unknown = down.reasons() + degraded.reasons();
    outcome.fields.insert(QStringLiteral("condition.judged"), down.judged + degraded.judged);
    if (!holding.isEmpty())
        outcome.fields.insert(QStringLiteral("condition.holds"), holding);
    if (!unknown.isEmpty())
        outcome.fields.insert(QStringLiteral("condition.unknown"), unknown);
    // Why nobody answered tells more than that the condition on it is "false".
    const auto figureOf = [&](const Found &found) {
        return isUnconnected ? QString() : found.holding.constFirst().value;
    };
    if (!down.holding.isEmpty()) {
        fail(outcome, CheckStatus::Critical, down.shown().join(QLatin1String("; ")),
             Conditions::tr("That is what the check calls down (down_if). Try: what the service "
                            "says of itself, its log."),
             figureOf(down));
        return;
    }
    if (const std::optional<Error> error = judge.bodyError(); error && !hasFailed) {
        failGarbage(outcome, *error);
        return;
    }
    if (!hasFailed && !down.unknown.isEmpty()) {
        failUnknown(outcome, down);
        return;
    }
    if (!degraded.holding.isEmpty()) {
        fail(outcome, CheckStatus::Warning, degraded.shown().join(QLatin1String("; ")),
             Conditions::tr("That is what the check calls degraded (degraded_if). Try: what the "
                            "service says of itself, its log."),
             figureOf(degraded));
        return;
    }
    if (!hasFailed && !degraded.unknown.isEmpty()) {
        failUnknown(outcome, degraded);
        return;
    }
    // A code that no "!=" calls bad is the one that is wanted; one that merely is not the one that
    // an "==" names stays what it is.
    if (isBadCode && unknown.isEmpty() && wantsCode(check)) {
        outcome.status = CheckStatus::Ok;
        outcome.message = Conditions::tr("%1, as wanted: %2").arg(code, outcome.message);
        outcome.figure = code;
        outcome.error.reset();
        return;
    }
    if (!isUnconnected || !outcome.error || !unknown.isEmpty())
        return;
    // Nothing got as far as the port: whether it is closed is not known.
    if (outcome.error->kind == ErrorKind::Unreachable) {
        outcome.status = CheckStatus::Unknown;
        return;
    }
    if (outcome.error->kind != ErrorKind::Refused && outcome.error->kind != ErrorKind::Timeout)
        return;
    outcome.status = CheckStatus::Ok;
    outcome.message =
        Conditions::tr("Not connected, and no condition calls that bad: %1").arg(outcome.message);
    outcome.error.reset();
}

} // namespace opsdeck
