// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A change of state: time, environment, marks of what it was and became, sentence. What was not
/// confirmed is dimmer.
class EventDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// One line, or the sentence in two of its own, where there is room in height.
    enum class Lines { One, Three };

    EventDelegate(ThemeHub &theme, Lines lines, QObject *parent);

    /// Behind the service, where there are three lines.
    void setNamesPlatforms(bool names) { m_namesPlatforms = names; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
    Lines m_lines;
    bool m_namesPlatforms = false;
};

/// A row of the record: number, time, who, where, what, how it ended.
class AuditDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    AuditDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {400, 32};
    }

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
