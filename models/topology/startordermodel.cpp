// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/startordermodel.h"

#include "models/status/statuswords.h"

namespace opsdeck {

namespace {

QString titleOf(const Environment &environment, const ServiceId &id)
{
    const Service *service = environment.service(id);
    return service == nullptr || service->title.isEmpty() ? id.toString() : service->title;
}

QStringList titlesOf(const Environment &environment, const QList<ServiceId> &ids)
{
    QStringList titles;
    for (const ServiceId &id : ids)
        titles << titleOf(environment, id);
    return titles;
}

} // namespace

StartOrderModel::StartOrderModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&board, &StatusBoard::workspaceChanged, this, &StartOrderModel::rebuild);
}

void StartOrderModel::setEnvironment(const EnvironmentKey &environment)
{
    if (environment == m_environment)
        return;
    m_environment = environment;
    rebuild();
}

void StartOrderModel::addWaves(const Environment &environment, QList<Row> &rows)
{
    const QList<StartWave> waves = startWaves(environment);
    m_count = static_cast<int>(waves.size());
    for (int i = 0; i < waves.size(); ++i) {
        const StartWave &wave = waves.at(i);
        const int number = i + 1;
        rows.append({Kind::Wave,
                     i > 0 ? tr("Wave %1: after wave %2").arg(number).arg(i)
                     : wave.circular.isEmpty()
                         ? tr("Wave %1: needs nothing else here").arg(number)
                         : tr("Wave %1: needs nothing outside itself").arg(number),
                     {},
                     number});
        for (const ServiceId &id : wave.services) {
            const ServiceKey key{m_environment, id};
            m_waveOf.insert(key, number);
            rows.append({Kind::Service, titleOf(environment, id), key, number});
        }
        if (!wave.circular.isEmpty())
            rows.append({Kind::Circle,
                         tr("Circular: %1 wait for each other. No order among them can be right.")
                             .arg(namesText(titlesOf(environment, wave.circular), 12)),
                         {},
                         number});
    }
}

void StartOrderModel::addConflicts(const Platform &platform, const Environment &environment,
                                   QList<Row> &rows) const
{
    if (platform.startOrder.isEmpty()) {
        rows.append({Kind::Note, tr("The document states no start order."), {}, 0});
        return;
    }
    const QList<StartConflict> conflicts = startConflicts(platform.startOrder, environment);
    if (conflicts.isEmpty()) {
        rows.append(
            {Kind::Note, tr("The document's start order agrees with the dependencies."), {}, 0});
        return;
    }
    rows.append({Kind::Wave, tr("The document's own order disagrees"), {}, 0});
    for (const StartConflict &conflict : conflicts) {
        const QString service = titleOf(environment, conflict.service);
        const QString needs = titleOf(environment, conflict.needs);
        rows.append({Kind::Conflict,
                     conflict.step == conflict.needsStep
                         ? tr("Step %1 starts %2 together with %3, which it needs.")
                               .arg(conflict.step + 1)
                               .arg(service, needs)
                         : tr("Step %1 starts %2, which needs %3: that one starts in step %4 only.")
                               .arg(conflict.step + 1)
                               .arg(service, needs)
                               .arg(conflict.needsStep + 1),
                     {m_environment, conflict.service},
                     0});
    }
}

void StartOrderModel::rebuild()
{
    const WorkspacePtr &workspace = m_board.workspace();
    const Platform *platform = workspace ? workspace->platform(m_environment.platform) : nullptr;
    const Environment *environment =
        platform == nullptr ? nullptr : platform->environment(m_environment.environment);
    QList<Row> rows;
    const QHash<ServiceKey, int> before = std::exchange(m_waveOf, {});
    m_count = 0;
    if (environment != nullptr) {
        addWaves(*environment, rows);
        addConflicts(*platform, *environment, rows);
    }
    if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    if (before != m_waveOf)
        Q_EMIT wavesChanged();
}

int StartOrderModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant StartOrderModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return row.text;
    case KindRole:
        return static_cast<int>(row.kind);
    case KeyRole:
        return QVariant::fromValue(row.service);
    case WaveRole:
        return row.wave;
    default:
        return {};
    }
}

Qt::ItemFlags StartOrderModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const bool isChosen = !m_rows.at(index.row()).service.service.isEmpty();
    return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren
           | (isChosen ? Qt::ItemIsSelectable : Qt::NoItemFlags);
}

} // namespace opsdeck
