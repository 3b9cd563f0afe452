// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "models/status/statuswords.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The environments and ways that are out of sight, each with what it hides, and the services that
/// are in trouble by themselves. Confirmed before not yet confirmed; within that prod before
/// staging before dev; there blind before down before degraded, older first. What they impact is in
/// their words, not in rows of its own.
class RootCauseModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< ServiceKey; of what is out of sight, the first hidden one
        ViewRole,                   ///< ServiceView of it
        TierRole,                   ///< int of Tier
        PlatformRole,               ///< title of the platform; empty where all rows are of one
        OperativeRole,              ///< the semi-bold part of the sentence; begins with that title
        RestRole,                   ///< the evidence
        ImpactRole,                 ///< the impact sentence
        NeedsYouRole,               ///< bool: confirmed
        IsForemostRole,             ///< bool: in an environment that matters most of its platform's
        HasRunbookRole,             ///< bool: a runbook that may run there is against this fault
    };

    explicit RootCauseModel(StatusBoard &board, QObject *parent = nullptr);

    /// Empty: all environments of the workspace.
    void setEnvironments(const QList<EnvironmentKey> &environments);

    const QList<EnvironmentKey> &environments() const { return m_environments; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        ServiceKey service;
        QString way;          ///< the lost one that hides it; empty: none
        bool isBlind = false; ///< its whole environment is out of sight

        bool operator==(const Row &) const = default;
    };

    QList<EnvironmentKey> shownEnvironments() const;
    QList<Row> currentRoots() const;
    static QVariant sightData(const StatusSentence &sentence, const QString &hidden, int role);
    QString platformTitle(const EnvironmentKey &environment) const;
    /// With the platform's title in front, where there are several.
    StatusSentence placed(StatusSentence sentence, const EnvironmentKey &environment) const;
    void refresh();
    void announceChange(const QList<int> &roles = {});

    StatusBoard &m_board;
    QList<EnvironmentKey> m_environments;
    bool m_hasSeveralPlatforms = false;
    QList<Row> m_rows;
};

} // namespace opsdeck
