// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A runbook in the list: title, what it acts on, danger in words.
class RunbookDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    RunbookDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
};

/// A step: mark of its state, name, one fact, kind. The arc of a running step turns with setTurn().
class StepDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    StepDelegate(ThemeHub &theme, QObject *parent);

    /// Of the rows: name and fact take a second line where they need one.
    void setWidth(int width) { m_width = width; }

    void setTurn(int degrees) { m_turn = degrees; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintStepMark(QPainter &painter, const QRectF &rect, int state, int number) const;

    ThemeHub &m_theme;
    int m_width = 432;
    int m_turn = 0;
};

/// A line of output: time, step, text in the mono font; nothing in it is ever interpreted.
class OutputDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    OutputDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
