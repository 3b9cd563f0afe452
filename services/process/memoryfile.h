// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <memory>

namespace opsdeck {

/// A file that exists only in memory, of mode 0600: how a secret reaches a child, which inherits
/// its descriptor. Nobody else of the same machine can open it, unlike arguments, which everybody
/// can read.
class MemoryFile final
{
public:
    /// Errors: Internal when the system gives no memory file. The caller wipes its own copy.
    static Result<std::unique_ptr<MemoryFile>> make(const QByteArray &bytes);
    ~MemoryFile();
    Q_DISABLE_COPY_MOVE(MemoryFile)

    int descriptor() const
    {
        return m_descriptor;
    } ///< closed on exec: the child's side clears that

    QString path() const
    {
        return QStringLiteral("/proc/self/fd/%1").arg(m_descriptor);
    } ///< of whoever has the descriptor

private:
    explicit MemoryFile(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor;
};

} // namespace opsdeck
