// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// Lines of a problem's words that are `width` wide: broken between words, within one only where it
/// is longer than a line.
QStringList problemLines(const QString &text, int width);

/// A configuration problem: mark of its severity, place in the mono font, what is wrong.
class ProblemDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ProblemDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
