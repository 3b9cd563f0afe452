// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/condition.h"
#include "services/domain/result.h"
#include "services/probes/probe.h"

#include <QJsonValue>

#include <optional>

namespace opsdeck {

/// What conditions can look at. What is not set can't be judged.
struct ConditionFacts
{
    std::optional<int> status;
    std::optional<bool> connected;
    std::optional<std::chrono::microseconds> responseTime;
    QString ip;
    QString dnsRcode;
    std::optional<Milliseconds> certificateLeft; ///< negative: it has ended
    std::optional<QByteArray> body;
    std::optional<QList<std::pair<QByteArray, QByteArray>>> headers;
    QVariantMap fields;
    QList<Sample> samples;
};

/// The facts of an outcome: the status is its field http.status, the certificate's end its sample
/// probe_ssl_earliest_cert_expiry, the rcode its field dns.rcode.
ConditionFacts conditionFacts(const ProbeOutcome &outcome, qint64 nowMs);

enum class ConditionVerdict { Holds, DoesNotHold, CannotJudge };

struct ConditionJudgement
{
    ConditionVerdict verdict = ConditionVerdict::CannotJudge;
    QString shown; ///< with resolved values: "[BODY].database.status (degraded) != healthy"; clean,
                   ///< at most 240 characters
    QString value; ///< what was found, short; empty when nothing was
    QString reason; ///< why it can't be judged
};

/// Judges conditions over one outcome; the body is read as JSON once, when first needed.
///
/// Equality: numbers by value, so are whole numbers in a text ("0x1" == 1); other texts, true and
/// false letter by letter; objects and lists by their compact JSON. Order: numbers, durations and
/// sizes only. A duration is compared with what has a unit of time: [RESPONSE_TIME],
/// [CERTIFICATE_EXPIRATION], texts such as "5s", and numbers whose name ends in _ms or _seconds.
/// len() is the number of elements of a list, of series of [SAMPLE], else of characters (of an
/// object's compact JSON). A [SAMPLE] that names several series holds when one of them does.
///
/// Never judged, so never fine: a place that is not there, a body that is no sound JSON under a
/// path, null compared with anything but null, an order of things that have none, NaN. has() alone
/// asks whether something is there, and can't be judged either when the body is no JSON.
class ConditionJudge final
{
public:
    explicit ConditionJudge(ConditionFacts facts)
        : m_facts(std::move(facts))
    {}

    ConditionJudgement judge(const CheckCondition &condition);
    /// The value at a placeholder, as JSON has it, numbers and truth values kept. The error is the
    /// reason.
    tl::expected<QJsonValue, QString> valueAt(const ConditionOperand &place);

    /// Why the body is no JSON, once a condition had looked for a place in it.
    std::optional<Error> bodyError() const;

private:
    struct Value;
    using Values = tl::expected<QList<Value>, QString>;

    Values resolve(const ConditionOperand &operand);
    Values resolvePlace(const ConditionOperand &operand);
    Values resolveBody(const ConditionOperand &operand);
    Values resolveSamples(const ConditionOperand &operand) const;
    tl::expected<QJsonValue, QString> bodyAt(const ConditionOperand &operand);
    tl::expected<bool, QString> has(const ConditionOperand &operand);
    tl::expected<Value, QString> length(const ConditionOperand &operand);

    static Value fromJson(const QJsonValue &json, const QString &name);
    static Value fromVariant(const QVariant &variant, const QString &name);
    static tl::expected<bool, QString> compare(const Value &left, Comparator comparator,
                                               const Value &right);
    static tl::expected<bool, QString> compareText(const Value &value, Comparator comparator,
                                                   const ConditionText &text, bool isReversed);

    ConditionFacts m_facts;
    std::optional<Result<QJsonValue>> m_document;
};

} // namespace opsdeck
