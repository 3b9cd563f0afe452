// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A row of the outline: indented title, what it is at the right.
class OutlineDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    OutlineDelegate(ThemeHub &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, 28};
    }

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
