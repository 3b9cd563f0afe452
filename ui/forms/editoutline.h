// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config/outlinemodel.h"

#include <QWidget>

class QGridLayout;
class QListView;

namespace opsdeck {

class ThemeHub;

/// What there is to be edited, and buttons for what can be added to it.
class EditOutline final : public QWidget
{
    Q_OBJECT
public:
    EditOutline(OutlineModel &outline, ThemeHub &theme, QWidget *parent);

    /// Marks the row of `target`, and lets that be added which can be there.
    void mark(const EditTarget &target);
    /// What comes first; an empty one when there is nothing.
    EditTarget first() const;
    QWidget *list() const;

Q_SIGNALS:
    void chosen(const opsdeck::EditTarget &target);
    void additionWanted(opsdeck::EditKind kind);

private:
    void addButton(QGridLayout &grid, EditKind kind, const QString &text, const QString &name);

    OutlineModel &m_outline;
    QListView *m_list = nullptr;
};

} // namespace opsdeck
