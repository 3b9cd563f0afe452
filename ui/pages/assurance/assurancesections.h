// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractItemView;
class QLabel;

namespace opsdeck {

/// The parts of the page: one alone, or all under their heads, one below another, side by side
/// where there is room.
class AssuranceSections final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int kBesideFrom = 2000; ///< own width

    explicit AssuranceSections(QWidget *parent);

    /// `view` has the rows of `body`; `least`: px of the body in which all of it can be read when
    /// there are few rows.
    void add(const QString &name, const QString &title, QWidget *body, QAbstractItemView *view,
             int least);

    void showOnly(int section);
    void showAll();

    /// One that is absent has no place among all.
    void setPresent(int section, bool isPresent);
    /// Stands in place of a body while it is not empty.
    void setNote(int section, const QString &text);
    /// Heads tell how many rows there are, and how many of them are in sight.
    void countRows();

    /// In which every row is in sight, all of them being shown, at this width.
    int fullHeight(int width) const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Section
    {
        QWidget *box;
        QLabel *title;
        QLabel *count;
        QLabel *note;
        QWidget *body;
        QAbstractItemView *view;
        int least;
        bool isPresent = true;
    };

    int neededHeight(const Section &section) const;
    /// Numbers of the sections of each column at this width, from left to right.
    QList<QList<int>> columns(int width) const;
    int readableHeight(int width) const;
    void arrange();

    QList<Section> m_sections;
    int m_only = 0; ///< -1: all
};

/// Heights of what stands one below another in `room`: each at least `least`, beyond that as much
/// as it needs; those that need most share what is left.
QList<int> shareHeights(int room, const QList<int> &needed, int least);

} // namespace opsdeck
