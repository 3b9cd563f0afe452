// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace opsdeck {

/// One file that is to hold something else.
struct FileWrite
{
    QString path;                    ///< absolute
    std::optional<QByteArray> known; ///< what it holds now; none: it is not there
    std::optional<QByteArray> bytes; ///< what it is to hold; none: it is removed

    bool operator==(const FileWrite &) const = default;
};

/// A file's new bytes, safe on disk beside it and not yet in its place; without commit() they go
/// away again. Blocking. Errors as of filesave.h.
class PreparedFile final
{
public:
    /// Refused when the file does not hold what is known, and when the path is a symbolic link.
    static Result<std::unique_ptr<PreparedFile>> make(const FileWrite &write);
    ~PreparedFile();
    Q_DISABLE_COPY_MOVE(PreparedFile)

    /// Refused when the file was changed since.
    Result<void> commit();

    /// Name of the temporary file in the same folder; empty when the file is to be removed.
    const QByteArray &temporaryName() const { return m_temporary; }

private:
    explicit PreparedFile(const FileWrite &write);

    Result<void> lookAtOld();
    Result<void> writeTemporary();
    Result<void> takeOver();
    bool isAsBefore() const;

    struct State;
    FileWrite m_write;
    QByteArray m_name;
    QByteArray m_temporary;
    int m_folder = -1;
    int m_file = -1; ///< the temporary one
    bool m_isKept = false;
    std::unique_ptr<State> m_before; ///< of the file that is there; null: none is
};

/// What went wrong with `path`, from errno.
Error fileError(const QString &path, int code);

} // namespace opsdeck
