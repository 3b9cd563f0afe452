// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <unistd.h>

namespace opsdeck {

inline bool isRoot()
{
    return ::geteuid() == 0;
}

/// Runs functions of this very test program as a user without rights: root is refused nothing. What
/// went wrong; empty: they passed, and none was skipped.
inline QByteArray failureAsNobody(const QStringList &functions)
{
    QTemporaryDir folder;
    QFile::Permissions all = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
                             | QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther
                             | QFile::ExeOther;
    const QString program = folder.filePath(QStringLiteral("program"));
    // Where it was built others may not look.
    if (!QFile::copy(QCoreApplication::applicationFilePath(), program)
        || !QFile::setPermissions(program, all) || !QFile::setPermissions(folder.path(), all))
        return "no copy of the test program";
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(QStringLiteral("/"));
    process.start(QStringLiteral("setpriv"),
                  QStringList{QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"),
                              QStringLiteral("--clear-groups"), program}
                      + functions);
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        return "no end: " + process.readAll();
    }
    const QByteArray said = process.readAll();
    const bool isGood = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
                        && said.contains(" 0 skipped");
    return isGood ? QByteArray() : "as nobody: " + said;
}

} // namespace opsdeck
