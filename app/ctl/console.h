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
/// To standard output as it is; false when it could not be written.
bool write(const QByteArray &bytes);
/// To standard error, with a line end: what is told on the way, no reason of a failure.
void note(const QString &text);
/// To standard error, with a line end: why the command fails.
void complain(const QString &text);
/// What happened, and the advice on a line of its own.
void complain(const Error &error);

/// table and json: what every command writes that says nothing else.
QStringList formats();
/// Adds `--format`, by default the first of them, and `--help`.
void addCommonOptions(QCommandLineParser &parser, const QStringList &formats = console::formats());
/// Parses; prints help or a usage error. `positional` names in words the arguments that must be
/// there, `more` how many like the last may follow; options in `repeatable` may be given several
/// times. Returns an exit code when the command must end now, -1 to go on.
int parse(QCommandLineParser &parser, const QString &command, const QString &usage,
          const QStringList &arguments, const QStringList &positional,
          const QStringList &formats = console::formats(), const QStringList &repeatable = {},
          int more = 0);
/// Whether the first of `arguments` is one of a command's `actions`, or help is asked for;
/// complains when it is none.
bool isAction(const QString &command, const QString &usage, const QStringList &arguments,
              const QStringList &actions);
/// Asks for one line on the terminal; empty when standard input is none.
QString ask(const QString &question);
/// The stable form of an error: kind, message, advice.
QJsonObject errorJson(const Error &error);
bool wantsJson(const QCommandLineParser &parser);

/// At the end of a command that failed with `code`: where JSON was asked for and nothing was
/// written yet, the reason as
/// `{"error": {"kind", "message", "advice"}}`. Gives the code back.
int conclude(int code, const QStringList &arguments);

/// Rows as left-aligned columns, two spaces between.
QString table(const QList<QStringList> &rows);

} // namespace opsdeck::console
