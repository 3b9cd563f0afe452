// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/process/memoryfile.h"

#include <QList>

#include <memory>

namespace opsdeck {

/// A libpq password file that exists only in memory: an anonymous file of mode 0600 that a child
/// inherits as a descriptor and names by PGPASSFILE=/proc/self/fd/N. Format:
/// https://www.postgresql.org/docs/15/libpq-pgpass.html
class PassFile final
{
public:
    struct Entry
    {
        QString host;
        QString port;
        QString database;
        QString user;
    };

    /// One line each, all with the password. Errors: Credential when the password is more than a
    /// line, Internal when the system gives no memory file.
    static Result<std::unique_ptr<PassFile>> make(const QList<Entry> &entries,
                                                  const Secret &password);
    Q_DISABLE_COPY_MOVE(PassFile)

    int descriptor() const { return m_file->descriptor(); }

    QString path() const { return m_file->path(); } ///< as the child sees it

private:
    explicit PassFile(std::unique_ptr<MemoryFile> file)
        : m_file(std::move(file))
    {}

    std::unique_ptr<MemoryFile> m_file;
};

} // namespace opsdeck
