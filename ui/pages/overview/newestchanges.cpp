// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview/newestchanges.h"

#include "models/history/eventsmodel.h"
#include "ui/pages/history/historydelegates.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"

#include <QDateTime>
#include <QVBoxLayout>

namespace opsdeck {

NewestChanges::NewestChanges(StatusBoard &board, EventsModel &events, ThemeHub &theme,
                             QWidget *parent)
    : QFrame(parent)
    , m_board(board)
{
    setObjectName(QStringLiteral("overview.changes"));
    setProperty("kind", QStringLiteral("card"));
    m_filter.setSourceModel(&events);
    auto *title =
        plainLabel(QStringLiteral("overview.events.title"), roleFont(TextRole::Label), "t2", this);
    title->setText(tr("NEWEST CHANGES"));
    title->setContentsMargins(16, 0, 16, 0);
    m_empty =
        wrappedLabel(QStringLiteral("overview.events.empty"), roleFont(TextRole::Body), "t2", this);
    m_empty->setContentsMargins(16, 0, 16, 0);
    m_list =
        plainUniformList(QStringLiteral("overview.events"), tr("Newest changes"), &m_filter, this);
    m_delegate = new EventDelegate(theme, EventDelegate::Lines::Three, m_list);
    m_list->setItemDelegate(m_delegate);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 12, 1, 8);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(m_empty);
    layout->addWidget(m_list, 1);
    layout->addStretch();
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT serviceSelected(index.data(EventsModel::EventRole).value<Event>().service);
    });
    connect(&m_filter, &QAbstractItemModel::rowsInserted, this, &NewestChanges::describe);
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this, &NewestChanges::describe);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &NewestChanges::describe);
    connect(&m_board, &StatusBoard::workspaceChanged, this, &NewestChanges::begin);
    begin();
}

void NewestChanges::begin()
{
    if (m_sinceMs == 0 && m_board.workspace() && m_board.now().isValid())
        m_sinceMs = m_board.now().wallMs;
    describe();
}

void NewestChanges::setPlatform(const PlatformId &platform)
{
    m_filter.setPlatform(platform);
    m_delegate->setNamesPlatforms(platform.isEmpty());
    m_list->viewport()->update();
    describe();
}

void NewestChanges::describe()
{
    const bool isEmpty = m_filter.rowCount() == 0;
    m_list->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_empty->setText(m_sinceMs == 0 ? tr("No change yet.")
                                    : tr("No change since %1 UTC.")
                                          .arg(QDateTime::fromMSecsSinceEpoch(m_sinceMs, Qt::UTC)
                                                   .toString(QStringLiteral("HH:mm"))));
    // With nothing to list it is as high as its words.
    setMaximumHeight(isEmpty ? layout()->sizeHint().height() : QWIDGETSIZE_MAX);
    if (parentWidget() != nullptr && parentWidget()->layout() != nullptr)
        parentWidget()->layout()->setAlignment(this, isEmpty ? Qt::AlignTop : Qt::Alignment());
}

} // namespace opsdeck
