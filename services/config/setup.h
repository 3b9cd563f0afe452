// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/config/variables.h"
#include "services/domain/workspace.h"

namespace opsdeck {

/// The parameters that a platform file declares; none: every one is allowed.
QList<ParameterDeclaration> readDeclarations(MapReader &platform, const QStringList &environments,
                                             const Reporter &reporter);

/// Names of all variables in a value and below it.
QStringList variablesIn(const YamlNode &node);
/// A value without the keys and items below it that hold nothing but one of these parameters.
YamlNode withoutOptional(const YamlNode &node, const QStringList &optional);

/// What one environment has of the declared parameters.
struct SetUp
{
    Variables variables;                ///< given values, and defaults where there are none
    QStringList unset;                  ///< declared, without a value
    QStringList optional;               ///< those of `unset` that need none
    QStringList chosen;                 ///< such that need none and have a value
    QHash<QString, QStringList> wanted; ///< what to set, by name of `unset`: what its default lacks
};

/// `ended`: names that have no value there, not even their default.
SetUp setUp(const QList<ParameterDeclaration> &declarations, const Variables &given,
            const QStringList &ended, const QString &environment);

/// A check that is not run, as it stands in the file.
struct DormantNode
{
    YamlNode check;
    Presence presence = Presence::NotConfigured;
    QString reason;
};

struct SetUpService
{
    YamlNode service; ///< without what can't be set up; variables not yet replaced
    QList<DormantNode> dormant;
    QStringList missing; ///< parameters for lack of which something was left out
    QString unsetVia;    ///< the service's way, where that is not set up; not in `service` then
};

/// The ways of one environment, and by which of them its services go.
struct SetUpWays
{
    QList<YamlNode> ways;               ///< without those that lack a parameter
    QHash<QString, QStringList> wanted; ///< what to set, by id of a way that lacks it
    QString via;                        ///< the environment's own; empty: none
    QStringList viaWants;               ///< what that one lacks
};

/// A way that lacks a parameter is not set up, and nothing may go by it. It is a direct one where
/// all that it lacks is optional, and nothing else that is optional in it was chosen.
/// `via`: the environment's own; null: none.
SetUpWays waysSetUp(const QList<YamlNode> &ways, const YamlNode &via, const SetUp &values);

/// Leaves out of a service what lacks a parameter (checks, also by the way that they go; links),
/// what is not active, and keys that hold nothing but an optional parameter without a value. With
/// `isNothingSetUp` no check is left.
SetUpService withoutUnset(const YamlNode &service, const SetUp &values, const SetUpWays &ways,
                          const QString &environment, bool isNothingSetUp);

} // namespace opsdeck
