// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/cutsave.h"

#include "services/config/configlimits.h"
#include "services/config/workspacepath.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace opsdeck {

namespace {

/// Base64 takes a third more.
constexpr qint64 kMostBytes = configlimits::kTotalBytes * 2;

const QString kFile = QStringLiteral("file");
const QString kBefore = QStringLiteral("before");
const QString kAfter = QStringLiteral("after");
const QString kTemporary = QStringLiteral("temporary");

/// One that came by a copy of the folder tells of files that are elsewhere.
QString machine()
{
    return QString::fromLatin1(SaveJournal::digest(QSysInfo::machineUniqueId()).toHex());
}

bool isBelow(const QString &directory, const QString &file)
{
    return !file.isEmpty() && !QDir::isAbsolutePath(file)
           && isInside(directory, workspacePath(directory, file));
}

} // namespace

QString SaveJournal::pathIn(const QString &directory)
{
    return directory + QStringLiteral("/.opsdeck-save");
}

QByteArray SaveJournal::digest(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray SaveJournal::toBytes() const
{
    QJsonArray files;
    for (const Entry &entry : entries) {
        QJsonObject file{{kFile, entry.file},
                         {kAfter, QString::fromLatin1(entry.after.toHex())},
                         {kTemporary, entry.temporary}};
        if (entry.before)
            file.insert(kBefore, QString::fromLatin1(entry.before->toBase64()));
        files.append(file);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("machine"), machine()},
                                     {QStringLiteral("files"), files}})
        .toJson();
}

std::optional<SaveJournal> SaveJournal::fromBytes(const QByteArray &bytes, const QString &directory)
{
    const QJsonObject whole = QJsonDocument::fromJson(bytes).object();
    const QJsonArray files = whole.value(QStringLiteral("files")).toArray();
    if (whole.value(QStringLiteral("machine")).toString() != machine() || files.isEmpty())
        return std::nullopt;
    SaveJournal journal;
    for (const QJsonValue &each : files) {
        const QJsonObject file = each.toObject();
        Entry entry;
        entry.file = file.value(kFile).toString();
        entry.after = QByteArray::fromHex(file.value(kAfter).toString().toLatin1());
        entry.temporary = file.value(kTemporary).toString();
        if (file.contains(kBefore))
            entry.before = QByteArray::fromBase64(file.value(kBefore).toString().toLatin1());
        if (!isBelow(directory, entry.file)
            || (!entry.temporary.isEmpty() && !isBelow(directory, entry.temporary)))
            return std::nullopt;
        journal.entries.append(entry);
    }
    return journal;
}

FileOverlay PendingSave::overlay(const QString &directory) const
{
    FileOverlay before;
    for (const SaveJournal::Entry &entry : journal.entries) {
        const QString path = workspacePath(directory, entry.file);
        QFile file(path);
        const bool isWritten = entry.after.isEmpty()
                                   ? !file.exists()
                                   : file.open(QIODevice::ReadOnly)
                                         && SaveJournal::digest(file.readAll()) == entry.after;
        if (entry.before && isWritten)
            before.insert(path, *entry.before);
    }
    return before;
}

PendingSave pendingSave(const QString &directory)
{
    using State = PendingSave::State;
    const QByteArray path = QFile::encodeName(SaveJournal::pathIn(directory));
    const int descriptor = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return {QFileInfo::exists(SaveJournal::pathIn(directory)) ? State::Foreign : State::None,
                {}};
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)
        || !QFileInfo(SaveJournal::pathIn(directory)).isFile())
        return {State::Foreign, {}};
    const auto journal = SaveJournal::fromBytes(file.read(kMostBytes), directory);
    if (!journal)
        return {State::Foreign, {}};
    const bool isFree = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    return {isFree ? State::Cut : State::UnderWay, *journal};
}

} // namespace opsdeck
