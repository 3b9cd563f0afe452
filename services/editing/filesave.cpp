// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/editing/filesave.h"

#include "services/config/cutsave.h"
#include "services/config/workspacepath.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FileSave", text);
}

using PreparedFiles = std::vector<std::unique_ptr<PreparedFile>>;

Error underWay()
{
    return {ErrorKind::Guard,
            tr("Another save of this workspace has not ended."),
            tr("Nothing was saved. Try again in a moment."),
            {}};
}

/// The journal on disk while files are written. Who has one holds its lock.
class OpenJournal final
{
public:
    static Result<std::unique_ptr<OpenJournal>> begin(const QString &directory,
                                                      const SaveJournal &journal)
    {
        const QString path = SaveJournal::pathIn(directory);
        if (pendingSave(directory).state == PendingSave::State::Foreign)
            return failure(ErrorKind::Guard,
                           tr("%1 was not written on this machine, or can't be read.").arg(path),
                           tr("Nothing was saved. Try: remove it."));
        std::unique_ptr<OpenJournal> made(new OpenJournal(path));
        auto file = PreparedFile::make({path, {}, journal.toBytes()});
        if (!file)
            return failure(file.error());
        // Locked before anybody can see it.
        const QString temporary =
            directory + QLatin1Char('/') + QFile::decodeName((*file)->temporaryName());
        made->m_descriptor = ::open(QFile::encodeName(temporary).constData(), O_RDONLY | O_CLOEXEC);
        if (made->m_descriptor < 0 || ::flock(made->m_descriptor, LOCK_EX | LOCK_NB) != 0)
            return failure(fileError(path, errno));
        if (const auto done = (*file)->commit(); !done)
            return failure(QFileInfo::exists(path) ? underWay() : done.error());
        return made;
    }

    ~OpenJournal()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    Q_DISABLE_COPY_MOVE(OpenJournal)

    /// What was written holds from now on.
    void end() const { QFile::remove(m_path); }

private:
    explicit OpenJournal(QString path)
        : m_path(std::move(path))
    {}

    QString m_path;
    int m_descriptor = -1;
};

SaveJournal journalOf(const QString &directory, const QList<FileWrite> &writes,
                      const PreparedFiles &files)
{
    const QDir root(directory);
    SaveJournal journal;
    for (qsizetype i = 0; i < writes.size(); ++i) {
        const FileWrite &write = writes.at(i);
        const QByteArray temporary = files.at(static_cast<std::size_t>(i))->temporaryName();
        const QString folder = QFileInfo(write.path).absolutePath();
        journal.entries.append({root.relativeFilePath(write.path), write.known,
                                write.bytes ? SaveJournal::digest(*write.bytes) : QByteArray(),
                                temporary.isEmpty()
                                    ? QString()
                                    : root.relativeFilePath(folder + QLatin1Char('/')
                                                            + QFile::decodeName(temporary))});
    }
    return journal;
}

/// One file as it was.
Result<void> putBack(const FileWrite &write)
{
    auto file = PreparedFile::make({write.path, write.bytes, write.known});
    return file ? (*file)->commit() : failure(file.error());
}

Result<void> commitAll(const QList<FileWrite> &writes, const PreparedFiles &files,
                       const std::function<void()> &reached)
{
    for (qsizetype i = 0; i < writes.size(); ++i) {
        const auto done = files.at(static_cast<std::size_t>(i))->commit();
        if (done) {
            if (reached)
                reached();
            continue;
        }
        Error error = done.error();
        for (qsizetype back = i - 1; back >= 0; --back) {
            if (!putBack(writes.at(back)))
                error.message +=
                    QLatin1Char(' ')
                    + tr("%1 was already written.").arg(QFileInfo(writes.at(back).path).fileName());
        }
        return failure(error);
    }
    return {};
}

} // namespace

Result<void> replaceFile(const QString &path, const QByteArray &known, const QByteArray &bytes)
{
    auto file = PreparedFile::make({path, known, bytes});
    return file ? (*file)->commit() : failure(file.error());
}

Result<void> createFile(const QString &path, const QByteArray &bytes)
{
    auto file = PreparedFile::make({path, std::nullopt, bytes});
    return file ? (*file)->commit() : failure(file.error());
}

Result<void> saveFiles(const QString &directory, const QList<FileWrite> &writes,
                       const std::function<void()> &reached)
{
    PreparedFiles files;
    for (const FileWrite &write : writes) {
        auto file = PreparedFile::make(write);
        if (!file)
            return failure(file.error());
        files.push_back(std::move(*file));
        if (reached)
            reached();
    }
    if (writes.size() < 2)
        return commitAll(writes, files, reached);
    const auto journal = OpenJournal::begin(directory, journalOf(directory, writes, files));
    if (!journal)
        return failure(journal.error());
    if (reached)
        reached();
    const auto done = commitAll(writes, files, reached);
    (*journal)->end();
    return done;
}

Result<QStringList> settleCutSave(const QString &directory)
{
    const QString path = SaveJournal::pathIn(directory);
    const PendingSave pending = pendingSave(directory);
    if (pending.state == PendingSave::State::None || pending.state == PendingSave::State::Foreign)
        return QStringList();
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return QStringList();
    QFile lock;
    if (!lock.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return failure(fileError(path, EIO));
    // Readers hold it for a moment.
    constexpr int kAttempts = 50;
    constexpr useconds_t kPause = 10'000;
    for (int attempt = 0; ::flock(descriptor, LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (attempt == kAttempts)
            return failure(underWay());
        ::usleep(kPause);
    }
    struct stat held = {};
    if (::fstat(descriptor, &held) == 0 && held.st_nlink == 0)
        return QStringList(); // Ended meanwhile.
    const auto journal = SaveJournal::fromBytes(lock.readAll(), directory);
    if (!journal)
        return QStringList();
    QStringList names;
    for (const SaveJournal::Entry &entry : journal->entries) {
        const QString file = workspacePath(directory, entry.file);
        QFile there(file);
        std::optional<QByteArray> now;
        if (there.open(QIODevice::ReadOnly))
            now = there.readAll();
        const bool isWritten =
            entry.after.isEmpty() ? !now : now && SaveJournal::digest(*now) == entry.after;
        if (isWritten) {
            if (const auto done = putBack({file, entry.before, now}); !done)
                return failure(done.error());
            names << entry.file;
        }
        if (!entry.temporary.isEmpty())
            QFile::remove(workspacePath(directory, entry.temporary));
    }
    QFile::remove(path);
    return names;
}

} // namespace opsdeck
