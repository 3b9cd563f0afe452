// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/servicereader.h"

namespace opsdeck {

/// Where a service stands that lacks values.
struct UnsetPlace
{
    const QList<YamlNode> &ways; ///< of the platform, as they are written
    QString via;                 ///< the environment's way; empty: none
    const SetUp &values;
    bool isNothingSetUp = false; ///< no variable need be known there
};

/// Reports all that is wrong with a service, as it is in one environment, whatever the values will
/// be that the environment lacks: keys, figures, kinds, names that are there twice, in its checks,
/// links and the ways that they go. Of a check that is not to be run (`presence`) what it says is
/// judged, not what it lacks. After the service was read: what was reported then is reported once.
void judgeUnset(const YamlNode &service, const SetUpService &made, const UnsetPlace &place,
                const ServiceScope &scope, const Reporter &reporter);

} // namespace opsdeck
