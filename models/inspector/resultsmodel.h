// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QAbstractListModel>

namespace opsdeck {

/// The last results of one check, newest first. Listens to all checks from its making on, so that
/// whichever is looked at has a past; what lies further back is asked for by pastWanted().
class ResultsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        StatusRole = Qt::UserRole + 1, ///< int of CheckStatus
        LatencyRole,                   ///< "1.1 ms"; empty when it was not measured
        AgeRole,                       ///< "11 s"
    };

    static constexpr int kMost = 5;       ///< rows of a check
    static constexpr int kMostStrip = 32; ///< results of the one that is looked at

    /// One result of the strip.
    struct Bar
    {
        CheckStatus status = CheckStatus::Unknown;
        bool afterHole = false; ///< between it and the one before, longer than usual nothing was
                                ///< observed

        bool operator==(const Bar &) const = default;
    };

    explicit ResultsModel(StatusBoard &board, QObject *parent = nullptr);

    void setCheck(const CheckKey &check);

    const CheckKey &check() const { return m_check; }

    /// Results of before, newest first; what is here already is left out.
    void addPast(const CheckKey &check, const QList<CheckResult> &results);
    /// The last results, oldest first.
    QList<Bar> strip() const;
    /// From the oldest of the strip to the newest; negative with less than two.
    Milliseconds stripSpan() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// A check is looked at of which `most` results are wanted.
    void pastWanted(const opsdeck::CheckKey &check, int most);

private:
    struct Row
    {
        CheckStatus status = CheckStatus::Unknown;
        Instant observedAt;
        std::chrono::microseconds latency{0};
        QString message;
    };

    static Row rowOf(const CheckResult &result);

    int mostOf(const CheckKey &check) const { return check == m_check ? kMostStrip : kMost; }

    void add(const QList<CheckResult> &results);
    void forgetUndefined();

    StatusBoard &m_board;
    CheckKey m_check;
    bool m_hasOneMore = false;          ///< a row is on its way out
    QHash<CheckKey, QList<Row>> m_rows; ///< newest first, those beyond kMost for the strip alone
};

} // namespace opsdeck
