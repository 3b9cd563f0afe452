// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/programfiles.h"

#include "services/config/filewatch.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace opsdeck {

namespace {

/// Of one program; a folder with more is not looked into.
constexpr qsizetype kMostFiles = 2000;

/// The longest path that is there and begins `text`; where none is, up to the first mark that
/// usually ends one.
QString pathAtStartOf(const QString &text, qsizetype least)
{
    const auto isEnd = [](QChar c) {
        return c.isSpace() || QStringLiteral(",:;=\"'`|&<>()[]{}$").contains(c);
    };
    QString shortest = text;
    for (qsizetype length = text.size(); length >= least; --length) {
        if (length < text.size() && !isEnd(text.at(length)))
            continue;
        shortest = text.left(length);
        if (QFileInfo::exists(shortest) || QFileInfo(shortest).isSymLink())
            return shortest;
    }
    return shortest;
}

QStringList pathsIn(const QString &text, const QString &directory)
{
    QStringList paths;
    for (qsizetype at = text.indexOf(directory); at >= 0;) {
        const qsizetype end = at + directory.size();
        const QString path = pathAtStartOf(text.mid(at), directory.size());
        const bool isInside = end >= text.size() || text.at(end) == QLatin1Char('/')
                              || path.size() == directory.size();
        if (isInside)
            paths << QDir::cleanPath(path);
        at = text.indexOf(directory, isInside ? at + path.size() : end);
    }
    return paths;
}

void look(ProgramFiles &files, const QString &path)
{
    if (files.stamps.contains(path))
        return;
    const QFileInfo info(path);
    const QString real = info.canonicalFilePath();
    files.stamps.insert(path, WorkspaceWatch::fingerprint(path));
    if (!real.isEmpty() && real != path)
        files.stamps.insert(real, WorkspaceWatch::fingerprint(real));
    QString content = QStringLiteral("-");
    if (info.isFile()) {
        QFile file(path);
        QCryptographicHash hash(QCryptographicHash::Sha256);
        if (file.open(QIODevice::ReadOnly) && hash.addData(&file))
            content = QString::fromLatin1(hash.result().toHex());
        else
            files.notLookedInto << path;
    } else if (info.isDir()) {
        content = QStringLiteral("/");
    } else if (info.exists()) {
        files.notLookedInto << path; // a pipe, a device: never read
    }
    files.contents.append(QJsonArray{path, real, content});
}

void lookWithin(ProgramFiles &files, const QString &folder)
{
    if (!QFileInfo(folder).isReadable()) {
        files.notLookedInto << folder;
        return;
    }
    QStringList all;
    QDirIterator each(folder, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                      QDirIterator::Subdirectories);
    while (each.hasNext()) {
        all << each.next();
        // A link to a folder is not followed further: what is behind it is not known.
        const QFileInfo info = each.fileInfo();
        if (info.isDir() && (info.isSymLink() || !info.isReadable())) {
            files.notLookedInto << info.filePath();
            return;
        }
        if (all.size() + files.stamps.size() > kMostFiles) {
            files.notLookedInto << folder;
            return;
        }
    }
    all.sort();
    for (const QString &path : std::as_const(all))
        look(files, path);
}

} // namespace

ProgramFiles filesNamedIn(const QStringList &texts, const QString &directory)
{
    ProgramFiles files;
    QStringList roots{QDir::cleanPath(QFileInfo(directory).absoluteFilePath()),
                      QFileInfo(directory).canonicalFilePath()};
    roots.removeDuplicates();
    roots.removeAll(QString());
    QStringList paths;
    for (const QString &text : texts) {
        for (const QString &root : std::as_const(roots))
            paths += pathsIn(text, root);
    }
    paths.removeDuplicates();
    for (const QString &path : std::as_const(paths)) {
        look(files, path);
        if (QFileInfo(path).isDir())
            lookWithin(files, path);
    }
    return files;
}

} // namespace opsdeck
