// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixrows.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace opsdeck {

QList<MatrixRow> matrixRows(const Platform &platform)
{
    QList<Service> services;
    QSet<ServiceId> known;
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services) {
            if (known.contains(service.id))
                continue;
            known.insert(service.id);
            services.append(service);
        }
    }
    QList<Layer> layers = platform.layers;
    layers.append({QString(), layers.isEmpty()
                                  ? QString()
                                  : QCoreApplication::translate("MatrixRows", "Other")});
    QList<MatrixRow> rows;
    for (const Layer &layer : std::as_const(layers)) {
        bool hasHead = layer.title.isEmpty();
        for (const Service &service : std::as_const(services)) {
            // A service of a layer that nobody defined is never left out: it stands under the last
            // head.
            const auto isHome = [&](const Layer &other) { return other.id == service.layer; };
            const QString home =
                std::any_of(layers.cbegin(), layers.cend(), isHome) ? service.layer : QString();
            if (home != layer.id)
                continue;
            if (!std::exchange(hasHead, true))
                rows.append({MatrixRow::Kind::Layer,
                             platform.id,
                             {},
                             layer.title,
                             {},
                             platform.id.toString() + QLatin1Char('/') + layer.id,
                             false});
            rows.append({MatrixRow::Kind::Service,
                         platform.id,
                         service.id,
                         service.title,
                         service.technology,
                         {},
                         false});
        }
    }
    return rows;
}

} // namespace opsdeck
