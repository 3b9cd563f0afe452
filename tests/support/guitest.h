// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPixmap>
#include <QTest>
#include <QWidget>

namespace opsdeck::test {

/// Saves a picture of `widget` when OPSDECK_SNAPSHOT_DIR names a folder; a look for people, not an
/// assertion.
inline void snapshot(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("OPSDECK_SNAPSHOT_DIR");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

/// Names of labels that would interpret foreign text as markup.
inline QStringList labelsWithoutPlainText(const QWidget &root)
{
    QStringList names;
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->textFormat() != Qt::PlainText)
            names << label->objectName() + QLatin1Char(':') + label->text();
    }
    return names;
}

} // namespace opsdeck::test
