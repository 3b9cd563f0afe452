// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/startwaves.h"

#include <QAbstractListModel>

namespace opsdeck {

/// In which order the services of one environment can start: waves with their services, who of them
/// waits for whom in a circle, and where the document's own order says otherwise.
class StartOrderModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind { Wave, Service, Circle, Conflict, Note };

    enum Role {
        KindRole = Qt::UserRole + 1, ///< int of Kind
        KeyRole,                     ///< ServiceKey; empty unless of a service or a conflict
        WaveRole,                    ///< int from 1; 0: of none
    };

    explicit StartOrderModel(StatusBoard &board, QObject *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment);

    /// By service the number of its wave, from 1; not of those that never start.
    const QHash<ServiceKey, int> &waves() const { return m_waveOf; }

    int waveCount() const { return m_count; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void wavesChanged();

private:
    struct Row
    {
        Kind kind = Kind::Note;
        QString text;
        ServiceKey service;
        int wave = 0;

        bool operator==(const Row &) const = default;
    };

    void rebuild();
    void addWaves(const Environment &environment, QList<Row> &rows);
    void addConflicts(const Platform &platform, const Environment &environment,
                      QList<Row> &rows) const;

    StatusBoard &m_board;
    EnvironmentKey m_environment;
    QList<Row> m_rows;
    QHash<ServiceKey, int> m_waveOf;
    int m_count = 0;
};

} // namespace opsdeck
