// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/workspace.h"

#include <QSet>

namespace opsdeck {

/// Something of a service in one environment.
template <typename T>
struct Placed
{
    const Environment *environment = nullptr;
    const Service *service = nullptr;
    T item;

    QString where() const { return environment->id.toString() + '/' + service->id.toString(); }
};

/// All of a platform's parts of one sort, over its environments. Lives no longer than the platform.
class PlatformView final
{
public:
    explicit PlatformView(const Platform &platform)
        : m_platform(platform)
    {}

    const Platform &platform() const { return m_platform; }

    QStringList serviceIds() const;
    /// One service in every environment that has it.
    QList<Placed<const Service *>> services(const QString &id) const;
    QList<Placed<const Dependency *>> dependencies() const;
    /// Those that are run and those that are not; the latter have no parameters of their kind.
    QList<Placed<const Check *>> checks() const;
    /// Drawn ones and others.
    QList<Placed<const MetricDefinition *>> metrics() const;

private:
    const Platform &m_platform;
};

/// The source of a key of a service: "image"; not given when its definition gives none.
Source sourceOf(const Service &service, const QString &key);
/// All that a service tells in words.
QString textOf(const Service &service);
/// All lines that facts cite.
QSet<int> linesOf(const QList<Fact> &facts);

} // namespace opsdeck
