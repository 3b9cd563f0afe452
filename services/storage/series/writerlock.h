// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

/// Tells whether another process, or another store of this one, writes the same file. Ends with the
/// process, however that ends.
class WriterLock final
{
public:
    WriterLock() = default;

    ~WriterLock() { release(); }
    Q_DISABLE_COPY_MOVE(WriterLock)

    /// From now on this one counts. True: it is the only one. Two may ask at once only where
    /// something else keeps them apart. Both sorts of locks are held, so that it can be told on a
    /// file system that knows only one of them; where it knows none there is another one.
    bool take(const QString &path);
    void release();

private:
    int m_descriptor = -1;
};

} // namespace opsdeck
