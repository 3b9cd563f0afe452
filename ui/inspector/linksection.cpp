// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/linksection.h"

#include "models/documents/sourcewords.h"
#include "ui/inspector/section.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plaintip.h"

#include <QPushButton>

namespace opsdeck {

LinkSection::LinkSection(StatusBoard &board, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_place(new QWidget(this))
    , m_flow(new FlowLayout(m_place, 8))
{
    beginSection(*this, tr("LINKS"))->addWidget(m_place);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &LinkSection::rebuild);
    hide();
}

void LinkSection::setService(const ServiceKey &service)
{
    m_service = service;
    rebuild();
}

void LinkSection::rebuild()
{
    const WorkspacePtr &workspace = m_board.workspace();
    const Platform *platform =
        workspace ? workspace->platform(m_service.environment.platform) : nullptr;
    const Service *service = workspace ? workspace->service(m_service) : nullptr;
    const QList<Link> links =
        platform == nullptr || service == nullptr ? QList<Link>() : service->links;
    setVisible(!links.isEmpty());
    if (links == m_links)
        return;
    m_links = links;
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Link &link : links) {
        const QUrl page(link.url, QUrl::StrictMode);
        auto *button = new QPushButton(link.title, m_place);
        button->setObjectName(QStringLiteral("inspector.link.") + link.id);
        button->setProperty("size", QStringLiteral("small"));
        button->setAccessibleName(tr("Open %1 in the browser").arg(link.title));
        const QString address = page.toDisplayString(QUrl::RemoveUserInfo);
        button->setToolTip(
            plainTip(link.source.isGiven
                         ? tr("%1\nSource: %2").arg(address, sourceSentence(link.source, *platform))
                         : address));
        connect(button, &QPushButton::clicked, this, [this, page] { Q_EMIT pageRequested(page); });
        m_flow->addWidget(button);
    }
}

} // namespace opsdeck
