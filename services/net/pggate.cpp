// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/pggate.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace opsdeck {

namespace {

constexpr std::size_t kPiece = 16 * 1024; ///< less than a local socket holds

} // namespace

PgGate::~PgGate()
{
    close();
}

bool PgGate::raise(int libpqDescriptor)
{
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return false;
    m_connection = ::fcntl(libpqDescriptor, F_DUPFD_CLOEXEC, 0);
    const bool isRaised = m_connection >= 0 && ::dup3(pair[0], libpqDescriptor, O_CLOEXEC) >= 0;
    ::close(pair[0]);
    m_ours = pair[1];
    if (!isRaised) {
        close();
        return false;
    }
    m_libpq = libpqDescriptor;
    m_passed = 0;
    return true;
}

void PgGate::lower()
{
    if (isUp())
        (void)::dup3(m_connection, m_libpq, O_CLOEXEC);
    close();
}

PgGate::Passed PgGate::pass()
{
    std::array<char, kPiece> piece; // NOLINT: filled by recv
    // TLS may have something to say while it reads.
    const ssize_t back = ::recv(m_ours, piece.data(), piece.size(), 0);
    if (back > 0)
        (void)::send(m_connection, piece.data(), static_cast<std::size_t>(back), MSG_NOSIGNAL);

    const ssize_t count = ::recv(m_connection, piece.data(), piece.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return Passed::Nothing;
    if (count <= 0) {
        (void)::shutdown(m_ours, SHUT_WR);
        return Passed::End;
    }
    m_passed += count;
    (void)::send(m_ours, piece.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL);
    return Passed::Some;
}

void PgGate::close()
{
    if (m_connection >= 0)
        ::close(std::exchange(m_connection, -1));
    if (m_ours >= 0)
        ::close(std::exchange(m_ours, -1));
    m_libpq = -1;
}

} // namespace opsdeck
