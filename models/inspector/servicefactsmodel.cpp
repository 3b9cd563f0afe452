// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/servicefactsmodel.h"

#include "models/documents/sourcewords.h"
#include "models/inspector/documentwords.h"

namespace opsdeck {

ServiceFactsModel::ServiceFactsModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &ServiceFactsModel::rebuild);
}

void ServiceFactsModel::setService(const ServiceKey &service)
{
    m_service = service;
    rebuild();
}

void ServiceFactsModel::rebuild()
{
    const WorkspacePtr &workspace = m_board.workspace();
    const Platform *platform =
        workspace ? workspace->platform(m_service.environment.platform) : nullptr;
    const Service *service = workspace ? workspace->service(m_service) : nullptr;
    const QString document = platform == nullptr ? QString() : platform->document.title;
    const QList<Fact> facts = service == nullptr ? QList<Fact>() : service->facts;
    const QList<Contradiction> contradictions =
        platform == nullptr ? QList<Contradiction>() : platform->contradictions;
    if (document == m_document && facts == m_facts && contradictions == m_contradictions)
        return;
    beginResetModel();
    m_document = document;
    m_facts = facts;
    m_contradictions = contradictions;
    endResetModel();
}

int ServiceFactsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

QVariant ServiceFactsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Fact &fact = m_facts.at(index.row());
    const QString value = valueText(fact.value, fact.source);
    switch (role) {
    case Qt::DisplayRole:
        return fact.title.isEmpty() ? fact.id : fact.title;
    case Qt::AccessibleTextRole:
        return tr("%1: %2, %3", "fact, value, source")
            .arg(fact.title, value, sourceLine(fact.source, m_contradictions));
    case ValueRole:
        return value;
    case SourceRole:
        // A service of a platform without a document has facts, too.
        return !fact.source.isGiven && m_document.isEmpty()
                   ? QString()
                   : sourceLine(fact.source, m_contradictions);
    case IsDoubtfulRole:
        return isDoubtful(fact.source, m_contradictions);
    case IsStatedRole:
        return !fact.value.isEmpty();
    default:
        return {};
    }
}

} // namespace opsdeck
