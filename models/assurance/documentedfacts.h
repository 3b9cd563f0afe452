// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

namespace opsdeck {

/// One documented fact and what it is of.
struct DocumentedFact
{
    QString topic;            ///< for people
    QString of;               ///< the service's or environment's title; empty: the platform
    QStringList environments; ///< ids; empty: wherever it is
    QString title;
    QString value; ///< empty: the source tells why (valueText)
    Source source;

    bool operator==(const DocumentedFact &) const = default;
};

/// All facts of the platform, its environments and services, and its start order, by topic. What is
/// the same in every environment is one of them.
QList<DocumentedFact> documentedFacts(const Platform &platform);

} // namespace opsdeck
