// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSaveFile>

#include <optional>

namespace opsdeck {

/// A file that is there whole and on the disk, or as it was before: a full disk shows before
/// anything is replaced. What is not committed goes away with the object. A link is followed.
class WholeFile final
{
public:
    /// `permissions`: those of the file; as usual when none.
    explicit WholeFile(const QString &path, std::optional<QFile::Permissions> permissions = {});

    Q_DISABLE_COPY_MOVE(WholeFile)

    QString path() const { return m_file.fileName(); }

    /// False for what is there and is no plain file, too.
    bool open();
    bool write(const QByteArray &bytes);
    /// All that was written is on the disk, beside what is to be replaced.
    bool sync();
    /// Puts it in its place; syncs before, when that was not done.
    bool commit();

    /// Why one of them failed.
    QString errorString() const { return m_error; }

private:
    bool failed(const QString &why);

    QSaveFile m_file;
    std::optional<QFile::Permissions> m_permissions;
    QString m_error;
};

} // namespace opsdeck
