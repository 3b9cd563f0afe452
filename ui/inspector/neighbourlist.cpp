// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/neighbourlist.h"

#include "models/status/statuswords.h"
#include "ui/paint/statusmark.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plaintip.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kMost = 8;

void clear(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
}

QPixmap markPixmap(const StatusMark &mark, const Theme &theme, qreal ratio)
{
    QPixmap pixmap(QSize(24, 24) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMark(painter, QRectF(4, 4, 16, 16), mark, theme);
    return pixmap;
}

QString textOf(const ServiceView &view, const EdgeNote &edge)
{
    const QString text = QStringLiteral("%1   %2").arg(view.title, statusWord(view));
    return edge.word.isEmpty() ? text : text + QStringLiteral("   ") + edge.word;
}

} // namespace

NeighbourList::NeighbourList(const QString &title, const QString &prefix, StatusBoard &board,
                             ThemeHub &theme, QWidget *parent)
    : QWidget(parent)
    , m_prefix(prefix)
    , m_board(board)
    , m_theme(theme)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->setSpacing(4);
    auto *label = plainLabel(QString(), roleFont(TextRole::Label), "t2", this);
    label->setText(title);
    layout->addWidget(label);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(4);
    layout->addLayout(m_rows);
    // The marks are of the old theme.
    connect(&theme, &ThemeHub::changed, this, [this] { build(m_shown); });
}

void NeighbourList::setServices(const QList<ServiceKey> &keys)
{
    QList<EdgeNote> edges;
    for (const ServiceKey &key : keys)
        edges.append({key, {}, {}});
    setEdges(edges);
}

void NeighbourList::setEdges(const QList<EdgeNote> &edges)
{
    setVisible(!edges.isEmpty());
    const bool areSame =
        std::equal(edges.cbegin(), edges.cend(), m_shown.cbegin(), m_shown.cend(),
                   [](const EdgeNote &a, const EdgeNote &b) { return a.neighbour == b.neighbour; });
    if (!areSame || !m_isBuilt)
        return build(edges);
    m_shown = edges;
    refresh();
}

void NeighbourList::build(const QList<EdgeNote> &edges)
{
    m_shown = edges;
    m_isBuilt = true;
    clear(*m_rows);
    for (const EdgeNote &edge : m_shown.mid(0, kMost)) {
        const ServiceKey key = edge.neighbour;
        const ServiceView *view = m_board.service(key);
        if (view == nullptr)
            continue;
        auto *button = new QPushButton(textOf(*view, edge), this);
        button->setObjectName(m_prefix + key.service.toString());
        button->setToolTip(plainTip(edge.detail));
        button->setProperty("kind", QStringLiteral("row"));
        button->setIcon(markPixmap(markOf(*view), m_theme.theme(), devicePixelRatioF()));
        button->setIconSize(QSize(24, 24));
        button->setMinimumWidth(1); // a long name widens nothing
        connect(button, &QPushButton::clicked, this, [this, key] { Q_EMIT chosen(key); });
        m_rows->addWidget(button);
    }
    if (m_shown.size() > kMost) {
        auto *more = plainLabel(QString(), roleFont(TextRole::Caption), "t3", this);
        more->setText(tr("%1 more").arg(m_shown.size() - kMost));
        m_rows->addWidget(more);
    }
}

/// Same neighbours: only their states move on, so that a focused one stays focused.
void NeighbourList::refresh()
{
    for (int row = 0; row < m_rows->count(); ++row) {
        auto *button = qobject_cast<QPushButton *>(m_rows->itemAt(row)->widget());
        if (button == nullptr)
            continue;
        const ServiceId id(button->objectName().mid(m_prefix.size()));
        const EdgeNote *edge = shown(id);
        const ServiceView *view = edge == nullptr ? nullptr : m_board.service(edge->neighbour);
        if (view == nullptr)
            continue;
        const QString text = textOf(*view, *edge);
        if (const QString tip = plainTip(edge->detail); button->toolTip() != tip)
            button->setToolTip(tip);
        const QString state = text + (view->isImpacted() ? QStringLiteral("*") : QString());
        if (button->property("state").toString() == state)
            continue;
        button->setProperty("state", state);
        button->setText(text);
        button->setIcon(markPixmap(markOf(*view), m_theme.theme(), devicePixelRatioF()));
    }
}

const EdgeNote *NeighbourList::shown(const ServiceId &service) const
{
    const auto edge = std::find_if(m_shown.cbegin(), m_shown.cend(), [&](const EdgeNote &note) {
        return note.neighbour.service == service;
    });
    return edge == m_shown.cend() ? nullptr : &*edge;
}

} // namespace opsdeck
