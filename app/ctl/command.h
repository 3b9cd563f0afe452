// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

namespace opsdeck {

/// One subcommand of opsdeckctl: one file and one row in commands.cpp.
struct Command
{
    QString name;    ///< as typed
    QString summary; ///< one line for the overview
    QString usage;   ///< "WORKSPACE [--platform P] …"
    std::function<int(const QStringList &arguments)>
        run; ///< arguments after the name; gives the exit code
};

QList<Command> commands();

} // namespace opsdeck
