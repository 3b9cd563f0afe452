// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/status/statusboard.h"

#include <QUrl>
#include <QWidget>

namespace opsdeck {

class FlowLayout;

/// The service's own pages, a button each; hidden while there is none. Opens nothing itself.
class LinkSection final : public QWidget
{
    Q_OBJECT
public:
    LinkSection(StatusBoard &board, QWidget *parent);

    void setService(const ServiceKey &service);

Q_SIGNALS:
    void pageRequested(const QUrl &page);

private:
    void rebuild();

    StatusBoard &m_board;
    ServiceKey m_service;
    QList<Link> m_links;
    QWidget *m_place;
    FlowLayout *m_flow;
};

} // namespace opsdeck
