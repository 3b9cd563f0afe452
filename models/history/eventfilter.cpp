// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/eventfilter.h"

#include "models/history/eventsmodel.h"

namespace opsdeck {

void EventFilter::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    invalidateFilter();
}

void EventFilter::setPlatform(const PlatformId &platform)
{
    m_platform = platform;
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
    // What is told of the program concerns every environment, and what is told of an environment
    // every service in it.
    const auto event = index.data(EventsModel::EventRole).value<Event>();
    const EnvironmentKey &environment = event.service.environment;
    const bool isOfAll = environment.environment.isEmpty();
    if (!isOfAll && !m_environment.environment.isEmpty() && environment != m_environment)
        return false;
    if (!isOfAll && !m_platform.isEmpty() && environment.platform != m_platform)
        return false;
    const bool isOfPlace =
        event.service.service.isEmpty() && (isOfAll || environment == m_service.environment);
    if (!isOfPlace && !m_service.service.isEmpty() && event.service != m_service)
        return false;
    if (m_onlyBad && !index.data(EventsModel::IsBadRole).toBool())
        return false;
    return m_text.isEmpty() || index.data().toString().contains(m_text, Qt::CaseInsensitive)
           || index.data(EventsModel::TitleRole).toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace opsdeck
