// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/overview/matrixrows.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace opsdeck {

namespace {

QString headOf(const Platform &platform, const QString &layer)
{
    return platform.id.toString() + QLatin1Char('/') + layer;
}

const Layer *layerOf(const Platform &platform, const QString &id)
{
    const auto found = std::find_if(platform.layers.cbegin(), platform.layers.cend(),
                                    [&](const Layer &each) { return each.id == id; });
    return found == platform.layers.cend() ? nullptr : &*found;
}

/// The head of `layer`, after those of the layers around it that have no services of their own and
/// no head yet.
void addHead(const Platform &platform, const Layer &layer, const QSet<QString> &withServices,
             QSet<QString> &done, QList<MatrixRow> &rows)
{
    done.insert(layer.id);
    const Layer *outer = layer.within.isEmpty() || withServices.contains(layer.within)
                             ? nullptr
                             : layerOf(platform, layer.within);
    if (outer != nullptr && !done.contains(outer->id))
        addHead(platform, *outer, withServices, done, rows);
    MatrixRow row;
    row.kind = MatrixRow::Kind::Layer;
    row.platform = platform.id;
    row.title = layer.title;
    row.head = headOf(platform, layer.id);
    if (outer != nullptr)
        row.outer = headOf(platform, outer->id);
    rows.append(row);
}

} // namespace

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
    QSet<QString> withServices;
    for (const Service &service : std::as_const(services))
        withServices.insert(service.layer);
    QSet<QString> done;
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
                addHead(platform, layer, withServices, done, rows);
            rows.append({MatrixRow::Kind::Service,
                         platform.id,
                         service.id,
                         service.title,
                         service.technology,
                         {},
                         {},
                         false});
        }
    }
    return rows;
}

} // namespace opsdeck
