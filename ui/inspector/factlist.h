// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/inspector/factrows.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace opsdeck {

/// What the last answer of the chosen check told besides its state: names at the left, values that
/// can be selected at the right; hidden while there is nothing.
class FactList final : public QWidget
{
    Q_OBJECT
public:
    explicit FactList(QWidget *parent = nullptr);

    /// Those that are the same stay as they are, a selection in them too.
    void setFacts(const QList<FactRow> &facts);

private:
    QGridLayout *m_grid;
    QLabel *m_more;
    QList<FactRow> m_facts;
    QList<std::pair<QLabel *, QLabel *>> m_rows;
};

} // namespace opsdeck
