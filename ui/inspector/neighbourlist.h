// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/documentwords.h"
#include "models/status/statusboard.h"

#include <QWidget>

class QVBoxLayout;

namespace opsdeck {

class ThemeHub;

/// Services beside the inspected one, with their states, each a button that leads there; hidden
/// while there is none.
class NeighbourList final : public QWidget
{
    Q_OBJECT
public:
    /// `prefix` and the service's id are a button's objectName.
    NeighbourList(const QString &title, const QString &prefix, StatusBoard &board, ThemeHub &theme,
                  QWidget *parent = nullptr);

    /// Takes over their states, too: call it again when those may have changed.
    void setServices(const QList<ServiceKey> &keys);
    /// The same, each told with its way there.
    void setEdges(const QList<EdgeNote> &edges);

Q_SIGNALS:
    void chosen(const opsdeck::ServiceKey &service);

private:
    void build(const QList<EdgeNote> &edges);
    void refresh();
    const EdgeNote *shown(const ServiceId &service) const;

    QString m_prefix;
    StatusBoard &m_board;
    ThemeHub &m_theme;
    QVBoxLayout *m_rows;
    QList<EdgeNote> m_shown;
    bool m_isBuilt = false;
};

} // namespace opsdeck
