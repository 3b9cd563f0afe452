// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A check of the inspector: mark, name and age on one line, its message below.
class CheckDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kHeight = 44;

    CheckDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
