// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/programfiles.h"

#include "services/config/configtext.h"
#include "services/config/filewatch.h"
#include "services/domain/program.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>

namespace opsdeck {

namespace {

/// Of one program; a folder with more is not looked into.
constexpr qsizetype kMostFiles = 2000;
constexpr qint64 kMostBytes = 256LL * 1024 * 1024;
constexpr qsizetype kPiece = 256 * 1024;

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

QString reasoned(const QString &path, const QString &reason)
{
    return QStringLiteral("%1 (%2)").arg(shownArgument(path), reason);
}

/// Data of a version control: it changes with all that is done there, and nothing runs it.
bool isVersionData(const QFileInfo &info)
{
    static const QStringList git{QStringLiteral("objects"),        QStringLiteral("refs"),
                                 QStringLiteral("logs"),           QStringLiteral("lfs"),
                                 QStringLiteral("index"),          QStringLiteral("HEAD"),
                                 QStringLiteral("ORIG_HEAD"),      QStringLiteral("FETCH_HEAD"),
                                 QStringLiteral("MERGE_HEAD"),     QStringLiteral("MERGE_MSG"),
                                 QStringLiteral("COMMIT_EDITMSG"), QStringLiteral("packed-refs"),
                                 QStringLiteral("index.lock"),     QStringLiteral("HEAD.lock"),
                                 QStringLiteral("gc.log")};
    static const QStringList mercurial{QStringLiteral("store"), QStringLiteral("cache"),
                                       QStringLiteral("wcache"), QStringLiteral("dirstate"),
                                       QStringLiteral("strip-backup")};
    static const QStringList subversion{QStringLiteral("pristine"), QStringLiteral("tmp"),
                                        QStringLiteral("wc.db"), QStringLiteral("wc.db-journal")};
    if (info.isSymLink())
        return false;
    const QString parent = info.absolutePath();
    const QString keeper = parent.section(QLatin1Char('/'), -1);
    const QString name = info.fileName();
    if (keeper == QLatin1String(".hg"))
        return mercurial.contains(name);
    if (keeper == QLatin1String(".svn"))
        return subversion.contains(name);
    // Of a submodule and a worktree too: folders within it that are made alike.
    return git.contains(name) && (parent + QLatin1Char('/')).contains(QLatin1String("/.git/"))
           && QFileInfo::exists(parent + QStringLiteral("/HEAD"));
}

/// Looks into the files of one program, as many as the limits let.
class Looking
{
public:
    explicit Looking(ReadContents &known)
        : m_known(known)
    {}

    void look(const QString &path);
    void lookWithin(const QString &folder);

    ProgramFiles files;

private:
    QString contentOf(const QString &path);

    void giveUp(const QString &path, const QString &reason)
    {
        files.notLookedInto << reasoned(path, reason);
    }

    ReadContents &m_known;
    qint64 m_bytes = 0;
};

/// Never waits for another end: what was a file a moment ago may be a pipe now.
QString Looking::contentOf(const QString &path)
{
    const QString none = QStringLiteral("-");
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat info = {};
    QFile file;
    if (descriptor < 0
        || !file.open(descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered,
                      QFileDevice::AutoCloseHandle)
        || ::fstat(descriptor, &info) != 0) {
        giveUp(path, ConfigText::tr("it can't be read"));
        return none;
    }
    if (!S_ISREG(info.st_mode)) {
        giveUp(path, ConfigText::tr("no plain file"));
        return none;
    }
    // The same program of another check.
    const QString print = files.stamps.value(path);
    if (const auto known = m_known.constFind(path); known != m_known.cend()
                                                    && known->fingerprint == print
                                                    && m_bytes + known->bytes <= kMostBytes) {
        m_bytes += known->bytes;
        return known->hash;
    }
    const qint64 before = m_bytes;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray piece(kPiece, Qt::Uninitialized);
    while (m_bytes <= kMostBytes) {
        const qint64 read = file.read(piece.data(), piece.size());
        if (read < 0) {
            giveUp(path, ConfigText::tr("it can't be read"));
            return none;
        }
        if (read == 0) {
            const QString read256 = QString::fromLatin1(hash.result().toHex());
            m_known.insert(path, {print, read256, m_bytes - before});
            return read256;
        }
        m_bytes += read;
        hash.addData(QByteArrayView(piece.constData(), read));
    }
    giveUp(path,
           ConfigText::tr("with it there are more than %1 MiB").arg(kMostBytes / 1024 / 1024));
    return none;
}

void Looking::look(const QString &path)
{
    if (files.stamps.contains(path))
        return;
    const QFileInfo info(path);
    const QString real = info.canonicalFilePath();
    files.stamps.insert(path, WorkspaceWatch::fingerprint(path));
    if (!real.isEmpty() && real != path)
        files.stamps.insert(real, WorkspaceWatch::fingerprint(real));
    QString content = QStringLiteral("-");
    if (info.isFile())
        content = contentOf(path);
    else if (info.isDir())
        content = QStringLiteral("/");
    else if (info.exists())
        giveUp(path, ConfigText::tr("no plain file"));
    files.contents.append(QJsonArray{path, real, content});
}

void Looking::lookWithin(const QString &folder)
{
    QStringList all;
    QStringList folders{folder};
    while (!folders.isEmpty()) {
        const QString here = folders.takeLast();
        if (!QFileInfo(here).isReadable()) {
            giveUp(here, ConfigText::tr("it can't be read"));
            return;
        }
        QDirIterator each(here,
                          QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
        while (each.hasNext()) {
            const QString path = each.next();
            const QFileInfo info = each.fileInfo();
            if (isVersionData(info)) {
                files.leftOut << shownArgument(path);
                continue;
            }
            all << path;
            if (info.isDir() && info.isSymLink()) {
                giveUp(path, ConfigText::tr("a link to a folder"));
                return;
            }
            if (info.isDir())
                folders << path;
            if (all.size() + files.stamps.size() > kMostFiles) {
                giveUp(folder, ConfigText::tr("more than %1 files").arg(kMostFiles));
                return;
            }
        }
    }
    all.sort();
    for (const QString &path : std::as_const(all))
        look(path);
}

} // namespace

ProgramFiles filesNamedIn(const QStringList &texts, const QString &directory, ReadContents &known)
{
    Looking looking(known);
    QStringList roots{QDir::cleanPath(QFileInfo(directory).absoluteFilePath()),
                      QFileInfo(directory).canonicalFilePath()};
    roots.removeDuplicates();
    roots.removeAll(QString());
    QStringList paths;
    for (const QString &text : texts) {
        for (const QString &root : std::as_const(roots))
            paths += pathsIn(text, root);
        // The same place by another name: with a doubled slash, by a link from elsewhere.
        const QString real =
            text.startsWith(QLatin1Char('/')) ? QFileInfo(text).canonicalFilePath() : QString();
        const bool isWithin =
            !roots.isEmpty()
            && (real + QLatin1Char('/')).startsWith(roots.constLast() + QLatin1Char('/'));
        if (isWithin)
            paths << QDir::cleanPath(text) << real;
    }
    paths.removeDuplicates();
    for (const QString &path : std::as_const(paths)) {
        looking.look(path);
        if (QFileInfo(path).isDir())
            looking.lookWithin(path);
    }
    looking.files.leftOut.sort();
    return looking.files;
}

} // namespace opsdeck
