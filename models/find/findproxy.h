// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace opsdeck {

/// Rows of a FindModel that have every typed word in their title or place; titles that begin with
/// the first word come first.
class FindProxy final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit FindProxy(QObject *parent = nullptr);

    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
};

} // namespace opsdeck
