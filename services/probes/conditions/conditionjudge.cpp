// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/conditions/conditionjudge.h"

#include "services/base/cleantext.h"
#include "services/probes/conditions/conditionvalue.h"
#include "services/probes/conditions/jsonconditions.h"
#include "services/probes/fitsglob.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace opsdeck {

namespace {

using Kind = ConditionOperand::Kind;
using Function = ConditionOperand::Function;

constexpr int kValueShown = 60;
constexpr int kConditionShown = 240;

class Judge
{
    Q_DECLARE_TR_FUNCTIONS(ConditionJudge)
};

QString compact(const QJsonValue &value)
{
    return QString::fromUtf8(value.isArray()
                                 ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                 : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

qint64 characters(const QString &text)
{
    return std::count_if(text.cbegin(), text.cend(), [](QChar c) { return !c.isLowSurrogate(); });
}

QString operandShown(const ConditionOperand &operand, const QString &resolved, bool isResolved)
{
    const QString written = cleanText(operand.written, kConditionShown);
    return isResolved ? QStringLiteral("%1 (%2)").arg(written, resolved) : written;
}

tl::unexpected<QString> unknown(const QString &reason)
{
    return tl::unexpected(reason);
}

} // namespace

ConditionFacts conditionFacts(const ProbeOutcome &outcome, qint64 nowMs)
{
    ConditionFacts facts;
    const QVariant status = outcome.fields.value(QStringLiteral("http.status"));
    if (status.toInt() > 0)
        facts.status = status.toInt();
    facts.responseTime = outcome.latency;
    const qsizetype port = outcome.address.lastIndexOf(QLatin1Char(':'));
    facts.ip = port < 0 ? outcome.address : outcome.address.left(port);
    facts.ip.remove(QLatin1Char('[')).remove(QLatin1Char(']'));
    facts.dnsRcode = outcome.fields.value(QStringLiteral("dns.rcode")).toString();
    for (const Sample &sample : outcome.samples) {
        if (sample.metric == QLatin1String("probe_ssl_earliest_cert_expiry")
            && sample.labels.isEmpty() && std::isfinite(sample.value))
            facts.certificateLeft = Milliseconds(static_cast<qint64>(sample.value) * 1000 - nowMs);
    }
    facts.body = outcome.body;
    facts.headers = outcome.headers;
    facts.fields = outcome.fields;
    facts.samples = outcome.samples;
    return facts;
}

ConditionJudgement ConditionJudge::judge(const CheckCondition &condition)
{
    ConditionJudgement result;
    const Values left = resolve(condition.left);
    const Values right = resolve(condition.right);
    const auto describe = [&](const QString &leftValue, const QString &rightValue) {
        const QString first = operandShown(condition.left, leftValue,
                                           condition.left.kind == Kind::Place && left.has_value());
        if (condition.isBare)
            return cleanText(first, kConditionShown);
        const QString second = operandShown(
            condition.right, rightValue, condition.right.kind == Kind::Place && right.has_value());
        return cleanText(
            QStringLiteral("%1 %2 %3").arg(first, toWord(condition.comparator), second),
            kConditionShown);
    };
    const auto shownOf = [](const Value &value) {
        return cleanText(value.shown.isEmpty() ? value.text : value.shown, kValueShown);
    };
    if (!left || !right) {
        result.shown = describe(left ? shownOf(left->constFirst()) : QString(),
                                right ? shownOf(right->constFirst()) : QString());
        result.reason = cleanText(left ? right.error() : left.error(), kConditionShown);
        return result;
    }
    // Several series: it holds when it holds for one, and is known not to when it is known of each.
    result.verdict = ConditionVerdict::DoesNotHold;
    for (const Value &first : *left) {
        for (const Value &second : *right) {
            tl::expected<bool, QString> holds = false;
            if (condition.left.kind == Kind::Place && condition.right.kind == Kind::Place)
                holds = compare(first, condition.comparator, second);
            else {
                const bool isReversed = condition.left.kind != Kind::Place;
                const Value &value = isReversed ? second : first;
                const ConditionOperand &fixed = isReversed ? condition.left : condition.right;
                if (fixed.kind == Kind::Pattern) {
                    if (value.kind == Value::Kind::Null)
                        holds = unknown(Judge::tr("it is null"));
                    else
                        holds = fitsGlob(fixed.values.constFirst().text, value.text)
                                == (condition.comparator == Comparator::Equal);
                } else {
                    // any(): one that is equal is enough, and none must be for !=.
                    const bool isAny = fixed.kind == Kind::AnyOf;
                    for (const ConditionText &text : fixed.values) {
                        holds = compareText(value, isAny ? Comparator::Equal : condition.comparator,
                                            text, isReversed);
                        if (isAny && (!holds || *holds))
                            break;
                    }
                    if (isAny && holds && condition.comparator == Comparator::NotEqual)
                        holds = !*holds;
                }
            }
            const bool decides = holds ? *holds : result.verdict == ConditionVerdict::DoesNotHold;
            if (result.shown.isEmpty() || decides) {
                result.shown = describe(shownOf(first), shownOf(second));
                result.value = shownOf(condition.left.kind == Kind::Place ? first : second);
            }
            if (!holds) {
                result.verdict = ConditionVerdict::CannotJudge;
                result.reason = cleanText(holds.error(), kConditionShown);
            } else if (*holds) {
                result.verdict = ConditionVerdict::Holds;
                result.reason.clear();
                return result;
            }
        }
    }
    return result;
}

tl::expected<QJsonValue, QString> ConditionJudge::valueAt(const ConditionOperand &place)
{
    if (place.place == ConditionPlace::Body && !place.path.isEmpty())
        return bodyAt(place);
    const Values values = resolve(place);
    if (!values)
        return unknown(values.error());
    if (values->size() > 1)
        return unknown(Judge::tr("%1 names several series").arg(place.written));
    const Value &value = values->constFirst();
    if (value.kind == Value::Kind::Number)
        return value.whole ? QJsonValue(*value.whole) : QJsonValue(value.number);
    if (value.kind == Value::Kind::Flag)
        return QJsonValue(value.text == QLatin1String("true"));
    return QJsonValue(value.text);
}

ConditionJudge::Values ConditionJudge::resolve(const ConditionOperand &operand)
{
    if (operand.kind != Kind::Place)
        return QList<Value>{Value::ofText(operand.written)};
    if (operand.function == Function::Has) {
        const auto found = has(operand);
        if (!found)
            return unknown(found.error());
        return QList<Value>{Value::ofFlag(*found)};
    }
    if (operand.function == Function::Len) {
        const auto found = length(operand);
        if (!found)
            return unknown(found.error());
        return QList<Value>{*found};
    }
    return resolvePlace(operand);
}

ConditionJudge::Values ConditionJudge::resolvePlace(const ConditionOperand &operand)
{
    const auto absent = [&operand] {
        return unknown(Judge::tr("this outcome has no %1").arg(toWord(operand.place)));
    };
    switch (operand.place) {
    case ConditionPlace::Status:
        if (!m_facts.status)
            return absent();
        return QList<Value>{Value::ofWhole(*m_facts.status)};
    case ConditionPlace::ResponseTime:
        if (!m_facts.responseTime)
            return absent();
        return QList<Value>{
            Value::ofTime(static_cast<double>(m_facts.responseTime->count()) / 1000.0,
                          latencyText(*m_facts.responseTime))};
    case ConditionPlace::Body:
        return resolveBody(operand);
    case ConditionPlace::CertificateExpiration: {
        if (!m_facts.certificateLeft)
            return absent();
        const Milliseconds left = *m_facts.certificateLeft;
        const QString shown = left.count() < 0 ? Judge::tr("ended %1 ago").arg(durationText(-left))
                                               : durationText(left);
        return QList<Value>{Value::ofTime(static_cast<double>(left.count()), shown)};
    }
    case ConditionPlace::Connected:
        if (!m_facts.connected)
            return absent();
        return QList<Value>{Value::ofFlag(*m_facts.connected)};
    case ConditionPlace::Ip:
        if (m_facts.ip.isEmpty())
            return absent();
        return QList<Value>{Value::ofText(m_facts.ip)};
    case ConditionPlace::DnsRcode:
        if (m_facts.dnsRcode.isEmpty())
            return absent();
        return QList<Value>{Value::ofText(m_facts.dnsRcode)};
    case ConditionPlace::Header:
        if (!m_facts.headers)
            return absent();
        for (const auto &[name, value] : *m_facts.headers) {
            if (name.compare(operand.name.toUtf8(), Qt::CaseInsensitive) == 0)
                return QList<Value>{Value::ofText(QString::fromUtf8(value))};
        }
        return unknown(Judge::tr("the answer has no header %1").arg(operand.name));
    case ConditionPlace::Field: {
        const auto field = m_facts.fields.constFind(operand.name);
        if (field == m_facts.fields.cend())
            return unknown(Judge::tr("the outcome has no field %1").arg(operand.name));
        return QList<Value>{fromVariant(*field, operand.name)};
    }
    case ConditionPlace::Sample:
        break;
    }
    return resolveSamples(operand);
}

ConditionJudge::Values ConditionJudge::resolveSamples(const ConditionOperand &operand) const
{
    QList<Value> values;
    for (const Sample &sample : m_facts.samples) {
        const bool hasLabels =
            std::all_of(operand.labels.keyValueBegin(), operand.labels.keyValueEnd(),
                        [&sample](const auto &label) {
                            return sample.labels.contains(label.first)
                                   && sample.labels.value(label.first) == label.second;
                        });
        if (sample.metric == operand.name && hasLabels)
            values.append(fromVariant(sample.value, operand.name));
    }
    if (values.isEmpty())
        return unknown(Judge::tr("the outcome has no sample %1").arg(operand.written));
    return values;
}

std::optional<Error> ConditionJudge::bodyError() const
{
    return m_document && !*m_document ? std::optional(m_document->error()) : std::nullopt;
}

tl::expected<QJsonValue, QString> ConditionJudge::bodyAt(const ConditionOperand &operand)
{
    if (!m_facts.body)
        return unknown(Judge::tr("there is no body to look at"));
    if (!m_document)
        m_document = parseStrictJson(*m_facts.body);
    if (!*m_document) {
        const QString &reason = m_document->error().message;
        return unknown(reason.endsWith(QLatin1Char('.')) ? reason.chopped(1) : reason);
    }
    QJsonValue value = **m_document;
    for (const ConditionPathStep &step : operand.path) {
        QJsonValue next(QJsonValue::Undefined);
        if (step.index >= 0 && value.isArray() && step.index < value.toArray().size())
            next = value.toArray().at(step.index);
        else if (step.index < 0 && value.isObject())
            next = value.toObject().value(step.key);
        if (next.isUndefined())
            return unknown(Judge::tr("the answer has no such place"));
        value = next;
    }
    return value;
}

ConditionJudge::Values ConditionJudge::resolveBody(const ConditionOperand &operand)
{
    if (operand.path.isEmpty()) {
        if (!m_facts.body)
            return unknown(Judge::tr("there is no body to look at"));
        return QList<Value>{Value::ofText(QString::fromUtf8(*m_facts.body).trimmed())};
    }
    const auto found = bodyAt(operand);
    if (!found)
        return unknown(found.error());
    return QList<Value>{fromJson(*found, operand.path.constLast().key)};
}

tl::expected<bool, QString> ConditionJudge::has(const ConditionOperand &operand)
{
    switch (operand.place) {
    case ConditionPlace::Body: {
        if (!m_facts.body)
            return unknown(Judge::tr("there is no body to look at"));
        if (operand.path.isEmpty())
            return !m_facts.body->trimmed().isEmpty();
        if (bodyAt(operand))
            return true;
        // Nothing can be said of a document that can't be read.
        if (const std::optional<Error> broken = bodyError())
            return unknown(broken->message);
        return false;
    }
    case ConditionPlace::Header:
        if (!m_facts.headers)
            return unknown(Judge::tr("this outcome has no %1").arg(toWord(operand.place)));
        [[fallthrough]];
    default:
        return resolvePlace(operand).has_value();
    }
}

tl::expected<ConditionJudge::Value, QString> ConditionJudge::length(const ConditionOperand &operand)
{
    if (operand.place == ConditionPlace::Body) {
        const auto found = bodyAt(operand);
        if (found && found->isArray())
            return Value::ofWhole(found->toArray().size());
    }
    const Values values = resolvePlace(operand);
    if (!values)
        return unknown(values.error());
    if (operand.place == ConditionPlace::Sample)
        return Value::ofWhole(values->size());
    if (values->constFirst().kind == Value::Kind::Null)
        return unknown(Judge::tr("it is null"));
    return Value::ofWhole(characters(values->constFirst().text));
}

ConditionJudge::Value ConditionJudge::fromJson(const QJsonValue &json, const QString &name)
{
    switch (json.type()) {
    case QJsonValue::String:
        return Value::ofText(json.toString());
    case QJsonValue::Bool:
        return Value::ofFlag(json.toBool());
    case QJsonValue::Double:
        return fromVariant(json.toVariant(), name);
    case QJsonValue::Array:
    case QJsonValue::Object: {
        Value value = Value::ofText(compact(json));
        value.kind = Value::Kind::Json;
        return value;
    }
    default:
        break;
    }
    Value null = Value::ofText(QStringLiteral("null"));
    null.kind = Value::Kind::Null;
    return null;
}

ConditionJudge::Value ConditionJudge::fromVariant(const QVariant &variant, const QString &name)
{
    switch (variant.userType()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::Double: {
        const bool isWhole = variant.userType() != QMetaType::Double;
        Value value = isWhole ? Value::ofWhole(variant.toLongLong())
                              : Value::ofText(QString::number(variant.toDouble(), 'g', 15));
        value.kind = Value::Kind::Number;
        value.number = variant.toDouble();
        if (name.endsWith(QLatin1String("_ms")))
            value.unit = Value::TimeUnit::InMilliseconds;
        else if (name.endsWith(QLatin1String("_seconds")))
            value.unit = Value::TimeUnit::InSeconds;
        return value;
    }
    case QMetaType::Bool:
        return Value::ofFlag(variant.toBool());
    case QMetaType::QString:
        return Value::ofText(variant.toString());
    default:
        return fromJson(QJsonValue::fromVariant(variant), name);
    }
}

} // namespace opsdeck
