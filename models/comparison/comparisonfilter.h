// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/comparison/comparisonsection.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of a ComparisonModel that have a text in them, and only the telling ones when asked; a head
/// stays while one of its rows does. Without a text, sections fold into their heads.
class ComparisonFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ComparisonFilter(QObject *parent = nullptr);

    /// Every word of it must be there.
    void setText(const QString &text);
    /// What differs, and of what it is not known.
    void setOnlyTelling(bool only);
    /// Opens or folds the section that `index` is the head of; false: it is none.
    bool toggle(const QModelIndex &index);
    void setFolded(ComparisonSection section, bool folded);

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool accepts(const QModelIndex &index) const;
    bool isFolded(const QModelIndex &source) const;

    QStringList m_words;
    bool m_onlyTelling = false;
    QSet<int> m_folded; ///< of ComparisonSection
};

} // namespace opsdeck
