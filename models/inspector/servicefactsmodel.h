// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// What the platform's document tells of one service, each fact with its source. Reset only when
/// it tells something else.
class ServiceFactsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        ValueRole = Qt::UserRole + 1, ///< "none" or "not stated" where it has none
        SourceRole,                   ///< one line: "stated, lines 57–60", "≠ disputed, see 1"
        IsDoubtfulRole,               ///< bool: disputed and not settled, or not stated
        IsStatedRole,                 ///< bool: it has a value
    };

    explicit ServiceFactsModel(StatusBoard &board, QObject *parent = nullptr);

    void setService(const ServiceKey &service);

    /// The document that the lines refer to; empty when the platform names none.
    const QString &documentTitle() const { return m_document; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void rebuild();

    StatusBoard &m_board;
    ServiceKey m_service;
    QString m_document;
    QList<Fact> m_facts;
    QList<Contradiction> m_contradictions; ///< of the platform
};

} // namespace opsdeck
