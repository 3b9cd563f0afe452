// SPDX-License-Identifier: GPL-3.0-or-later
#include "composecase.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace opsdeck;

ComposeCase ComposeCase::read(const QString &path)
{
    static const QRegularExpression mark("# @([a-z0-9-]+)\\s*$");
    ComposeCase read;
    const QFileInfo info(path);
    const QString main = info.isDir() ? "compose.yaml" : info.fileName();
    read.request.directory = info.isDir() ? info.absoluteFilePath() : info.absolutePath();
    read.request.files = {main};
    QStringList files;
    if (info.isDir()) {
        QDirIterator it(path, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext())
            files << it.next();
    } else {
        files << info.absoluteFilePath();
    }
    for (const QString &name : files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (const auto match = mark.match(lines.at(i)); match.hasMatch())
                read.marks.insert(match.captured(1),
                                  QString("%1:%2").arg(QFileInfo(name).fileName()).arg(i + 1));
            if (!lines.at(i).startsWith("#= "))
                continue;
            const QString word = lines.at(i).mid(3).section(' ', 0, 0);
            const QString rest = lines.at(i).mid(3).section(' ', 1);
            if (word == "files")
                read.request.files = rest.split(' ');
            else if (word == "profile")
                read.request.profiles << rest;
            else if (word == "env-file")
                read.request.envFiles << rest;
            else if (word == "nginx")
                read.request.nginxFiles << rest;
            else if (word == "loose")
                read.request.isLoose = true;
            else if (word == "environment")
                read.request.environment = rest;
            else if (word == "env")
                read.request.variables.insert(rest.section('=', 0, 0), rest.section('=', 1));
            else
                read.expectations.append({word, rest});
        }
    }
    return read;
}
