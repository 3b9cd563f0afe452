// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace opsdeck {

/// One choice of a row of choices, or a switch that stays down.
inline QPushButton *segment(const QString &text, const QString &objectName, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setCheckable(true);
    button->setProperty("kind", QStringLiteral("segment"));
    return button;
}

} // namespace opsdeck
