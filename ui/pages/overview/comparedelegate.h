// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;
struct Theme;

/// Cells of a comparison (look §5.12): what stands out by sign, bar, tint and weight, all of them
/// ink, for a difference is no fault; what is not of now by hatch and words.
class CompareDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kRowHeight = 32;

    CompareDelegate(ThemeHub &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    static void paintSection(QPainter &painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index, const Theme &theme);
    static void paintHead(QPainter &painter, const QRect &rect, const QModelIndex &index,
                          const Theme &theme);
    static void paintName(QPainter &painter, const QRect &rect, const QModelIndex &index,
                          const Theme &theme);
    static void paintValue(QPainter &painter, const QRect &rect, const QModelIndex &index,
                           const Theme &theme);

    ThemeHub &m_theme;
};

} // namespace opsdeck
