// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// One of the last results: mark, message, how long it took, how long ago it was.
class ResultDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kHeight = 24;

    ResultDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
