// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/findpanel.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

class FindDelegate final : public QStyledItemDelegate
{
public:
    FindDelegate(ThemeHub &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = m_theme.theme();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, theme.s3);
        const QRect box = option.rect.adjusted(12, 0, -12, 0);
        painter->setFont(roleFont(TextRole::Small));
        const QString where = index.data(FindModel::WhereRole).toString();
        const int whereWidth =
            std::min(painter->fontMetrics().horizontalAdvance(where), box.width() / 2);
        painter->setPen(theme.t2);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(where, Qt::ElideMiddle, whereWidth));
        painter->setFont(roleFont(TextRole::Body));
        painter->setPen(theme.t1);
        const int titleWidth = box.width() - whereWidth - 12;
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                            Qt::ElideMiddle, titleWidth));
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {320, 28};
    }

private:
    ThemeHub &m_theme;
};

} // namespace

FindPanel::FindPanel(FindModel &model, ThemeHub &theme, QWidget *parent)
    : QFrame(parent)
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setObjectName(QStringLiteral("find"));
    setProperty("kind", QStringLiteral("card"));
    m_field->setObjectName(QStringLiteral("find.text"));
    m_field->setAccessibleName(tr("Find a page, service or runbook"));
    m_field->setPlaceholderText(tr("Page, service, environment or runbook"));
    m_field->setMinimumHeight(40);
    m_field->installEventFilter(this);
    m_proxy.setSourceModel(&model);
    m_list->setObjectName(QStringLiteral("find.list"));
    m_list->setAccessibleName(tr("Found"));
    m_list->setModel(&m_proxy);
    m_list->setItemDelegate(new FindDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy.setText(text);
        m_list->setCurrentIndex(m_proxy.index(0, 0));
        Q_EMIT textChanged(text);
    });
    connect(m_list, &QListView::clicked, this, &FindPanel::choose);
    hide();
}

void FindPanel::open()
{
    if (!isVisible())
        m_before = window()->focusWidget();
    const int wide = std::min(560, parentWidget()->width() - 48);
    setGeometry((parentWidget()->width() - wide) / 2, 72, wide,
                std::min(400, parentWidget()->height() - 120));
    m_field->clear();
    m_proxy.setText({});
    m_list->setCurrentIndex(m_proxy.index(0, 0));
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void FindPanel::moveBy(int rows)
{
    const int row =
        std::clamp(m_list->currentIndex().row() + rows, 0, std::max(0, m_proxy.rowCount() - 1));
    m_list->setCurrentIndex(m_proxy.index(row, 0));
}

bool FindPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::FocusOut)
        hide();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        moveBy(1);
        return true;
    case Qt::Key_Up:
        moveBy(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        hide();
        if (m_before)
            m_before->setFocus(Qt::OtherFocusReason);
        return true;
    default:
        return false;
    }
}

void FindPanel::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    Q_EMIT textChanged({});
}

void FindPanel::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto target = index.data(FindModel::TargetRole).value<FindModel::Target>();
    hide();
    Q_EMIT chosen(target);
}

} // namespace opsdeck
