// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "models/status/statuswords.h"

#include <QAbstractListModel>

namespace opsdeck {

/// One of the places where a cause is.
struct CausePlace
{
    ServiceKey service;
    Tier tier = Tier::Other;
    QString sentence; ///< of this place alone

    bool operator==(const CausePlace &) const = default;
};

/// The environments and ways that are out of sight, each with what it hides, and the services that
/// are in trouble by themselves; a service of one platform that fails alike in several environments
/// is one row, of the place that matters most. What is nobody's before what is somebody's, and that
/// before what is quiet on purpose; confirmed before not yet confirmed; within that prod
/// before staging before dev; there blind before down before degraded, older first. What they
/// impact is in their words, not in rows of its own.
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
        OwnerRole,          ///< "acknowledged by anna, 12 min"; empty where nobody has said a thing
        NeedsYouRole,       ///< bool: confirmed, and nobody's yet
        IsForemostRole,     ///< bool: in an environment that matters most of its platform's
        CanAcknowledgeRole, ///< bool: it is somebody's trouble, and nobody has acknowledged it
        HasRunbookRole,     ///< bool: a runbook for that service may run there
        PlacesRole,         ///< QList<CausePlace>: where it is, the row's own first; never empty
    };

    explicit RootCauseModel(StatusBoard &board, QObject *parent = nullptr);

    /// Shows another board from now on. Both outlive it.
    void setBoard(StatusBoard &board);
    /// Empty: all environments of the workspace.
    void setEnvironments(const QList<EnvironmentKey> &environments);

    const QList<EnvironmentKey> &environments() const { return m_environments; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        ServiceKey service;
        QString way;              ///< the lost one that hides it; empty: none
        bool isBlind = false;     ///< its whole environment is out of sight
        QList<ServiceKey> others; ///< that fail alike elsewhere

        /// The same line of the list, whatever else has joined it.
        bool isLike(const Row &other) const
        {
            return service == other.service && way == other.way && isBlind == other.isBlind;
        }
    };

    QList<EnvironmentKey> shownEnvironments() const;
    QList<Row> currentRoots() const;
    bool failAlike(const ServiceKey &a, const ServiceKey &b) const;
    void unite(QList<Row> &rows) const;
    static int placeOf(const Row &row, const QList<Row> &rows);
    QList<CausePlace> placesOf(const Row &row) const;
    QString impactOf(const Row &row) const;
    QString accessibleOf(const Row &row, const StatusSentence &sentence) const;
    QString alsoText(const Row &row) const;
    static QVariant sightData(const StatusSentence &sentence, const QString &hidden, int role);
    QString platformTitle(const EnvironmentKey &environment) const;
    /// With the platform's title in front, where there are several.
    StatusSentence placed(StatusSentence sentence, const EnvironmentKey &environment) const;
    void follow();
    void refresh();
    void announceChange(const QList<int> &roles = {});

    StatusBoard *m_board;
    QList<EnvironmentKey> m_environments;
    bool m_hasSeveralPlatforms = false;
    QList<Row> m_rows;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::CausePlace)
