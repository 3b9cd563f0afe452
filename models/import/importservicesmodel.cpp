// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/import/importservicesmodel.h"

namespace opsdeck {

void ImportServicesModel::setPlan(const ImportPlan &plan)
{
    beginResetModel();
    m_plan = plan;
    m_choices = {};
    m_edgesOf.clear();
    for (qsizetype i = 0; i < plan.edges.size(); ++i) {
        m_edgesOf[plan.edges.at(i).from].append(i);
        if (plan.edges.at(i).to != plan.edges.at(i).from)
            m_edgesOf[plan.edges.at(i).to].append(i);
    }
    endResetModel();
    Q_EMIT chosen();
}

ImportChoices ImportServicesModel::choices() const
{
    ImportChoices choices = m_choices;
    choices.kinds.removeIf([&](const auto &each) { return isSkipped(each.key()); });
    return choices;
}

int ImportServicesModel::acceptedCount() const
{
    return rowCount() - static_cast<int>(m_choices.skipped.size());
}

int ImportServicesModel::keptEdges() const
{
    return static_cast<int>(
        std::count_if(m_plan.edges.cbegin(), m_plan.edges.cend(), [this](const PlannedEdge &edge) {
            return !isSkipped(edge.from) && !isSkipped(edge.to);
        }));
}

void ImportServicesModel::setAllAccepted(bool accepted)
{
    m_choices.skipped.clear();
    if (!accepted) {
        for (const PlannedService &service : std::as_const(m_plan.services))
            m_choices.skipped.insert(service.id);
    }
    allChanged();
}

void ImportServicesModel::allChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT chosen();
}

int ImportServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_plan.services.size());
}

int ImportServicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ImportServicesModel::needs(const PlannedService &service) const
{
    int stated = 0;
    int implied = 0;
    int dropped = 0;
    for (const qsizetype i : m_edgesOf.value(service.id)) {
        const PlannedEdge &edge = m_plan.edges.at(i);
        if (edge.from != service.id)
            continue;
        if (isSkipped(edge.from) || isSkipped(edge.to))
            ++dropped;
        else
            ++(edge.basis == DependencyBasis::Stated ? stated : implied);
    }
    QStringList said;
    if (stated > 0)
        said << tr("%1 declared").arg(stated);
    if (implied > 0)
        said << tr("%1 implied").arg(implied);
    if (dropped > 0)
        said << tr("%1 dropped").arg(dropped);
    return said.isEmpty() ? tr("none") : said.join(QStringLiteral(", "));
}

QString ImportServicesModel::note(const PlannedService &service) const
{
    QStringList said;
    said << tr("%1: %2.", "what it is thought to be, why")
                .arg(service.technology.isEmpty() ? tr("Not known what it is") : service.technology,
                     service.reason);
    if (!isSkipped(service.id) && kindOf(service).isEmpty())
        said << tr("It is drawn and not checked.");
    if (service.furtherChecks > 0)
        said << tr("%n further port(s) checked.", nullptr, service.furtherChecks);
    constexpr qsizetype kMost = 6;
    QStringList kept;
    QStringList dropped;
    for (const qsizetype i : m_edgesOf.value(service.id)) {
        const PlannedEdge &edge = m_plan.edges.at(i);
        const bool isDropped = isSkipped(edge.from) || isSkipped(edge.to);
        const QString arrow = edge.from + QStringLiteral(" → ") + edge.to;
        if (isDropped)
            dropped << arrow;
        else if (edge.from == service.id)
            kept << tr("%1 (%2)", "service, why it is needed").arg(edge.to, edge.why);
    }
    const auto listed = [](const QStringList &all) {
        const QString first = QStringList(all.mid(0, kMost)).join(QStringLiteral(", "));
        return all.size() > kMost ? tr("%1 and %2 more").arg(first).arg(all.size() - kMost) : first;
    };
    if (!kept.isEmpty())
        said << tr("Needs %1.").arg(listed(kept));
    if (!dropped.isEmpty())
        said << (isSkipped(service.id)
                     ? tr("Skipped, and with it %1.").arg(listed(dropped))
                     : tr("Dropped, for the other end is skipped: %1.").arg(listed(dropped)));
    else if (isSkipped(service.id))
        said << tr("Skipped.");
    return said.join(QLatin1Char(' '));
}

QString ImportServicesModel::text(const PlannedService &service, int column) const
{
    switch (column) {
    case ServiceColumn:
        return service.title;
    case TechnologyColumn:
        return service.technology.isEmpty() ? tr("not known") : service.technology;
    case ConfidenceColumn:
        if (m_choices.kinds.contains(service.id))
            return tr("you chose");
        return service.confidence == Confidence::High     ? tr("sure")
               : service.confidence == Confidence::Medium ? tr("likely")
                                                          : tr("a guess");
    case KindColumn:
        return kindOf(service).isEmpty() ? tr("not checked") : kindOf(service);
    case AskedColumn:
        return m_choices.kinds.contains(service.id) ? service.address : service.asked;
    case NeedsColumn:
        return needs(service);
    default:
        return {};
    }
}

QVariant ImportServicesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PlannedService &service = m_plan.services.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(service, index.column());
    case Qt::ToolTipRole:
        return index.column() == ConfidenceColumn ? service.reason : text(service, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == ServiceColumn)
            return tr("%1, %2").arg(service.title,
                                    isSkipped(service.id) ? tr("skipped") : tr("accepted"));
        return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal).toString(),
                                text(service, index.column()));
    case Qt::CheckStateRole:
        if (index.column() == ServiceColumn)
            return isSkipped(service.id) ? Qt::Unchecked : Qt::Checked;
        return {};
    case Qt::EditRole:
        return index.column() == KindColumn ? QVariant(kindOf(service))
                                            : QVariant(text(service, index.column()));
    case ServiceRole:
        return QVariant::fromValue(service);
    case ChoicesRole:
        return service.kinds;
    case DoubtfulRole:
        return kindOf(service).isEmpty()
               || (service.confidence == Confidence::Low && !m_choices.kinds.contains(service.id));
    case SkippedRole:
        return isSkipped(service.id);
    case NoteRole:
        return note(service);
    default:
        return {};
    }
}

QVariant ImportServicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ServiceColumn:
        return tr("Service");
    case TechnologyColumn:
        return tr("What it is");
    case ConfidenceColumn:
        return tr("How sure");
    case KindColumn:
        return tr("Check");
    case AskedColumn:
        return tr("Asks");
    case NeedsColumn:
        return tr("Needs");
    default:
        return {};
    }
}

bool ImportServicesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const PlannedService &service = m_plan.services.at(index.row());
    if (role == Qt::CheckStateRole && index.column() == ServiceColumn) {
        if (value.toInt() == Qt::Checked)
            m_choices.skipped.remove(service.id);
        else
            m_choices.skipped.insert(service.id);
        // What others need changes with it.
        allChanged();
        return true;
    }
    if (role != Qt::EditRole || index.column() != KindColumn
        || !service.kinds.contains(value.toString()))
        return false;
    if (value.toString() == service.kind)
        m_choices.kinds.remove(service.id);
    else
        m_choices.kinds.insert(service.id, value.toString());
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
    Q_EMIT chosen();
    return true;
}

Qt::ItemFlags ImportServicesModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const PlannedService &service = m_plan.services.at(index.row());
    if (index.column() == ServiceColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == KindColumn && service.kinds.size() > 1 && !isSkipped(service.id))
        flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace opsdeck
