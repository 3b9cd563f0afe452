// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/trust/truststore.h"

#include "services/base/wholefile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>

#include <sys/stat.h>
#include <unistd.h>

namespace opsdeck {

namespace {

constexpr int kLockPatienceMs = 2000;
constexpr qint64 kMostBytes = 4LL * 1024 * 1024;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(TrustStore)
};

const QString kWorkspaces = QStringLiteral("workspaces");
const QString kPrograms = QStringLiteral("programs");

/// The same workspace by another name is the same.
QString nameOf(const QString &workspaceFile)
{
    const QString canonical = QFileInfo(workspaceFile).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(workspaceFile).absoluteFilePath() : canonical;
}

Error noFolder()
{
    return {ErrorKind::Storage,
            Words::tr("There is no data folder to keep trust in."),
            Words::tr("Try: another one by OPSDECK_DATA_DIR."),
            {}};
}

Result<QJsonObject> read(const QString &path)
{
    if (path.isEmpty())
        return failure(noFolder());
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return QJsonObject();
    if (info.st_uid != ::geteuid() || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return failure(
            ErrorKind::Permission,
            Words::tr("%1 may be written by others: nothing in it is trusted.").arg(path),
            Words::tr("Try: look who owns it, then remove it and trust anew."));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Storage, Words::tr("%1 can't be read.").arg(path),
                       Words::tr("Nothing is trusted until it can be. Try: its mode."),
                       file.errorString());
    const QJsonDocument document = QJsonDocument::fromJson(file.read(kMostBytes));
    if (!document.isObject() || !document.object().value(kWorkspaces).isObject())
        return failure(
            ErrorKind::Garbage,
            Words::tr("%1 is not what Opsdeck wrote: nothing in it is trusted.").arg(path),
            Words::tr("Try: remove it and trust anew."));
    return document.object();
}

Result<void> write(const QString &path, const QJsonObject &content)
{
    WholeFile file(path, QFile::ReadOwner | QFile::WriteOwner);
    if (!file.open() || !file.write(QJsonDocument(content).toJson()) || !file.commit())
        return failure(ErrorKind::Storage, Words::tr("%1 could not be written.").arg(path),
                       Words::tr("Nothing was changed. Try: room and mode of the data folder."),
                       file.errorString());
    return {};
}

/// Reads, lets `change` do its part and writes; between processes one at a time.
template <typename Change>
Result<void> changed(const QString &path, Change change)
{
    if (path.isEmpty())
        return failure(noFolder());
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(kLockPatienceMs))
        return failure(ErrorKind::Storage, Words::tr("%1 is being written by another.").arg(path),
                       Words::tr("Try: once more in a moment."));
    Result<QJsonObject> content = read(path);
    if (!content)
        return failure(content.error());
    QJsonObject workspaces = content->value(kWorkspaces).toObject();
    if (const Result<void> done = change(workspaces); !done)
        return done;
    content->insert(QStringLiteral("version"), 1);
    content->insert(kWorkspaces, workspaces);
    return write(path, *content);
}

} // namespace

TrustStore::TrustStore(QString dataDirectory)
    : m_file(dataDirectory.isEmpty() ? QString() : dataDirectory + QStringLiteral("/trust.json"))
{}

Result<QSet<QString>> TrustStore::trusted(const QString &workspaceFile) const
{
    if (m_file.isEmpty())
        return QSet<QString>();
    const Result<QJsonObject> content = read(m_file);
    if (!content)
        return failure(content.error());
    const QJsonArray programs = content->value(kWorkspaces)
                                    .toObject()
                                    .value(nameOf(workspaceFile))
                                    .toObject()
                                    .value(kPrograms)
                                    .toArray();
    QSet<QString> digests;
    for (const QJsonValue &each : programs)
        digests.insert(each.toString());
    return digests;
}

Result<void> TrustStore::trust(const QString &workspaceFile, const QSet<QString> &digests) const
{
    return changed(m_file, [&](QJsonObject &workspaces) -> Result<void> {
        QJsonObject own = workspaces.value(nameOf(workspaceFile)).toObject();
        QStringList all(digests.cbegin(), digests.cend());
        const QJsonArray before = own.value(kPrograms).toArray();
        for (const QJsonValue &each : before)
            all << each.toString();
        all.removeDuplicates();
        all.sort();
        own.insert(kPrograms, QJsonArray::fromStringList(all));
        workspaces.insert(nameOf(workspaceFile), own);
        return {};
    });
}

Result<void> TrustStore::remove(const QString &workspaceFile) const
{
    return changed(m_file, [&](QJsonObject &workspaces) -> Result<void> {
        if (!workspaces.contains(nameOf(workspaceFile)))
            return failure(ErrorKind::NotFound,
                           Words::tr("Nothing of %1 was trusted.").arg(workspaceFile), {});
        workspaces.remove(nameOf(workspaceFile));
        return {};
    });
}

} // namespace opsdeck
