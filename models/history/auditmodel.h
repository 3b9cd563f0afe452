// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/auditentry.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The record of actions, newest first.
class AuditModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        EntryRole = Qt::UserRole + 1, ///< AuditEntry
        TimeRole,                     ///< qint64 ms since 1970, UTC
        SubjectRole,                  ///< runbook or step
        ActionRole,                   ///< what was done, in words
        OutcomeRole,                  ///< how it went, in words
    };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(const QList<AuditEntry> &newestFirst);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<AuditEntry> m_entries;
};

} // namespace opsdeck
