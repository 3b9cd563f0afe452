// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/workspacetext.h"

#include "services/base/wholefile.h"
#include "services/importers/platformtext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <memory>
#include <vector>

namespace opsdeck {

namespace {

const char kMark[] = "# Imported by Opsdeck. Importing again replaces this file only as long as it "
                     "is not edited.\n# sha256 ";

QByteArray sumOf(const QByteArray &body)
{
    return QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
}

QByteArray marked(const QString &text)
{
    const QByteArray body = text.toUtf8();
    return QByteArray(kMark) + sumOf(body) + '\n' + body;
}

/// Whether a file is as it was written.
bool isUnedited(const QByteArray &bytes)
{
    const QByteArray mark(kMark);
    constexpr qsizetype kSum = 64;
    return bytes.startsWith(mark) && bytes.size() > mark.size() + kSum
           && bytes.at(mark.size() + kSum) == '\n'
           && sumOf(bytes.mid(mark.size() + kSum + 1)) == bytes.mid(mark.size(), kSum);
}

Error refusal(const QString &path)
{
    return {ErrorKind::Guard,
            ImportText::tr("%1 is there and was edited, or was not imported; nothing was written.")
                .arg(path),
            ImportText::tr("Try: another name after -o, or --force to replace what stands in it."),
            {}};
}

Error storageError(const QString &path, const QString &detail)
{
    return {ErrorKind::Storage, ImportText::tr("%1 could not be written.").arg(path),
            ImportText::tr("Try: a folder you may write to, with room on its disk."), detail};
}

QString pathIn(const QString &folder, const ImportedFile &file)
{
    return QDir::cleanPath(folder + QLatin1Char('/') + file.name);
}

/// What of `file` below `folder` is a link: writing through it could end anywhere. Empty: nothing.
QString linkIn(const QString &folder, const ImportedFile &file)
{
    QString path = QDir::cleanPath(folder);
    const QStringList parts = QDir::cleanPath(file.name).split(QLatin1Char('/'));
    for (const QString &part : parts) {
        path += QLatin1Char('/') + part;
        if (QFileInfo(path).isSymLink())
            return path;
    }
    return {};
}

/// Takes away again what was made.
class Undo final
{
public:
    bool makeFolder(const QString &path)
    {
        QStringList missing;
        for (QString each = path; !QFileInfo::exists(each); each = QFileInfo(each).absolutePath())
            missing.prepend(each);
        for (const QString &each : std::as_const(missing)) {
            if (!QDir().mkdir(each))
                return false;
            m_folders << each;
        }
        return QFileInfo(path).isDir();
    }

    void addFile(const QString &path) { m_files << path; }

    void run()
    {
        for (const QString &path : std::as_const(m_files))
            QFile::remove(path);
        while (!m_folders.isEmpty())
            QDir().rmdir(m_folders.takeLast());
    }

private:
    QStringList m_files;
    QStringList m_folders; ///< the outer ones first
};

} // namespace

bool isImported(const QByteArray &bytes)
{
    return bytes.startsWith(QByteArray(kMark));
}

QList<ImportedFile> workspaceFilesOf(const QList<ImportedStack> &stacks,
                                     const QString &workspaceName)
{
    if (stacks.isEmpty())
        return {};
    const QString platformFile = QStringLiteral("platforms/%1.yaml").arg(stacks.constFirst().id);
    return {{workspaceName, marked(workspaceText(stacks, platformFile))},
            {platformFile, marked(platformText(stacks))}};
}

QList<ImportedFile> workspaceFilesOf(const ImportedStack &stack, const QString &workspaceName)
{
    return workspaceFilesOf(QList<ImportedStack>{stack}, workspaceName);
}

Result<QList<PlannedFile::State>> statesOf(const QList<ImportedFile> &files, const QString &folder)
{
    QList<PlannedFile::State> states;
    for (const ImportedFile &file : files) {
        const QString path = pathIn(folder, file);
        if (const QString link = linkIn(folder, file); !link.isEmpty())
            return failure(
                ErrorKind::Guard,
                ImportText::tr("%1 is a symbolic link; nothing was written through it.").arg(link),
                ImportText::tr("Try: the folder it leads to after -o, or take the link away."));
        if (!QFileInfo::exists(path)) {
            states << PlannedFile::State::New;
            continue;
        }
        QFile old(path);
        if (!QFileInfo(path).isFile() || !old.open(QIODevice::ReadOnly))
            return failure(storageError(path, old.errorString()));
        constexpr qint64 kMost = 16 * 1024 * 1024;
        const QByteArray bytes = old.read(kMost);
        states << (file.over == bytes    ? PlannedFile::State::Merged
                   : bytes == file.bytes ? PlannedFile::State::Unchanged
                   : isUnedited(bytes)   ? PlannedFile::State::Imported
                                         : PlannedFile::State::Edited);
    }
    return states;
}

Result<QList<WrittenFile>> writeImported(const QList<ImportedFile> &files, const QString &folder,
                                         bool isForced)
{
    const auto states = statesOf(files, folder);
    if (!states)
        return failure(states.error());
    QList<WrittenFile> written;
    for (qsizetype i = 0; i < files.size(); ++i) {
        WrittenFile each{pathIn(folder, files.at(i)), WrittenFile::State::Replaced};
        if (states->at(i) == PlannedFile::State::Edited && !isForced)
            return failure(refusal(each.path));
        if (states->at(i) == PlannedFile::State::New)
            each.state = WrittenFile::State::Created;
        else if (states->at(i) == PlannedFile::State::Unchanged)
            each.state = WrittenFile::State::Unchanged;
        written.append(each);
    }
    Undo undo;
    std::vector<std::unique_ptr<WholeFile>> fresh;
    const auto giveUp = [&](const QString &path, const QString &detail) {
        fresh.clear();
        undo.run();
        return failure(storageError(path, detail));
    };
    for (qsizetype i = 0; i < files.size(); ++i) {
        const QString path = written.at(i).path;
        fresh.push_back(std::make_unique<WholeFile>(path));
        if (written.at(i).state == WrittenFile::State::Unchanged)
            continue;
        if (!undo.makeFolder(QFileInfo(path).absolutePath()))
            return giveUp(path, {});
        WholeFile &file = *fresh.back();
        if (!file.open() || !file.write(files.at(i).bytes) || !file.sync())
            return giveUp(path, QString(file.errorString()));
    }
    // All of them are on the disk before the first old one goes. What names the others comes last:
    // a workspace is there whole or not at all.
    for (qsizetype i = files.size() - 1; i >= 0; --i) {
        const WrittenFile &each = written.at(i);
        if (each.state == WrittenFile::State::Unchanged)
            continue;
        WholeFile &file = *fresh.at(static_cast<std::size_t>(i));
        if (!file.commit())
            return giveUp(each.path, QString(file.errorString()));
        if (each.state == WrittenFile::State::Created)
            undo.addFile(each.path);
    }
    return written;
}

} // namespace opsdeck
