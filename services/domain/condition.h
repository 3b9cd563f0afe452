// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace opsdeck {

// The language of `degraded_if` and `down_if`. An entry says when it is bad:
//   [STATUS] >= 500                     [RESPONSE_TIME] > 500        (milliseconds; or 500ms, 2s)
//   [BODY].checks[0].state != ok        [BODY]."dotted.key" == any(a, "b, c")
//   [CERTIFICATE_EXPIRATION] < 21d      [HEADER].Server == pat(nginx/1.1*)
//   len([BODY].errors) > 0              has([BODY].errors)
//   [CONNECTED] == false                [FIELD].redis.connected_clients > 200
//   [SAMPLE].up{job="api"} == 0         [IP], [DNS_RCODE]
// Comparisons: == != < <= > >=, one an entry. Values: numbers, durations (48h, 21d), sizes (64MiB),
// texts, quoted ("…" or '…') when they hold anything special or must not be taken for a number.
// pat() is a glob: * any text, ? one character, \ takes the next one as it is. any() and pat()
// stand behind == and != only. How they are judged: services/probes/conditions/conditionjudge.h.

/// What of an outcome is looked at.
enum class ConditionPlace {
    Status,
    ResponseTime,
    Body,
    CertificateExpiration,
    Connected,
    Ip,
    DnsRcode,
    Header,
    Field,
    Sample
};

/// One step into a JSON document: a key, or an element of a list counted from 0.
struct ConditionPathStep
{
    QString key;
    int index = -1; ///< not negative: an element

    bool operator==(const ConditionPathStep &) const = default;
};

struct ConditionText
{
    QString text;
    bool isQuoted = false; ///< is compared as text, whatever it looks like

    bool operator==(const ConditionText &) const = default;
};

struct ConditionOperand
{
    enum class Kind { Text, Place, Pattern, AnyOf };
    enum class Function { None, Len, Has };

    Kind kind = Kind::Text;
    QString written;             ///< as in the configuration
    QList<ConditionText> values; ///< of a text or pattern one, of any() one or more
    ConditionPlace place = ConditionPlace::Status;
    Function function = Function::None;
    QList<ConditionPathStep> path; ///< of Body
    QString name;                  ///< of Header, Field and Sample
    Labels labels;                 ///< of Sample: it must have these

    bool operator==(const ConditionOperand &) const = default;
};

enum class Comparator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

struct CheckCondition
{
    QString written;
    ConditionOperand left;
    Comparator comparator = Comparator::Equal;
    ConditionOperand right;
    bool isBare = false; ///< a lone has(…): holds when the thing is there

    bool operator==(const CheckCondition &) const = default;
};

/// Why a text is no condition, with the mend. `wanted` and `candidates` are for a "did you mean".
struct ConditionFault
{
    QString message;
    QString wanted;
    QStringList candidates;

    bool operator==(const ConditionFault &) const = default;
};

tl::expected<CheckCondition, ConditionFault> parseCondition(const QString &text);
/// A placeholder alone: "[BODY].access_token".
tl::expected<ConditionOperand, ConditionFault> parseConditionPlace(const QString &text);

/// A number as conditions take it: "1.5", "-3", "1e6", and whole ones as 0x1F, 0o17, 0b101; finite.
std::optional<double> conditionNumber(const QString &text);
/// The same for whole numbers, exact up to 64 bits.
std::optional<qint64> conditionInteger(const QString &text);

bool isOrdering(Comparator comparator);
QString toWord(Comparator comparator);
/// "[STATUS]"
QString toWord(ConditionPlace place);

} // namespace opsdeck
