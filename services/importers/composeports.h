// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// One port of a container and where the host has it.
struct ComposePort
{
    quint16 target = 0;
    quint16 published = 0; ///< 0: chosen when the container starts
    QString hostAddress;   ///< empty: all of the host's
    QString protocol;      ///< "tcp" or "udp", as written
    QString application;   ///< app_protocol: "http"
    ImportPlace at;

    bool isTcp() const { return protocol == QLatin1String("tcp"); }

    bool operator==(const ComposePort &) const = default;
};

/// Reads an entry of `ports`, short or long; a range gives one port each. What is wrong is an
/// error, what has no counterpart is said; then fewer ports or none.
QList<ComposePort> readPort(const ComposeNode &entry, const QString &service,
                            ImportFindings &findings);

/// Reads an entry of `expose`: "3000", "8000-8005", "53/udp".
QList<ComposePort> readExposed(const ComposeNode &entry, const QString &service,
                               ImportFindings &findings);

/// What makes two entries of `ports` the same: address, published and container port, protocol.
QString portIdentity(const ComposeNode &entry);

struct ComposeMount
{
    QString source; ///< empty: anonymous
    QString target;
};

/// The short syntax of a volume: "./data:/var/lib/data:ro", "C:\data:/data".
ComposeMount mountOf(const QString &text);

} // namespace opsdeck
