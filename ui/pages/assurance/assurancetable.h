// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/assurance/assurancefilter.h"

#include <QWidget>

class QAbstractItemView;
class QLabel;
class QTableView;

namespace opsdeck {

class ThemeHub;

/// A table of what is documented under a fixed head, never wider than its place, and all of the
/// chosen row in words below it.
class AssuranceTable final : public QWidget
{
    Q_OBJECT
public:
    struct Column
    {
        int least = 80; ///< px
        int weight = 0; ///< of the room that is left
    };

    /// `columns` as the model has them; the first is the platform's.
    AssuranceTable(const QString &name, const QString &title, QAbstractItemModel &model,
                   const QList<Column> &columns, ThemeHub &theme, QWidget *parent);

    AssuranceFilter &filter() { return m_filter; }

    QAbstractItemView *view() const;

    void setWithPlatform(bool with);
    /// Stands below the words of the chosen row, and is shown and hidden with them.
    void setBelow(QWidget *below);
    void setBelowAllowed(bool allowed);

Q_SIGNALS:
    /// In the filter; invalid: none is chosen.
    void rowShown(const QModelIndex &index);
    void rowActivated(int sourceRow);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitColumns();
    void showRow();
    void chooseAgain();

    QList<Column> m_columns;
    AssuranceFilter m_filter;
    QTableView *m_table;
    QWidget *m_detail;
    QLabel *m_rowTitle;
    QLabel *m_rowText;
    QWidget *m_below; ///< holds what stands below the words
    QString m_key;    ///< of the row that was chosen last
};

} // namespace opsdeck
