// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/availabilityfilter.h"
#include "models/history/availabilitymodel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

class LedgerAxis;
class LedgerLegend;
class LedgerList;
class ThemeHub;

/// Every service with what it was in the last 24 hours, 7, 30 or 90 days. Asks anew once a minute
/// while it is seen.
class AvailabilityView final : public QWidget
{
    Q_OBJECT
public:
    AvailabilityView(AvailabilityModel &model, ThemeHub &theme, QWidget *parent = nullptr);

    AvailabilityFilter &filter() { return m_filter; }

    /// Asks anew, also after an answer that could not be read.
    void refresh() { m_model.refresh(); }

    /// What there is instead of rows; empty: there are rows.
    QString emptyText() const;

Q_SIGNALS:
    /// The diagram of that service's environment as it was then is wanted.
    void momentWanted(const opsdeck::ServiceKey &service, qint64 ms);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void describe();

    AvailabilityModel &m_model;
    AvailabilityFilter m_filter;
    LedgerList *m_list = nullptr;
    LedgerAxis *m_axis = nullptr;
    LedgerLegend *m_legend = nullptr;
    QLabel *m_basis = nullptr;
    QLabel *m_moment = nullptr;
    QList<QPushButton *> m_stretches;
    QTimer m_again{this};
};

} // namespace opsdeck
