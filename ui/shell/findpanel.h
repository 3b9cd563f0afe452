// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/find/findmodel.h"
#include "models/find/findproxy.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace opsdeck {

class ThemeHub;

/// Type a few letters, press Enter, be there. Opens over the page; Esc closes it.
class FindPanel final : public QFrame
{
    Q_OBJECT
public:
    FindPanel(FindModel &model, ThemeHub &theme, QWidget *parent);

    void open();

Q_SIGNALS:
    void chosen(const opsdeck::FindModel::Target &target);
    /// What is looked for; empty as soon as nothing is any more.
    void textChanged(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void choose(const QModelIndex &index);
    void moveBy(int rows);

    FindProxy m_proxy;
    QPointer<QWidget> m_before; ///< had the focus when it was opened
    QLineEdit *m_field;
    QListView *m_list;
};

} // namespace opsdeck
