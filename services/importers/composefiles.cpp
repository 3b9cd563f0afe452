// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/importers/composefiles.h"

#include "services/importers/importlimits.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace opsdeck {

ComposeFiles::ComposeFiles(QString directory, ImportFindings &findings)
    : m_directory(std::move(directory))
    , m_findings(findings)
{}

QString ComposeFiles::path(const QString &name, const QString &directory) const
{
    QString wanted = name;
    if (wanted.startsWith(QLatin1String("~/")))
        wanted = QDir::homePath() + wanted.mid(1);
    return QDir::cleanPath(
        QDir(directory.isEmpty() ? m_directory : directory).absoluteFilePath(wanted));
}

QString ComposeFiles::shownName(const QString &path) const
{
    const QString relative = QDir(m_directory).relativeFilePath(path);
    return relative.startsWith(QLatin1String("../../..")) ? path : relative;
}

bool ComposeFiles::exists(const QString &path)
{
    return QFileInfo(path).isFile();
}

std::optional<ComposeFiles::Content> ComposeFiles::read(const QString &path,
                                                        const ImportPlace &askedAt,
                                                        FindingLevel whenMissing,
                                                        const QString &service)
{
    const QString name = shownName(path);
    const auto refuse = [&](FindingLevel level, const QString &text) {
        m_findings.add(level, askedAt, service, {}, text);
        return std::nullopt;
    };
    if (++m_count > importlimits::kFiles)
        return refuse(FindingLevel::Error,
                      ImportText::tr("more than %1 files are read").arg(importlimits::kFiles));
    const QFileInfo info(path);
    if (!info.exists())
        return refuse(
            whenMissing,
            ImportText::tr("there is no file %1; check the name").arg(ImportText::quoted(name)));
    // Anything but a plain file may never end or never begin.
    if (!info.isFile())
        return refuse(whenMissing,
                      ImportText::tr("%1 is no plain file").arg(ImportText::quoted(name)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(whenMissing, ImportText::tr("%1 can't be read: %2")
                                       .arg(ImportText::quoted(name), file.errorString()));
    Content content;
    content.bytes = file.read(importlimits::kFileBytes + 1);
    if (content.bytes.size() > importlimits::kFileBytes)
        return refuse(FindingLevel::Error, ImportText::tr("%1 is larger than %2 MiB")
                                               .arg(ImportText::quoted(name))
                                               .arg(importlimits::kFileBytes / 1024 / 1024));
    m_bytes += content.bytes.size();
    if (m_bytes > importlimits::kTotalBytes)
        return refuse(FindingLevel::Error,
                      ImportText::tr("the files are together larger than %1 MiB")
                          .arg(importlimits::kTotalBytes / 1024 / 1024));
    content.file = m_findings.addFile(name);
    m_bases.insert(content.file, info.absolutePath());
    return content;
}

} // namespace opsdeck
