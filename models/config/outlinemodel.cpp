// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config/outlinemodel.h"

#include <algorithm>

namespace opsdeck {

void OutlineModel::setWorkspace(const WorkspacePtr &workspace)
{
    beginResetModel();
    m_rows.clear();
    if (workspace) {
        for (const Platform &platform : workspace->platforms)
            addPlatform(platform);
        for (const Runbook &runbook : workspace->runbooks)
            addRunbook(runbook);
    }
    endResetModel();
}

void OutlineModel::addPlatform(const Platform &platform)
{
    EditTarget target;
    target.kind = EditKind::Platform;
    target.platform = platform.id;
    m_rows.append({target, platform.title, tr("platform"), 0});
    for (const Environment &environment : platform.environments) {
        target.kind = EditKind::Environment;
        target.item = environment.id.toString();
        m_rows.append({target, environment.title, tr("environment"), 1});
    }
    for (const Layer &layer : platform.layers) {
        target.kind = EditKind::Layer;
        target.item = layer.id;
        m_rows.append({target, layer.title, tr("layer"), 1});
    }
    // A service stands once, however many environments have it.
    QList<ServiceId> known;
    for (const Environment &environment : platform.environments) {
        for (const Service &service : environment.services) {
            if (known.contains(service.id))
                continue;
            known.append(service.id);
            addService(platform, service);
        }
    }
}

void OutlineModel::addRunbook(const Runbook &runbook)
{
    EditTarget target;
    target.kind = EditKind::Runbook;
    target.platform = runbook.platform;
    target.runbook = runbook.id;
    m_rows.append({target, runbook.title, tr("runbook"), 0});
    target.kind = EditKind::Step;
    for (const Step &step : runbook.steps) {
        target.item = step.id.toString();
        m_rows.append({target, step.title, tr("step, %1").arg(step.kind), 1});
    }
}

void OutlineModel::addService(const Platform &platform, const Service &service)
{
    EditTarget target;
    target.kind = EditKind::Service;
    target.platform = platform.id;
    target.service = service.id;
    m_rows.append({target, service.title, tr("service"), 1});
    QStringList known;
    const auto add = [&](EditKind kind, const QString &id, const QString &title,
                         const QString &detail) {
        const QString key = QString::number(static_cast<int>(kind)) + id;
        if (known.contains(key))
            return;
        known << key;
        target.kind = kind;
        target.item = id;
        m_rows.append({target, title, detail, 2});
    };
    for (const Environment &environment : platform.environments) {
        const Service *here = environment.service(service.id);
        if (here == nullptr)
            continue;
        for (const Check &check : here->checks)
            add(EditKind::Check, check.id.toString(), check.title, tr("check, %1").arg(check.kind));
    }
    for (const Environment &environment : platform.environments) {
        const Service *here = environment.service(service.id);
        if (here == nullptr)
            continue;
        for (const MetricDefinition &metric : here->metrics)
            add(EditKind::Metric, metric.id, metric.title, tr("chart"));
        for (const Dependency &dependency : here->dependencies)
            add(EditKind::Dependency, dependency.on.toString(), dependency.on.toString(),
                tr("needed"));
    }
}

int OutlineModel::rowOf(const EditTarget &target) const
{
    EditTarget everywhere = target;
    everywhere.only = {};
    const auto it = std::find_if(m_rows.cbegin(), m_rows.cend(),
                                 [&](const Row &row) { return row.target == everywhere; });
    return it == m_rows.cend() ? -1 : static_cast<int>(std::distance(m_rows.cbegin(), it));
}

int OutlineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant OutlineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return tr("%1, %2", "title, kind of thing").arg(row.title, row.detail);
    case TargetRole:
        return QVariant::fromValue(row.target);
    case DetailRole:
        return row.detail;
    case DepthRole:
        return row.depth;
    default:
        return {};
    }
}

} // namespace opsdeck
