// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/health.h"

#include <QWidget>

namespace opsdeck {

class ThemeHub;

/// Mark, name and environment of the inspected service; below, where and what it is.
class InspectorHead final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorHead(ThemeHub &theme, QWidget *parent = nullptr);

    /// `notSetUp` of its checks are not run.
    void setContent(const ServiceView &view, int notSetUp, const QString &where,
                    const QString &what, Tier tier);

    QSize sizeHint() const override { return {320, height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ThemeHub &m_theme;
    ServiceView m_view;
    int m_notSetUp = 0;
    QString m_where; ///< platform and environment
    QString m_what;  ///< technology and port
    Tier m_tier = Tier::Other;
};

} // namespace opsdeck
