// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Services of an AvailabilityModel: of one environment, one alone, with a text in the title, or
/// those that were not always up.
class AvailabilityFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Empty: all environments.
    void setEnvironment(const EnvironmentKey &environment);
    /// Empty: every service.
    void setService(const ServiceKey &service);
    void setText(const QString &text);
    void setOnlyBad(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    EnvironmentKey m_environment;
    ServiceKey m_service;
    QString m_text;
    bool m_onlyBad = false;
};

} // namespace opsdeck
