// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/availabilityfilter.h"

#include "models/history/availabilitymodel.h"

namespace opsdeck {

void AvailabilityFilter::setEnvironment(const EnvironmentKey &environment)
{
    m_environment = environment;
    invalidateFilter();
}

void AvailabilityFilter::setService(const ServiceKey &service)
{
    m_service = service;
    invalidateFilter();
}

void AvailabilityFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void AvailabilityFilter::setOnlyBad(bool only)
{
    m_onlyBad = only;
    invalidateFilter();
}

bool AvailabilityFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto key = index.data(AvailabilityModel::ServiceRole).value<ServiceKey>();
    if (!m_environment.environment.isEmpty() && key.environment != m_environment)
        return false;
    if (!m_service.service.isEmpty() && key != m_service)
        return false;
    const QString title = index.data(AvailabilityModel::TitleRole).toString();
    if (!m_text.isEmpty() && !title.contains(m_text, Qt::CaseInsensitive))
        return false;
    return !m_onlyBad || index.data(AvailabilityModel::IsBadRole).toBool();
}

} // namespace opsdeck
