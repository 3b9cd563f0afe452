// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

#include <QByteArray>
#include <QMap>

#include <optional>

namespace opsdeck {

struct PendingSave;

/// Bytes in place of those of files, by absolute path; also of files that are not there.
using FileOverlay = QMap<QString, QByteArray>;

/// Says at the place where the workspace names a file that nothing of it is used.
void reportLeftOut(const QString &name, YamlPosition at, const Reporter &workspace);

/// The files of one workspace: reads them within the limits, and none that lies outside of its
/// folder.
class WorkspaceFiles final
{
public:
    /// `fileOrFolder`: a file, or a folder with an opsdeck.yaml.
    WorkspaceFiles(const QString &fileOrFolder, Problems &problems, FileOverlay overlay = {});

    const QString &directory() const { return m_directory; } ///< absolute

    const QString &name() const
    {
        return m_name;
    } ///< of the workspace file, relative to directory()

    const QStringList &read() const
    {
        return m_read;
    } ///< absolute paths, readable or not: what to watch

    const QStringList &fingerprints() const
    {
        return m_fingerprints;
    } ///< of read(), each taken before reading

    const QStringList &names() const
    {
        return m_names;
    } ///< as in problems, in the order of reading

    std::optional<YamlNode> readWorkspace();
    /// A file that the workspace names at `at`.
    std::optional<YamlNode> readIncluded(const QString &relative, YamlPosition at,
                                         const Reporter &workspace);

private:
    void takeOver(const PendingSave &pending);
    std::optional<QByteArray> readBytes(const QString &path, const QString &name, YamlPosition at,
                                        const Reporter &reporter) const;
    std::optional<YamlNode> readFile(const QString &path, const QString &name, YamlPosition at,
                                     const Reporter &reporter);

    Problems &m_problems;
    FileOverlay m_overlay;
    QString m_path;
    QString m_directory;
    QString m_name;
    QStringList m_read;
    QStringList m_fingerprints;
    QStringList m_names;
    qint64 m_bytes = 0;
};

} // namespace opsdeck
