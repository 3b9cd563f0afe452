// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <optional>

namespace opsdeck {

/// How far a record went when it was last written.
struct AuditAnchor
{
    qint64 rows = 0;
    QByteArray hash; ///< of the last of them; empty when the file says nothing that can be read
};

/// The count and the last hash of a record, in a file beside it: mode 0600, on the disk when
/// advance() returns. Removed last rows, a removed record and a new one in its place show by it.
/// Who replaces both files alike is not found out; a hash kept elsewhere does that.
class AuditHead final
{
public:
    explicit AuditHead(const QString &record)
        : m_path(record + QStringLiteral(".head"))
    {}

    const QString &path() const { return m_path; }

    /// Nothing when there is no such file yet.
    std::optional<AuditAnchor> read() const;
    /// After row `sequence` was written. Only ever moves on, and not past a break: `hashOf` gives
    /// the hash that the record has for an earlier row. Several processes may call it at once.
    /// False when it could not be written; the next call makes up for it.
    bool advance(qint64 sequence, const QByteArray &hash,
                 const std::function<QByteArray(qint64)> &hashOf) const;

private:
    QString m_path;
};

} // namespace opsdeck
