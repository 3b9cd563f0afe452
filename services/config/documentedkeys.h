// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/mapreader.h"
#include "services/domain/workspace.h"

#include <QJsonObject>

#include <span>

namespace opsdeck {

/// A key of a service whose source its `sources` may name. A row of the table is all that a new one
/// needs besides its member of Deployment: the schema, the reading, `~` in an environment and the
/// fact that it is shown as go by the row.
struct DocumentedKey
{
    const char *name;
    const char *title; ///< of the fact, in the context Config
    const char *help;  ///< of the schema; empty: none
    /// Null where every service has the key, documented or not: then it is read elsewhere.
    QJsonObject (*schema)();
    void (*read)(MapReader &service, const QString &name, Deployment &made,
                 const Reporter &reporter);
    QString (*text)(const Service &service); ///< the fact's value; empty: not stated
    bool isShownAnyway = false; ///< in the header or the diagram, so a fact only with a source

    bool isOwn() const { return schema != nullptr; }
};

/// In the order in which the facts are shown.
std::span<const DocumentedKey> documentedKeys();
QStringList documentedKeyNames();

// What may have a source of its own within the `source` of the whole.

QStringList ruleSourceFields();
QStringList metricSourceFields();
QStringList thresholdSourceFields();
/// Of checks of every kind; each kind's own parameters may, too.
QStringList checkSourceFields();

} // namespace opsdeck
