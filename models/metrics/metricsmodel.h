// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/limitstate.h"
#include "models/metrics/seriesboard.h"

#include <QAbstractListModel>

#include <optional>

namespace opsdeck {

/// The charts of one environment, one row each; those of one service when a filter is set.
class MetricsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        KeyRole = Qt::UserRole + 1, ///< MetricKey
        ServiceTitleRole,
        LatestRole, ///< QStringList: newest value of each line as text
        AgeRole,    ///< qint64 ms since the newest point; -1 when there is none
        LimitRole,  ///< of a value past a limit: "below its limit for 12 s", "above 500 ms for 40 s
                    ///< of 2 min" while that is not long enough; of one that is not of now: "was
                    ///< below its limit"; else empty
        WasSeverityRole, ///< int of Severity when the newest value was past a limit and is not of
                         ///< now, else -1
        SeverityRole, ///< int of Severity when a limit is crossed now, else -1; what is not known
                      ///< now crosses none
        PendingRole, ///< int of Severity when no limit is crossed now, but one will be if this goes
                     ///< on, else -1
        NoteRole,    ///< why LatestRole is not of now: "no answer since 14:02", "last at 14:02:10";
                     ///< else empty
        NoAnswerRole, ///< bool: the check fails without a value, so the newest one says nothing of
                      ///< now
    };

    explicit MetricsModel(SeriesBoard &board, QObject *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment);
    /// Empty: every service.
    void setService(const ServiceId &service);
    /// Only these of all services, in this order, instead of what the filter says; nothing: as the
    /// filter says.
    void setCharts(const std::optional<QList<PlacedChart>> &charts);
    /// Services that have charts, in order: for the filter's buttons.
    QList<std::pair<ServiceId, QString>> services() const;
    /// Ages move on.
    void tick(const Instant &now);
    /// Of the rows that have a value to show; negative: none has.
    Milliseconds oldestAge() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QList<MetricKey> wantedRows() const;
    void rebuild();
    void onLinesChanged(const QList<MetricKey> &keys);
    qint64 newestMs(const MetricKey &key) const;
    qint64 ageMs(const MetricKey &key) const;
    bool isOld(const MetricKey &key) const;
    QString note(const MetricKey &key) const;
    bool isOfNow(const MetricKey &key) const;

    /// The limit that matters most of all lines, by the newest values, whatever their age: the
    /// worst that counts, else the worst that may come to.
    struct Judged
    {
        LimitState state;
        Threshold threshold;
    };

    Judged judged(const MetricKey &key) const;
    int severity(const MetricKey &key, bool counts) const;
    QString limitText(const MetricKey &key) const;
    QString toldText(const MetricKey &key) const;
    QString adviceText(const MetricKey &key) const;

    SeriesBoard &m_board;
    EnvironmentKey m_environment;
    ServiceId m_service;
    std::optional<QList<PlacedChart>> m_charts;
    QList<MetricKey> m_rows;
    Instant m_now;
};

} // namespace opsdeck
