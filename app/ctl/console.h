// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QJsonObject>
#include <QString>

class QCommandLineParser;

namespace opsdeck::console {

/// To standard output, with a line end.
void print(const QString &text);
/// JSON and nothing else to standard output.
void print(const QJsonObject &object);
/// To standard error, with a line end.
void complain(const QString &text);
/// What happened, and the advice on a line of its own.
void complain(const Error &error);

/// table and json: what every command writes that says nothing else.
QStringList formats();
/// Adds `--format`, by default the first of them, and `--help`.
void addCommonOptions(QCommandLineParser &parser, const QStringList &formats = console::formats());
/// Parses; prints help or a usage error; options in `repeatable` may be given several times. Returns an exit code when the command must end now, -1 to go on.
int parse(QCommandLineParser &parser, const QString &command, const QString &usage, const QStringList &arguments,
          int minimumPositional, int maximumPositional, const QStringList &formats = console::formats(),
          const QStringList &repeatable = {});
bool wantsJson(const QCommandLineParser &parser);

/// Rows as left-aligned columns, two spaces between.
QString table(const QList<QStringList> &rows);

} // namespace opsdeck::console
