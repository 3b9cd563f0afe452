// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/plainlabel.h"

#include <QVBoxLayout>

namespace opsdeck {

/// Its column begins with a head; what it holds is added below.
inline QVBoxLayout *beginSection(QWidget &section, const QString &title)
{
    auto *layout = new QVBoxLayout(&section);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->setSpacing(4);
    auto *label = plainLabel(QString(), roleFont(TextRole::Label), "t2", &section);
    label->setText(title);
    layout->addWidget(label);
    return layout;
}

} // namespace opsdeck
