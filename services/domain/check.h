// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/documented.h"
#include "services/domain/error.h"
#include "services/domain/id.h"
#include "services/domain/instant.h"
#include "services/domain/metric.h"
#include "services/domain/way.h"

#include <QVariantMap>

#include <optional>

namespace opsdeck {

/// What a check tells of the sight of its environment (services/domain/sight.h).
enum class Witness {
    None,
    Inside, ///< something there that must answer for anything there to be seen: a gateway
    Outside ///< asks the same environment by a path of its own: what our view is held against
};

/// Definition: what is asked, how often, how long it may take. Compose's healthcheck words.
struct Check
{
    CheckId id;
    QString title;
    QString kind;     ///< probe kind
    QString instance; ///< of the service's instances the one that it asks; empty: the whole service
    Milliseconds interval{30'000};
    Milliseconds timeout{5'000}; ///< total deadline, from the first byte of name resolution to the
                                 ///< last of the answer
    Milliseconds startPeriod{0}; ///< failures this long after the engine's start do not count
    int retries = 3;             ///< consecutive bad results until hard
    Way via;                     ///< how its target is reached
    Witness witness = Witness::None;
    /// It runs a program that nobody has trusted yet: it is not run, and its state is unknown.
    bool isWithheld = false;
    QVariantMap parameters; ///< by the kind's schema: typed, defaults filled in, variables replaced
    QStringList
        degradedIf;     ///< conditions (services/domain/condition.h); one that holds is a warning
    QStringList downIf; ///< conditions; one that holds is critical, whatever degradedIf says
    QStringList refs = {}; ///< of the document's checks that it carries out: "OC-C1"
    Source source = {};
    FieldSources fieldSources = {}; ///< by key: "interval", "degraded_if"
    QStringList documented = {};    ///< which of its figures the document gives: interval, timeout,
                                    ///< retries, start_period; the others are chosen

    bool operator==(const Check &) const = default;
};

enum class CheckStatus { Ok, Warning, Critical, Unknown };

/// One observation.
struct CheckResult
{
    CheckKey key;
    CheckStatus status = CheckStatus::Unknown;
    Instant observedAt; ///< when the answer was complete
    std::chrono::microseconds latency{
        0};          ///< until the answer; zero when none came: the time to a refusal is none
    QString message; ///< one line for people: "SELECT 1 in 1.1 ms", "HTTP 503 on /health"
    QString figure;  ///< shortest telling value for a cell: "38 ms", "refused", "503"
    std::optional<Error> error; ///< set unless Ok
    QVariantMap fields;         ///< flat, JSON-able facts: "http.status": 200
    QList<Sample> samples;
    QString address;      ///< address and port that answered, when known
    QStringList resolved; ///< addresses that its name stands for, or its own; none by a way

    bool operator==(const CheckResult &) const = default;
};

QString toWord(CheckStatus status);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::CheckResult)
