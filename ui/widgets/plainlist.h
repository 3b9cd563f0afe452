// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace opsdeck {

/// A list that is read, not edited, without a frame of its own. The name is what a screen reader
/// says.
inline QListView *plainList(const QString &objectName, const QString &accessibleName,
                            QAbstractItemModel *model, QWidget *parent)
{
    auto *list = new QListView(parent);
    list->setObjectName(objectName);
    list->setAccessibleName(accessibleName);
    list->setModel(model);
    list->setFrameShape(QFrame::NoFrame);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setMouseTracking(true); // delegates paint what lies under the pointer
    return list;
}

/// The same where every row is as high as the first.
inline QListView *plainUniformList(const QString &objectName, const QString &accessibleName,
                                   QAbstractItemModel *model, QWidget *parent)
{
    QListView *list = plainList(objectName, accessibleName, model, parent);
    list->setUniformItemSizes(true);
    return list;
}

} // namespace opsdeck
