// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace opsdeck {

/// A framed ground for what belongs together. The name may be empty.
inline QFrame *card(const QString &objectName, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setObjectName(objectName);
    frame->setProperty("kind", QStringLiteral("card"));
    return frame;
}

} // namespace opsdeck
