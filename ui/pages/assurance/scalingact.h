// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QModelIndex>
#include <QWidget>

class QLabel;
class QPushButton;

namespace opsdeck {

/// What can be done about an advice to scale: the runbook that has its rule among its triggers, or
/// why there is none.
class ScalingAct final : public QWidget
{
    Q_OBJECT
public:
    explicit ScalingAct(QWidget *parent = nullptr);

    /// A row of a ScalingModel; invalid: none.
    void setRow(const QModelIndex &index);

Q_SIGNALS:
    void runbookChosen(const opsdeck::ServiceKey &service, const QString &runbook);

private:
    QPushButton *m_button;
    QLabel *m_why;
    ServiceKey m_service;
    QString m_runbook;
};

} // namespace opsdeck
