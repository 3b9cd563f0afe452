// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/eventfilter.h"
#include "models/status/statusboard.h"

#include <QFrame>

class QLabel;
class QListView;

namespace opsdeck {

class EventDelegate;
class EventsModel;
class ThemeHub;

/// What changed last, newest first; without a change it says since when there was none.
class NewestChanges final : public QFrame
{
    Q_OBJECT
public:
    NewestChanges(StatusBoard &board, EventsModel &events, ThemeHub &theme,
                  QWidget *parent = nullptr);

    /// Empty: of all platforms, each named.
    void setPlatform(const PlatformId &platform);

Q_SIGNALS:
    void serviceSelected(const opsdeck::ServiceKey &service);

private:
    void describe();
    void begin();

    StatusBoard &m_board;
    EventFilter m_filter;
    EventDelegate *m_delegate;
    QListView *m_list;
    QLabel *m_empty;
    qint64 m_sinceMs = 0; ///< UTC, when looking began; 0: not yet
};

} // namespace opsdeck
