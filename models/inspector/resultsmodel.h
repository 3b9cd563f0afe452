// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The last results of one check, newest first. Listens to all checks from its making on, so that
/// whichever is looked at has a past.
class ResultsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StatusRole = Qt::UserRole + 1, ///< int of CheckStatus
        LatencyRole,                   ///< "1.1 ms"; empty when it was not measured
        AgeRole,                       ///< "11 s"
    };

    static constexpr int kMost = 5; ///< per check

    explicit ResultsModel(StatusBoard &board, QObject *parent = nullptr);

    void setCheck(const CheckKey &check);

    const CheckKey &check() const { return m_check; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        CheckStatus status = CheckStatus::Unknown;
        Instant observedAt;
        std::chrono::microseconds latency{0};
        QString message;
    };

    static Row rowOf(const CheckResult &result);
    void add(const QList<CheckResult> &results);
    void forgetUndefined();

    StatusBoard &m_board;
    CheckKey m_check;
    QHash<CheckKey, QList<Row>> m_rows; ///< newest first
};

} // namespace opsdeck
