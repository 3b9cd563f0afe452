// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/notsetupmodel.h"

#include "models/inspector/documentwords.h"
#include "services/domain/absence.h"

namespace opsdeck {

namespace {

QString presenceText(Presence presence)
{
    switch (presence) {
    case Presence::Planned:
        return NotSetUpModel::tr("planned");
    case Presence::Optional:
        return NotSetUpModel::tr("optional");
    case Presence::Active:
    case Presence::NotConfigured:
        break;
    }
    return absenceWord(Absence::NotSetUp);
}

} // namespace

NotSetUpModel::NotSetUpModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &NotSetUpModel::rebuild);
}

void NotSetUpModel::setService(const ServiceKey &service)
{
    m_service = service;
    rebuild();
}

void NotSetUpModel::rebuild()
{
    const WorkspacePtr &workspace = m_board.workspace();
    const Service *service = workspace ? workspace->service(m_service) : nullptr;
    QList<DormantCheck> checks;
    QStringList details;
    QStringList undrawn;
    if (service != nullptr) {
        checks = service->dormantChecks;
        const Platform *platform = workspace->platform(m_service.environment.platform);
        for (const DormantCheck &check : std::as_const(checks))
            details << (platform == nullptr ? QString() : checkDetail(check.check, *platform));
        for (const MetricDefinition &metric : service->undrawnMetrics)
            undrawn << (metric.title.isEmpty() ? metric.id : metric.title);
    }
    if (checks == m_checks && details == m_details && undrawn == m_undrawn)
        return;
    beginResetModel();
    m_checks = checks;
    m_details = details;
    m_undrawn = undrawn;
    endResetModel();
}

int NotSetUpModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

QVariant NotSetUpModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DormantCheck &dormant = m_checks.at(index.row());
    const QString title =
        dormant.check.title.isEmpty() ? dormant.check.id.toString() : dormant.check.title;
    switch (role) {
    case Qt::DisplayRole:
        return title;
    case Qt::AccessibleTextRole:
        return tr("%1, %2: %3", "check, planned, reason")
            .arg(title, presenceText(dormant.presence), dormant.reason);
    case Qt::ToolTipRole:
    case DetailRole:
        return m_details.at(index.row());
    case KindRole:
        return dormant.check.kind;
    case PresenceRole:
        return presenceText(dormant.presence);
    case ReasonRole:
        return dormant.reason;
    default:
        return {};
    }
}

} // namespace opsdeck
