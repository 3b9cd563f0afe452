// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/diagram/startorderpanel.h"

#include "models/topology/startordermodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/plainlist.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace opsdeck {

namespace {

constexpr int kWidth = 288;
constexpr int kNarrowWidth = 208; ///< the drawing needs the room more
constexpr int kPadding = 16;
constexpr int kIndent = 12; ///< of what belongs to a wave

using Kind = StartOrderModel::Kind;

Kind kindOf(const QModelIndex &index)
{
    return static_cast<Kind>(index.data(StartOrderModel::KindRole).toInt());
}

/// Headings, services and sentences, each in as many lines as it needs.
class RowDelegate final : public QStyledItemDelegate
{
public:
    RowDelegate(ThemeHub &theme, QListView *list)
        : QStyledItemDelegate(list)
        , m_theme(theme)
        , m_list(list)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = m_theme.theme();
        const Kind kind = kindOf(index);
        painter->save();
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)
            && index.flags().testFlag(Qt::ItemIsSelectable))
            painter->fillRect(option.rect, theme.s2);
        if (option.state & QStyle::State_HasFocus && index.flags().testFlag(Qt::ItemIsSelectable)) {
            painter->setPen(QPen(theme.ink, 2));
            painter->drawRect(option.rect.adjusted(2, 1, -2, -1));
        }
        const bool isSentence = kind == Kind::Circle || kind == Kind::Conflict;
        painter->setFont(fontOf(kind));
        painter->setPen(kind == Kind::Note ? theme.t2 : theme.t1);
        const QRect text = textRect(option.rect, kind);
        painter->drawText(text, Qt::AlignLeft | Qt::TextWordWrap | Qt::AlignVCenter,
                          index.data().toString());
        if (isSentence) // a bar beside what is wrong with the order; no colour of a status
            painter->fillRect(QRect(option.rect.left() + kPadding, option.rect.top() + 3, 3,
                                    option.rect.height() - 6),
                              theme.ink);
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        Q_UNUSED(option)
        const Kind kind = kindOf(index);
        const int width = m_list->viewport()->width();
        const QRect room = textRect(QRect(0, 0, width, 10'000), kind);
        const QRect text =
            QFontMetrics(fontOf(kind))
                .boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, index.data().toString());
        const int above = kind == Kind::Wave || kind == Kind::Note ? 14 : 2;
        return {width, text.height() + above + 6};
    }

private:
    static QFont fontOf(Kind kind)
    {
        return kind == Kind::Wave      ? roleFont(TextRole::SmallStrong)
               : kind == Kind::Service ? roleFont(TextRole::Body)
                                       : roleFont(TextRole::Small);
    }

    static QRect textRect(const QRect &row, Kind kind)
    {
        const bool isHead = kind == Kind::Wave || kind == Kind::Note;
        return row.adjusted(kPadding + (isHead ? 0 : kIndent), isHead ? 12 : 0, -kPadding, 0);
    }

    ThemeHub &m_theme;
    QListView *m_list;
};

} // namespace

StartOrderPanel::StartOrderPanel(StartOrderModel &model, ThemeHub &theme, QWidget *parent)
    : QFrame(parent)
    , m_list(plainList(QStringLiteral("diagram.startorder.list"), tr("Start order"), &model, this))
{
    setObjectName(QStringLiteral("diagram.startorder.panel"));
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(kWidth);
    auto *title = plainLabel(QStringLiteral("diagram.startorder.title"),
                             roleFont(TextRole::BodyStrong), "t1", this);
    title->setText(tr("Start order"));
    title->setContentsMargins(kPadding, 0, kPadding, 0);
    m_list->setItemDelegate(new RowDelegate(theme, m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setWordWrap(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 12, 1, 8);
    layout->addWidget(title);
    layout->addWidget(m_list, 1);
    const auto choose = [this](const QModelIndex &index) {
        const auto service = index.data(StartOrderModel::KeyRole).value<ServiceKey>();
        if (!service.service.isEmpty())
            Q_EMIT serviceSelected(service);
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
    connect(&theme, &ThemeHub::changed, m_list->viewport(), qOverload<>(&QWidget::update));
}

void StartOrderPanel::setNarrow(bool isNarrow)
{
    setFixedWidth(isNarrow ? kNarrowWidth : kWidth);
}

} // namespace opsdeck
