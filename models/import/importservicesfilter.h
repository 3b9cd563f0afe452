// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Of the services found, those that have all the words, and only the doubtful ones when wanted. In
/// the file's order.
class ImportServicesFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ImportServicesFilter(QObject *parent = nullptr)
        : QSortFilterProxyModel(parent)
    {
        // What is made sure of meanwhile stays until it is asked for again: no row goes away under
        // the hand.
        setDynamicSortFilter(false);
    }

    void setText(const QString &text);
    void setOnlyDoubtful(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
    bool m_onlyDoubtful = false;
};

} // namespace opsdeck
