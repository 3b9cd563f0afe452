// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/checksmodel.h"

#include "models/inspector/documentwords.h"
#include "models/status/statuswords.h"
#include "services/domain/absence.h"
#include "services/domain/healthwords.h"

namespace opsdeck {

ChecksModel::ChecksModel(StatusBoard &board, QObject *parent)
    : QAbstractListModel(parent)
    , m_board(board)
{
    connect(&m_board, &StatusBoard::workspaceChanged, this, &ChecksModel::refresh);
    connect(&m_board, &StatusBoard::servicesChanged, this, [this](const QList<ServiceKey> &keys) {
        if (keys.contains(m_service))
            refresh();
    });
    connect(&m_board, &StatusBoard::ticked, this, [this] {
        if (m_rows > 0)
            Q_EMIT dataChanged(index(0), index(m_rows - 1),
                               {AgeRole, IsStaleRole, ViewRole, MessageRole});
    });
}

void ChecksModel::setService(const ServiceKey &service)
{
    if (service == m_service)
        return;
    beginResetModel();
    m_service = service;
    const ServiceView *view = m_board.service(m_service);
    m_rows = view == nullptr ? 0 : static_cast<int>(view->checks.size());
    endResetModel();
}

void ChecksModel::refresh()
{
    const ServiceView *view = m_board.service(m_service);
    const int rows = view == nullptr ? 0 : static_cast<int>(view->checks.size());
    if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    } else if (rows > 0) {
        Q_EMIT dataChanged(index(0), index(rows - 1));
    }
}

const CheckView *ChecksModel::viewAt(int row) const
{
    const ServiceView *view = m_board.service(m_service);
    return view == nullptr || row >= view->checks.size() ? nullptr : &view->checks.at(row);
}

/// The sentence about a service in trouble ends with these words already.
bool ChecksModel::isTold(const CheckView &check) const
{
    const ServiceView *view = m_board.service(m_service);
    return view != nullptr && view->telling >= 0 && view->checks.at(view->telling).key == check.key
           && check.health != Health::Healthy && check.state.last
           && !check.state.last->message.isEmpty()
           && stateSentence(*view, m_board.now()).contains(check.state.last->message);
}

/// "down for 12 min", "may be down, 2 of 3".
QString ChecksModel::lastingWords(const CheckView &check) const
{
    const QString word = healthWord(check.health);
    if (check.soft)
        return tr("may be %1, %2 of %3")
            .arg(word, QString::number(check.state.attempt),
                 QString::number(check.state.attemptsNeeded));
    return check.state.since.isValid()
               ? tr("%1 %2", "state, how long")
                     .arg(word, lastingText(check.state.since.ageAt(m_board.now())))
               : word;
}

QString ChecksModel::detailOf(const CheckKey &key) const
{
    const WorkspacePtr &workspace = m_board.workspace();
    const Check *check = workspace ? workspace->check(key) : nullptr;
    const Platform *platform =
        check == nullptr ? nullptr : workspace->platform(m_service.environment.platform);
    return platform == nullptr ? QString() : checkDetail(*check, *platform);
}

int ChecksModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QVariant ChecksModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CheckView *view = viewAt(index.row());
    if (view == nullptr)
        return {};
    const QString message =
        view->state.last ? view->state.last->message : absenceWord(Absence::NotObserved);
    const QString age = view->age.count() < 0 ? QString() : durationText(view->age);
    switch (role) {
    case Qt::DisplayRole:
        return view->title;
    case Qt::AccessibleTextRole:
        return tr("%1: %2, %3 old").arg(view->title, message, age);
    case Qt::ToolTipRole: {
        const QString detail = detailOf(view->key);
        return detail.isEmpty() ? message : message + QLatin1Char('\n') + detail;
    }
    case ViewRole:
        return QVariant::fromValue(*view);
    case MessageRole:
        return isTold(*view) ? lastingWords(*view) : message;
    case AgeRole:
        return age;
    case IsStaleRole:
        return view->freshness != Freshness::Fresh;
    default:
        return {};
    }
}

} // namespace opsdeck
