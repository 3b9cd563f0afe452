// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"
#include "services/domain/ledger.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The stretches that availability is told of; all end now.
enum class LedgerStretch { Day, Week, Month, Quarter };

inline constexpr std::array kLedgerStretches{LedgerStretch::Day, LedgerStretch::Week,
                                             LedgerStretch::Month, LedgerStretch::Quarter};

qint64 lengthOf(LedgerStretch stretch);
/// "24 h", "7 d", "30 d", "90 d".
QString wordOf(LedgerStretch stretch);

/// What one service was.
struct AvailabilityRow
{
    qint64 fromMs = 0; ///< UTC
    qint64 toMs = 0;
    QList<LedgerInterval> intervals;
    LedgerSums sums;
};

/// Every service that is expected to have a state, in the definition's order, with what it was in
/// the last so-and-so long. Asks for what is kept by a signal; a row is worked out when it is
/// looked at.
class AvailabilityModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< AvailabilityRow
        ServiceRole,                ///< ServiceKey
        TitleRole,
        PlatformRole,     ///< title of the platform
        TierRole,         ///< int of Tier
        IsBadRole,        ///< bool: it was degraded or down
        AvailabilityRole, ///< "99.95 %"; "not observed"
        ObservedRole,     ///< "of 87 % observed"
        OutagesRole,      ///< "3 outages"
        LongestRole,      ///< "longest 12 min"; empty: there is none
    };

    explicit AvailabilityModel(StatusBoard &board, QObject *parent = nullptr);

    LedgerStretch stretch() const { return m_stretch; }

    void setStretch(LedgerStretch stretch);
    /// Asks anew, up to now.
    void refresh();

    /// The answer to the last question.
    void take(qint64 fromMs, qint64 toMs, const QList<CheckSpans> &spans,
              const QHash<ServiceKey, QList<MaintenanceSpan>> &maintenance);
    void fail(const QString &problem);

    /// Why nothing is shown; empty: it is shown, or asked for.
    const QString &problem() const { return m_problem; }

    // What is shown, UTC; 0: nothing yet.
    qint64 fromMs() const { return m_fromMs; }

    qint64 toMs() const { return m_toMs; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// Of all that is watched.
    void wanted(qint64 fromMs, qint64 toMs);
    /// An answer came, or none.
    void answered();

private:
    struct Row
    {
        ServiceKey key;
        QString title;
        QString platform;
        Tier tier = Tier::Other;
        mutable std::optional<AvailabilityRow> worked; ///< none: not looked at since the answer
    };

    void rebuild();
    const AvailabilityRow &worked(const Row &row) const;
    QString sentence(const Row &row) const;

    StatusBoard &m_board;
    QList<Row> m_rows;
    LedgerStretch m_stretch = LedgerStretch::Day;
    QHash<ServiceKey, QList<CheckSpans>> m_spans;
    QHash<ServiceKey, QList<MaintenanceSpan>> m_maintenance;
    QString m_problem;
    qint64 m_fromMs = 0;
    qint64 m_toMs = 0;
    qint64 m_askedFromMs = 0; ///< under way; 0: nothing is
};

/// "Down, 12 min: 2026-11-22 14:03:20 to 14:15:20 UTC."
QString intervalText(const LedgerInterval &interval);
/// "Up 80 %, degraded 0 %, …", every class.
QString sharesText(const LedgerSums &sums);

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::AvailabilityRow)
