// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QMap>
#include <QStringList>

#include <optional>

namespace opsdeck {

/// How a fact of a definition is known.
enum class FactBasis {
    Stated,
    Implied,  ///< follows from the document, is not said in it
    Disputed, ///< the document contradicts itself
    Open,     ///< the document does not say
    Ours      ///< no fact of the document: added by whoever wrote the definition
};

/// Where a fact comes from.
struct Source
{
    QString lines; ///< of the platform's document: "57-60, 194"; empty: none
    FactBasis basis = FactBasis::Stated;
    QString note;    ///< how it is said, what conflicts
    QStringList see; ///< refs of contradictions
    bool isGiven = false;

    bool operator==(const Source &) const = default;
};

/// Sources of single fields, by their keys, where they are not that of the whole.
using FieldSources = QMap<QString, Source>;

/// Where one field of something comes from: its own source, else that of the whole.
template <typename T>
Source fieldSource(const T &whole, const QString &field)
{
    return whole.fieldSources.value(field, whole.source);
}

/// Something that the document tells, to be shown with its source.
struct Fact
{
    QString id;    ///< "image"; unique within its service, environment or platform
    QString topic; ///< groups the facts of a platform: "security"; "service" for what a service is
    QString title;
    QString value; ///< empty: not stated
    Source source;

    bool operator==(const Fact &) const = default;
};

/// What `lines` refer to.
struct Document
{
    QString title;
    QString file; ///< name for people

    bool operator==(const Document &) const = default;
};

/// A value that is set once per environment in the workspace file.
struct ParameterDeclaration
{
    QString name;
    QString title;
    bool isCredential = false; ///< it names an entry of the keychain
    bool isOptional = false;   ///< a key with nothing but it is left out when it has no value
    QString otherwise;         ///< default of all environments; may hold ${…} of earlier ones
    QMap<QString, QString> otherwiseIn; ///< by environment; before `otherwise`
    Source source;

    bool operator==(const ParameterDeclaration &) const = default;
};

/// Services that may start together, after all of the steps before.
struct StartStep
{
    QList<ServiceId> services;
    Source source;

    bool operator==(const StartStep &) const = default;
};

enum class RuleKind {
    Alert,
    Scale,  ///< advice to scale out or in
    Target, ///< wanted, without an alert
    Class   ///< a class of alerts without figures
};

/// An alert rule, scale trigger or target as it is documented. What is not stated has no value.
struct DocumentedRule
{
    QString ref; ///< "RS-A1"
    QString title;
    RuleKind kind = RuleKind::Alert;
    ServiceId service; ///< empty: no single one
    QString metric;    ///< of that service; empty: none
    QString condition; ///< in the document's words or PromQL
    std::optional<Milliseconds> holdFor;
    QString severity; ///< critical, warning, info or empty
    QString action;
    QString recovery;
    QString scaleDown;
    std::optional<Milliseconds> scaleDownFor;
    Source source;
    FieldSources fieldSources = {}; ///< by key: "for", "severity"

    bool operator==(const DocumentedRule &) const = default;
};

/// The operator's answer to a contradiction or gap, from the workspace file.
struct Settlement
{
    QString answer;
    QString note;
    QString on; ///< date, as written

    bool operator==(const Settlement &) const = default;
};

struct Contradiction
{
    QString ref;   ///< "3"
    QString title; ///< short question
    QString text;
    bool isGap = false; ///< nothing conflicts, something is not said
    QList<ServiceId> services;
    QStringList choices; ///< likely answers
    Source source;
    std::optional<Settlement> settled;

    bool operator==(const Contradiction &) const = default;
};

/// A page of the platform itself: dashboards, traces, API documentation.
struct Link
{
    QString id;
    QString title;
    QString url;
    Source source;

    bool operator==(const Link &) const = default;
};

/// A stated figure that load is held against.
struct Capacity
{
    QString id;
    QString title;
    double value = 0;
    QString unit;   ///< word of a unit: "per-second"
    QString metric; ///< id of the service's metric that is the load; empty: none is observed
    Source source;

    bool operator==(const Capacity &) const = default;
};

QString toWord(FactBasis basis);
QString toWord(RuleKind kind);

} // namespace opsdeck
