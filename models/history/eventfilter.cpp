// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventfilter.h"

#include "models/history/eventsmodel.h"

namespace opsdeck {

void EventFilter::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    invalidateFilter();
}

void EventFilter::setService(const ServiceKey &service)
{
    m_service = service;
    invalidateFilter();
}

void EventFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void EventFilter::setOnlyBad(bool only)
{
    m_onlyBad = only;
    invalidateFilter();
}

bool EventFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (!m_environment.environment.isEmpty() && index.data(EventsModel::EnvironmentRole).value<EnvironmentKey>() != m_environment)
        return false;
    if (!m_service.service.isEmpty() && index.data(EventsModel::EventRole).value<Event>().service != m_service)
        return false;
    if (m_onlyBad && !index.data(EventsModel::IsBadRole).toBool())
        return false;
    return m_text.isEmpty() || index.data().toString().contains(m_text, Qt::CaseInsensitive)
        || index.data(EventsModel::TitleRole).toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace opsdeck
