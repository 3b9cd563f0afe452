// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A row of the found services: a box to accept it, quieter when skipped, stronger words where the
/// guess is doubtful, a choice of kinds where there is one.
class ImportServicesDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ImportServicesDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
