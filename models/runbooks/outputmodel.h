// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/runbook.h"

#include <QAbstractListModel>

#include <deque>

namespace opsdeck {

/// The newest lines of a run's output; older ones are dropped and counted.
class OutputModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        TimeRole = Qt::UserRole + 1, ///< qint64 ms since 1970, UTC
        StepNumberRole,              ///< int from 1; 0: the run itself
        IsErrorRole,
    };

    static constexpr int kMostLines = 10'000;

    using QAbstractListModel::QAbstractListModel;

    void append(const QList<OutputLine> &lines);
    void clear();

    qint64 dropped() const { return m_dropped; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    std::deque<OutputLine> m_lines;
    qint64 m_dropped = 0;
};

} // namespace opsdeck
