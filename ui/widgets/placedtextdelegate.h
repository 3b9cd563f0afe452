// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QStyledItemDelegate>

class QListView;

namespace opsdeck {

class ThemeHub;

/// A place in the mono font, below it a text in as many lines as it needs, below that its details.
class PlacedTextDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    struct Look
    {
        int placeRole;        ///< QString; cut in its middle
        QFont font;           ///< of the text, which is Qt::DisplayRole
        int detailsRole = -1; ///< QStringList, one a line; negative: there are none
    };

    PlacedTextDelegate(const Look &look, ThemeHub &theme, QListView *view);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QString details(const QModelIndex &index) const;

    Look m_look;
    ThemeHub &m_theme;
    QListView *m_view;
};

} // namespace opsdeck
