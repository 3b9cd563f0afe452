// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <atomic>
#include <memory>

namespace opsdeck {

/// A file that is either whole or not there: written under another name, brought to the disk, then
/// renamed. Removed again unless committed. Waits for the disk: not for the GUI or engine thread.
class Artifact final
{
public:
    enum class Existing { Keep, Replace };

    /// `path` absolute; folders are made, mode 0700, the file 0600. Errors: Storage.
    static Result<std::unique_ptr<Artifact>> begin(const QString &path);
    /// Storage when something lies at `path`.
    static Result<void> refuseExisting(const QString &path);
    ~Artifact();
    Q_DISABLE_COPY_MOVE(Artifact)

    const QString &partialPath() const { return m_partial; }

    const QString &path() const { return m_path; }

    qint64 size() const;
    /// Errors: Storage, also when nothing was written, or when a file is there that may not be
    /// replaced.
    Result<void> commit(Existing existing = Existing::Keep);
    /// True: whatever commit() is doing, the file will not be put in its place. False: that is
    /// being done, or is done. From any thread.
    bool abandon();

private:
    enum class Fate { Open, Placing, Abandoned };

    Artifact(QString path, QString partial, int descriptor)
        : m_path(std::move(path))
        , m_partial(std::move(partial))
        , m_descriptor(descriptor)
    {}

    QString m_path;
    QString m_partial;
    int m_descriptor; ///< open as long as this lives: others see that the part is somebody's
    std::atomic<Fate> m_fate = Fate::Open;
    bool m_committed = false;
};

} // namespace opsdeck
