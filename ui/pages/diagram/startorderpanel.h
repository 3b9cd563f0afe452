// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"

#include <QFrame>

class QListView;

namespace opsdeck {

class StartOrderModel;
class ThemeHub;

/// The waves in which services can start, beside the diagram. A service that is chosen here is
/// chosen there.
class StartOrderPanel final : public QFrame
{
    Q_OBJECT
public:
    StartOrderPanel(StartOrderModel &model, ThemeHub &theme, QWidget *parent = nullptr);

    /// Beside a drawing that has little room.
    void setNarrow(bool isNarrow);

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);

private:
    QListView *m_list;
};

} // namespace opsdeck
