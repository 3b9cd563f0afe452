// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of one platform or all, with a text in them, only the open ones when asked. Over the models
/// that have the roles of assuranceroles.h.
class AssuranceFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Empty: all platforms.
    void setPlatform(const PlatformId &platform);
    /// Every word of it must be there.
    void setText(const QString &text);
    void setOnlyOpen(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_platform;
    QStringList m_words;
    bool m_onlyOpen = false;
};

} // namespace opsdeck
