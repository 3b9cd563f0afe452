// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The checks of one service with their newest results.
class ChecksModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        ViewRole = Qt::UserRole + 1, ///< CheckView
        MessageRole, ///< newest message, or why there is none; of the check whose message is
                     ///< told as the service's, its state and for how long
        AgeRole,     ///< "2 s"; empty while it is not observed
        IsStaleRole, ///< bool: older than it should be
    };

    explicit ChecksModel(StatusBoard &board, QObject *parent = nullptr);

    void setService(const ServiceKey &service);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    const CheckView *viewAt(int row) const;
    bool isTold(const CheckView &check) const;
    QString lastingWords(const CheckView &check) const;
    /// Where it comes from and which of its figures were chosen; empty when its file does not say.
    QString detailOf(const CheckKey &key) const;
    void refresh();

    StatusBoard &m_board;
    ServiceKey m_service;
    int m_rows = 0;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::CheckView)
