// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/config/workspaceloader.h"
#include "services/importers/composeimport.h"
#include "services/importers/workspacetext.h"
#include "services/probes/builtinprobes.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

const QString kFile = QStringLiteral("compose.yaml");

void check(bool holds)
{
    if (!holds)
        std::abort();
}

QByteArray bytesOf(const QList<ImportedFile> &files)
{
    QByteArray bytes;
    for (const ImportedFile &file : files)
        bytes += file.name.toUtf8() + '\n' + file.bytes;
    return bytes;
}

} // namespace

/// The bytes are a compose file; what is imported from it must be a sound workspace.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QTemporaryDir folder;
    static const QList<KindInfo> kinds = builtinProbes().infos();
    QFile file(folder.filePath(kFile));
    check(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char *>(data), static_cast<qint64>(size));
    file.close();
    ComposeImportRequest request;
    request.directory = folder.path();
    request.files = QStringList{kFile};
    request.profiles = QStringList{QStringLiteral("*")};
    request.kinds = kinds;
    const ImportedStack stack = importCompose(request);
    for (const ImportFinding &finding : stack.findings) {
        check(!finding.text.isEmpty() && finding.text.size() < 2000);
        check(finding.where.line >= 0 && finding.where.column >= 0);
    }
    if (stack.hasErrors())
        return 0;
    check(!stack.services.isEmpty());
    const QList<ImportedFile> files = workspaceFilesOf(stack, QStringLiteral("opsdeck.yaml"));
    check(bytesOf(files)
          == bytesOf(workspaceFilesOf(importCompose(request), QStringLiteral("opsdeck.yaml"))));
    check(writeImported(files, folder.filePath(QStringLiteral("out")), true).has_value());
    const LoadedWorkspace loaded =
        WorkspaceLoader({kinds, {}}).load(folder.filePath(QStringLiteral("out")));
    check(loaded.workspace != nullptr && !loaded.hasErrors());
    check(loaded.workspace->platforms.constFirst().environments.constFirst().services.size()
          == stack.services.size());
    return 0;
}
