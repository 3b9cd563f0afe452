// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace opsdeck {

class ThemeHub;

/// A contradiction or gap: ring with a question mark while it is open, with a check mark when it is
/// settled, and the word; title; platform, kind and number, services or answer.
class QuestionDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    QuestionDelegate(ThemeHub &theme, QObject *parent);

    void setWithPlatform(bool with) { m_withPlatform = with; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {320, 56};
    }

private:
    ThemeHub &m_theme;
    bool m_withPlatform = false;
};

/// A cell by the roles of assuranceroles.h: two lines of text, or one and what stands below it.
class AssuranceDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kRowHeight = 40;

    AssuranceDelegate(ThemeHub &theme, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {80, kRowHeight};
    }

private:
    ThemeHub &m_theme;
};

} // namespace opsdeck
