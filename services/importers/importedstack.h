// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"
#include "services/importers/importfindings.h"
#include "services/importers/servicekindguess.h"

#include <QVariant>

namespace opsdeck {

struct ImportedCheck
{
    QString id;
    QString title;
    QString kind;
    Milliseconds interval{30'000};
    Milliseconds timeout{5'000};
    Milliseconds startPeriod{0};
    int retries = 3;
    /// As they are written, `${name}` for parameters: QString, int, QStringList or
    /// QVariantMap of QString.
    QList<std::pair<QString, QVariant>> parameters;

    bool operator==(const ImportedCheck &) const = default;
};

struct ImportedService
{
    QString id;
    QString title;
    QString technology;
    QString port;
    QString layer;
    QString description;
    Presence presence = Presence::Active;
    int replicas = 1;
    QList<Dependency> dependencies;
    QList<ImportedCheck> checks;

    Confidence confidence = Confidence::Low; ///< of the guess at kind and technology
    QStringList kinds; ///< that its first check may be of; at most one: there is no choice
    QString reason;
    SourceLocation where;
};

struct ImportedEdge
{
    QString from;
    QString to;
    DependencyBasis basis = DependencyBasis::Stated;
    QString why;
    SourceLocation where;
};

/// A password that a check needs and that was not copied.
struct ImportedSecret
{
    QString name; ///< of the entry to make in the keychain
    QString service;
};

struct ImportedParameter
{
    QString name;
    QString value;
};

/// What an import found for one environment, ready to be looked through and written.
struct ImportedStack
{
    QString id;
    QString title;
    QString environment;
    Tier tier = Tier::Other;
    QList<ImportedService> services;
    QList<ImportedEdge> edges;
    QList<ImportedParameter> parameters; ///< of the environment
    QStringList via; ///< hosts of ssh that lead there, the first reached first; empty: directly
    QList<ImportedSecret> secrets;
    QList<ImportFinding> findings;

    bool hasErrors() const; ///< then there is nothing to write
};

} // namespace opsdeck
