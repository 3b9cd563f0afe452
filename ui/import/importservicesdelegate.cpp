// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/importservicesdelegate.h"

#include "models/import/importservicesmodel.h"
#include "ui/forms/quietcombobox.h"
#include "ui/paint/paint.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace opsdeck {

namespace {

constexpr int kRow = 32;
constexpr int kPadding = 8;
constexpr int kBox = 16;

QRect boxOf(const QRect &cell)
{
    return {cell.left() + kPadding, cell.center().y() - kBox / 2 + 1, kBox, kBox};
}

void paintBox(QPainter &painter, const QRect &box, bool isChecked, const Theme &theme)
{
    painter.setPen(QPen(isChecked ? theme.ink : theme.ctl, 1));
    painter.setBrush(isChecked ? QBrush(theme.ink) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    if (!isChecked)
        return;
    painter.setPen(QPen(theme.onink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF at(box.topLeft());
    painter.drawPolyline(
        QPolygonF{at + QPointF(3.8, 8.4), at + QPointF(6.8, 11.4), at + QPointF(12.2, 5)});
}

} // namespace

ImportServicesDelegate::ImportServicesDelegate(ThemeHub &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

void ImportServicesDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    const Theme &theme = m_theme.theme();
    const bool isSkipped = index.data(ImportServicesModel::SkippedRole).toBool();
    const bool isDoubtful = index.data(ImportServicesModel::DoubtfulRole).toBool();
    const int column = index.column();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, theme.s2);
    QRect box = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (column == ImportServicesModel::ServiceColumn) {
        paintBox(*painter, boxOf(option.rect), !isSkipped, theme);
        box.setLeft(boxOf(option.rect).right() + kPadding + 1);
    }
    const bool isFigure =
        column == ImportServicesModel::AskedColumn || column == ImportServicesModel::KindColumn;
    const bool isStrong = !isSkipped
                          && (column == ImportServicesModel::ServiceColumn
                              || (isDoubtful && column == ImportServicesModel::ConfidenceColumn));
    painter->setFont(isFigure ? figureFont(12)
                              : roleFont(isStrong ? TextRole::BodyStrong : TextRole::Body));
    painter->setPen(isSkipped                                                  ? theme.t3
                    : column == ImportServicesModel::ServiceColumn || isStrong ? theme.t1
                                                                               : theme.t2);
    if (index.flags().testFlag(Qt::ItemIsEditable)) {
        paintIcon(*painter, QRectF(box.right() - 15, box.center().y() - 7, 16, 16),
                  QStringLiteral("chev"), theme.t2);
        box.setRight(box.right() - 20);
    }
    const Qt::TextElideMode elide =
        column == ImportServicesModel::AskedColumn ? Qt::ElideMiddle : Qt::ElideRight;
    painter->drawText(
        box, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(index.data().toString(), elide, box.width()));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.ink, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4);
    }
    painter->restore();
}

QSize ImportServicesDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, kRow};
}

QWidget *ImportServicesDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &,
                                              const QModelIndex &index) const
{
    auto *box = new QuietComboBox(parent);
    box->setObjectName(QStringLiteral("import.found.kind"));
    box->setAccessibleName(tr("Kind of the check"));
    const QString guessed =
        index.data(ImportServicesModel::ServiceRole).value<PlannedService>().kind;
    const QStringList kinds = index.data(ImportServicesModel::ChoicesRole).toStringList();
    for (const QString &kind : kinds)
        box->addItem(kind == guessed ? tr("%1 (guessed)").arg(kind) : kind, kind);
    connect(box, &QComboBox::activated, this, [this, box] {
        auto *self = const_cast<ImportServicesDelegate *>(this);
        Q_EMIT self->commitData(box);
        Q_EMIT self->closeEditor(box);
    });
    return box;
}

void ImportServicesDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    if (auto *box = qobject_cast<QComboBox *>(editor))
        box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
}

void ImportServicesDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                          const QModelIndex &index) const
{
    if (const auto *box = qobject_cast<QComboBox *>(editor))
        model->setData(index, box->currentData(), Qt::EditRole);
}

bool ImportServicesDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                         const QStyleOptionViewItem &option,
                                         const QModelIndex &index)
{
    if (index.column() != ImportServicesModel::ServiceColumn
        || event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (mouse->button() != Qt::LeftButton
        || !boxOf(option.rect)
                .adjusted(-kPadding, -kPadding, kPadding, kPadding)
                .contains(mouse->pos()))
        return false;
    const bool isSkipped = index.data(ImportServicesModel::SkippedRole).toBool();
    return model->setData(index, isSkipped ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
}

} // namespace opsdeck
