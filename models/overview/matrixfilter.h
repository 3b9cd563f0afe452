// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace opsdeck {

/// Rows of a MatrixModel that are abnormal somewhere, or whose name holds a text; a group stays while one of its rows does.
class MatrixFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit MatrixFilter(QObject *parent = nullptr);

    void setOnlyAbnormal(bool only);
    void setText(const QString &text);
    bool isFiltering() const { return m_onlyAbnormal || !m_text.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool acceptsService(int row) const;

    bool m_onlyAbnormal = false;
    QString m_text;
};

} // namespace opsdeck
