// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/importfindings.h"

#include <QByteArray>

namespace opsdeck {

/// A server that an nginx configuration passes requests to.
struct NginxTarget
{
    QString host;
    QString way; ///< the directive: "proxy_pass", "server"
    ImportPlace at;
};

/// Hosts of `proxy_pass`, `fastcgi_pass`, `uwsgi_pass`, `scgi_pass`, `grpc_pass`, `memcached_pass`
/// and of the servers in `upstream`, names of upstreams left out; variables set to a fixed text are
/// followed. Each host once, in order.
QList<NginxTarget> nginxTargets(const QByteArray &bytes, int file, ImportFindings &findings);

} // namespace opsdeck
