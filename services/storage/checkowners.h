// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace opsdeck {

/// Of several programs (or stores of one) with the same history file, whose states and ledger of a
/// check are kept: who asked first, until it ends, however that ends. A lock of one byte a check in
/// a file beside the history; where the file system knows no such locks everybody owns all. One
/// thread; never waits.
class CheckOwners final
{
public:
    CheckOwners() = default;

    ~CheckOwners() { release(); }
    Q_DISABLE_COPY_MOVE(CheckOwners)

    /// `id`: of a check in the history file, above zero. True: it is this one's now.
    bool take(const QString &path, qint64 id);
    /// All of them. Also after a rollback: the next id that is given may be the same.
    void release();

private:
    int m_descriptor = -1;
    bool m_canTell = true;
    QSet<qint64> m_own;
};

} // namespace opsdeck
