// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspacefiles.h"

#include "services/config/configlimits.h"
#include "services/config/configtext.h"
#include "services/config/cutsave.h"
#include "services/config/filewatch.h"
#include "services/config/secretscan.h"
#include "services/config/workspacepath.h"
#include "services/config/yamlreader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace opsdeck {

namespace {

/// The first folder on the way to a path that may not be entered; empty when there is none.
QString closedFolder(const QString &path)
{
    const QString above = QFileInfo(path).absolutePath();
    if (above == path)
        return {};
    if (const QString closed = closedFolder(above); !closed.isEmpty())
        return closed;
    const QFileInfo info(above);
    return info.isDir() && !info.isExecutable() ? above : QString();
}

QString absenceText(const QString &path, const QString &name)
{
    if (const QString closed = closedFolder(path); !closed.isEmpty())
        return ConfigText::tr("%1 can't be reached: you may not enter the folder %2")
            .arg(ConfigText::quoted(name), ConfigText::quoted(closed));
    const QFileInfo info(path);
    const QString other =
        info.suffix() == QLatin1String("yaml") ? QStringLiteral(".yml") : QStringLiteral(".yaml");
    const QString sibling = info.completeBaseName() + other;
    if (info.dir().exists(sibling))
        return ConfigText::tr("there is no file %1, but %2: rename it")
            .arg(ConfigText::quoted(name), ConfigText::quoted(sibling));
    return ConfigText::tr("there is no file %1; check the name").arg(ConfigText::quoted(name));
}

} // namespace

void reportLeftOut(const QString &name, YamlPosition at, const Reporter &workspace)
{
    workspace.warning(
        at,
        ConfigText::tr("%1 is left out until its errors are mended").arg(ConfigText::quoted(name)));
}

WorkspaceFiles::WorkspaceFiles(const QString &fileOrFolder, Problems &problems, FileOverlay overlay)
    : m_problems(problems)
    , m_overlay(std::move(overlay))
{
    const QFileInfo info(fileOrFolder);
    m_path = info.isDir() ? QDir(fileOrFolder).absoluteFilePath(QStringLiteral("opsdeck.yaml"))
                          : info.absoluteFilePath();
    m_directory = QFileInfo(m_path).absolutePath();
    m_name = QFileInfo(m_path).fileName();
}

std::optional<YamlNode> WorkspaceFiles::readWorkspace()
{
    const QString journal = SaveJournal::pathIn(m_directory);
    const QString print = WorkspaceWatch::fingerprint(journal);
    const PendingSave pending = pendingSave(m_directory);
    if (pending.state != PendingSave::State::None)
        takeOver(pending);
    auto root = readFile(m_path, m_name, {}, Reporter(m_problems, m_name));
    // Its end changes what holds.
    if (pending.state != PendingSave::State::None) {
        m_read << journal;
        m_fingerprints << print;
    }
    return root;
}

void WorkspaceFiles::takeOver(const PendingSave &pending)
{
    const FileOverlay before = pending.overlay(m_directory);
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (!m_overlay.contains(it.key()))
            m_overlay.insert(it.key(), *it);
    }
    const Reporter reporter(m_problems, m_name);
    if (pending.state == PendingSave::State::Cut)
        reporter.warning({}, ConfigText::tr("a save of several files was cut short; what they held "
                                            "before holds until the workspace is opened to be "
                                            "edited, which puts them back"));
    else if (pending.state == PendingSave::State::Foreign)
        reporter.warning({}, ConfigText::tr(".opsdeck-save was not written on this machine, or "
                                            "can't be read; it says nothing here: remove it"));
}

std::optional<YamlNode> WorkspaceFiles::readIncluded(const QString &relative, YamlPosition at,
                                                     const Reporter &workspace)
{
    const QString path = workspacePath(m_directory, relative);
    if (relative.isEmpty() || QDir::isAbsolutePath(relative) || !isInside(m_directory, path)) {
        // A link that leads outside is mended without a change of the workspace file.
        if (path.startsWith(m_directory + QLatin1Char('/')) && !m_read.contains(path)) {
            m_read << path;
            m_fingerprints << WorkspaceWatch::fingerprint(path);
        }
        workspace.error(
            at, ConfigText::tr("%1 lies outside of the workspace's folder; name files inside of it")
                    .arg(ConfigText::quoted(relative)));
        return std::nullopt;
    }
    if (m_read.contains(path)) {
        workspace.error(at, ConfigText::tr("%1 is named twice").arg(ConfigText::quoted(relative)));
        return std::nullopt;
    }
    if (m_read.size() >= configlimits::kFiles) {
        workspace.error(
            at, ConfigText::tr("more than %1 files in one workspace").arg(configlimits::kFiles));
        return std::nullopt;
    }
    return readFile(path, QDir(m_directory).relativeFilePath(path), at, workspace);
}

std::optional<QByteArray> WorkspaceFiles::readBytes(const QString &path, const QString &name,
                                                    YamlPosition at, const Reporter &reporter) const
{
    if (const auto over = m_overlay.constFind(path); over != m_overlay.cend())
        return *over;
    const QFileInfo info(path);
    const auto refuse = [&](const QString &text) {
        reporter.error(at, text);
        return std::nullopt;
    };
    if (!info.exists())
        return refuse(absenceText(path, name));
    // Anything but a plain file may never end or never begin.
    if (!info.isFile())
        return refuse(ConfigText::tr("%1 is no plain file").arg(ConfigText::quoted(name)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(ConfigText::tr("%1 can't be read: %2")
                          .arg(ConfigText::quoted(name), file.errorString()));
    return file.read(configlimits::kFileBytes + 1);
}

std::optional<YamlNode> WorkspaceFiles::readFile(const QString &path, const QString &name,
                                                 YamlPosition at, const Reporter &reporter)
{
    m_read << path;
    m_fingerprints << WorkspaceWatch::fingerprint(path);
    m_names << name;
    const auto refuse = [&](const QString &text) {
        reporter.error(at, text);
        return std::nullopt;
    };
    const std::optional<QByteArray> read = readBytes(path, name, at, reporter);
    if (!read)
        return std::nullopt;
    const QByteArray &bytes = *read;
    if (bytes.size() > configlimits::kFileBytes)
        return refuse(ConfigText::tr("%1 is larger than %2 MiB; split it")
                          .arg(ConfigText::quoted(name))
                          .arg(configlimits::kFileBytes / 1024 / 1024));
    m_bytes += bytes.size();
    if (m_bytes > configlimits::kTotalBytes)
        return refuse(ConfigText::tr("the files of the workspace are together larger than %1 MiB")
                          .arg(configlimits::kTotalBytes / 1024 / 1024));
    const Reporter own(m_problems, name);
    std::optional<YamlNode> root = readYaml(bytes, own);
    if (root)
        refuseSecrets(*root, own);
    else if (at.line > 0)
        reportLeftOut(name, at, reporter);
    return root;
}

} // namespace opsdeck
