// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Events of one environment or service or of all, with a text in them, only the bad ones when
/// asked.
class EventFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Empty: all environments.
    void setEnvironment(const EnvironmentKey &environment);
    /// Empty: all platforms.
    void setPlatform(const PlatformId &platform);
    /// Empty: every service.
    void setService(const ServiceKey &service);
    void setText(const QString &text);
    void setOnlyBad(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    EnvironmentKey m_environment;
    PlatformId m_platform;
    ServiceKey m_service;
    QString m_text;
    bool m_onlyBad = false;
};

} // namespace opsdeck
