// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/httpclient.h"
#include "services/probes/docker/dockeroutcome.h"
#include "services/probes/parameters.h"

namespace opsdeck {

/// How the engine is asked and what about.
struct DockerTarget
{
    HttpRequest request; ///< GET of the root: the URL's path is what goes before all others
    Endpoint endpoint;
    CredentialId credential; ///< of the client certificate's key
    DockerWanted wanted;
    bool wantsStats = true;
    bool wantsDisk = false;
};

/// Of the kind `docker`: a container, the replicas of a service, or the engine's disk.
ParameterSchema dockerSchema();
QList<ParameterFinding> dockerFindings(const QVariantMap &values);
/// Of the kind `compose`: all containers of a project.
ParameterSchema composeSchema();
QList<ParameterFinding> composeFindings(const QVariantMap &values);

/// Config error when something is missing or must not be, such as plain TCP to another machine.
Result<DockerTarget> dockerTargetFrom(const Check &check);

} // namespace opsdeck
