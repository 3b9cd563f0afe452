// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace opsdeck {

/// Lets libpq have only so many bytes. By itself libpq takes a value of any length into memory, and
/// reads on as long as the server writes, without a moment in between to stop it. While the gate is
/// up, libpq's descriptor is one end of a local pair of sockets; the connection itself is ours, and
/// its bytes pass piece by piece.
class PgGate final
{
public:
    enum class Passed { Some, Nothing, End };

    PgGate() = default;
    ~PgGate();
    Q_DISABLE_COPY_MOVE(PgGate)

    bool isUp() const { return m_connection >= 0; }

    /// False when there is no descriptor left; libpq's one is as it was then.
    bool raise(int libpqDescriptor);
    /// Gives the connection back to libpq, which must have read all that was passed.
    void lower();

    /// The connection itself, to wait for.
    int descriptor() const { return m_connection; }

    /// Passes one piece.
    Passed pass();

    qint64 passed() const { return m_passed; } ///< bytes since raise()

private:
    void close();

    int m_libpq = -1;
    int m_connection = -1;
    int m_ours = -1;
    qint64 m_passed = 0;
};

} // namespace opsdeck
