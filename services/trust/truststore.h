// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QSet>
#include <QString>

namespace opsdeck {

/// Which programs of which workspaces the user has trusted: digests by the absolute path of the
/// workspace file, in `trust.json` of the data folder, mode 0600. A file that others may write, or
/// that can't be read, is trusted with nothing. Reads and writes a file: not for the GUI or engine
/// thread's hot paths. Thread-safe against other processes: a write replaces the file as a whole.
class TrustStore final
{
public:
    /// `dataDirectory` empty: nothing is trusted and nothing can be.
    explicit TrustStore(QString dataDirectory);

    /// Errors: Storage, Permission, Garbage; then nothing is trusted.
    Result<QSet<QString>> trusted(const QString &workspaceFile) const;
    /// Adds to what is trusted of it. Errors: as above.
    Result<void> trust(const QString &workspaceFile, const QSet<QString> &digests) const;
    /// NotFound when nothing of it was trusted.
    Result<void> remove(const QString &workspaceFile) const;

private:
    QString m_file; ///< empty: none
};

} // namespace opsdeck
