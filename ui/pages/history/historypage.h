// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/auditmodel.h"
#include "models/history/eventfilter.h"
#include "models/history/eventsmodel.h"
#include "ui/pages/page.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;

namespace opsdeck {

class EventDelegate;
class AvailabilityModel;
class AvailabilityView;
class ThemeHub;

/// What changed, how long services were what, and what was done.
class HistoryPage final : public Page
{
    Q_OBJECT
public:
    HistoryPage(EventsModel &events, AuditModel &audit, AvailabilityModel &availability,
                ThemeHub &theme, QWidget *parent = nullptr);

    void setEnvironment(const EnvironmentKey &environment) override;
    void setSelectedService(const ServiceKey &service) override;

    bool hasEnvironmentBand() const override { return false; }

Q_SIGNALS:
    /// The record is looked at: what is newest in it is wanted.
    void auditWanted();
    /// The diagram of that service's environment as it was then is wanted.
    void momentWanted(const opsdeck::ServiceKey &service, qint64 ms);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHead();
    void describe();

    EventsModel &m_events;
    AuditModel &m_audit;
    ThemeHub &m_theme;
    EventFilter m_filter;
    EnvironmentKey m_environment;
    ServiceKey m_service;
    QStackedWidget *m_stack = nullptr;
    QListView *m_eventList = nullptr;
    EventDelegate *m_eventLines = nullptr;
    QListView *m_auditList = nullptr;
    AvailabilityView *m_availability = nullptr;
    QLabel *m_facts = nullptr;
    QLabel *m_empty = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_here = nullptr;
    QPushButton *m_one = nullptr;
    QPushButton *m_bad = nullptr;
    QPushButton *m_changes = nullptr;
    QPushButton *m_shares = nullptr;
    QPushButton *m_actions = nullptr;
};

} // namespace opsdeck
