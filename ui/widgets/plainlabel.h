// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QLabel>

namespace opsdeck {

/// A label that never interprets what it shows. `tone`: t1, t2, t3 or onink of the style sheet.
inline QLabel *plainLabel(const QString &objectName, const QFont &font, const char *tone,
                          QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setObjectName(objectName);
    label->setFont(font);
    label->setProperty("tone", QString::fromLatin1(tone));
    return label;
}

/// The same for text that may need more than one line; one long word widens nothing.
inline QLabel *wrappedLabel(const QString &objectName, const QFont &font, const char *tone,
                            QWidget *parent)
{
    QLabel *label = plainLabel(objectName, font, tone, parent);
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    return label;
}

} // namespace opsdeck
