// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of a ComparisonModel that have a text in them, and only the telling ones when asked; a head
/// stays while one of its rows does.
class ComparisonFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Every word of it must be there.
    void setText(const QString &text);
    /// What differs, and of what it is not known.
    void setOnlyTelling(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool accepts(const QModelIndex &index) const;

    QStringList m_words;
    bool m_onlyTelling = false;
};

} // namespace opsdeck
