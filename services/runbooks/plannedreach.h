// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"
#include "services/runbooks/stepkind.h"

namespace opsdeck {

/// An endpoint that a step connects to, and how, decided when the run is planned.
struct PlannedReach
{
    QString id;
    Endpoint target; ///< as the far end names it
    Way way;
    bool needsAddress = false; ///< directly, and its numeric address is asked for

    bool isByWay() const { return !way.isDirect(); }

    /// Something has to be opened or looked up before the program can be started.
    bool isOpenedLate() const { return isByWay() || needsAddress; }

    /// What the plan already knows of its variables.
    QVariantMap knownVariables() const;
    /// The names of those that only the run knows.
    QStringList laterNames() const;
    /// "Reach: db is db.internal:5432 by ssh bastion; …"
    QString fact() const;
    /// "ssh bastion", "directly"
    QString wayWords() const;

    QVariantMap toMap() const; ///< all of it, so that the plan's hash sees it
    static PlannedReach fromMap(const QVariantMap &map);
};

/// What a step's `reach` asks for in the environment. Errors: Config, NotFound.
Result<QList<PlannedReach>> plannedReaches(const Step &step, const PlanScope &scope);

/// Whether exactly the references of `written` to `later` are left in `filled`: a value or an
/// escaped dollar may look like one. Errors: Config.
Result<void> refuseLookalikes(const QStringList &written, const QStringList &filled,
                              const QStringList &later);

} // namespace opsdeck
