// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

class QJsonArray;

namespace opsdeck {

/// Of a container's environment (`NAME=value`) each name with a mark of its value: a keyed hash
/// whose key is made anew by each run of the program and never leaves its memory. Two marks of one
/// name are equal when the values are, and tell nothing else of them; what is kept of another run
/// can't be compared with them. Values go no further than this.
QMap<QString, QString> environmentMarks(const QJsonArray &environment);

/// "DEBUG=#1f0c… LOG_LEVEL=#77aa…": one fact for all of them.
QString environmentMarksText(const QMap<QString, QString> &marks);

} // namespace opsdeck
