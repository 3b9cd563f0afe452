// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/secret.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <utility>

namespace opsdeck {

namespace {

std::size_t mappedSize(std::size_t size)
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (size + 1 + page - 1) / page * page;
}

/// Whole pages of its own, so that locking and the dump exclusion touch nothing else.
char *allocate(std::size_t size)
{
    void *memory = ::mmap(nullptr, mappedSize(size), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    // Both are best effort: a refused lock (RLIMIT_MEMLOCK) must not stop the program.
    (void)::mlock(memory, mappedSize(size));
    (void)::madvise(memory, mappedSize(size), MADV_DONTDUMP);
    return static_cast<char *>(memory);
}

void release(char *data, std::size_t size)
{
    if (data == nullptr)
        return;
    ::explicit_bzero(data, size + 1);
    ::munmap(data, mappedSize(size));
}

} // namespace

Secret::Secret(const char *data, std::size_t size)
{
    if (size == 0)
        return;
    m_data = allocate(size);
    m_size = size;
    std::memcpy(m_data, data, size);
    m_data[size] = '\0';
}

Secret::Secret(const QByteArray &bytes)
    : Secret(bytes.constData(), static_cast<std::size_t>(bytes.size()))
{}

Secret::Secret(const Secret &other)
    : Secret(other.m_data, other.m_size)
{}

Secret::Secret(Secret &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{}

Secret &Secret::operator=(Secret other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

Secret::~Secret()
{
    release(m_data, m_size);
}

bool Secret::equals(const Secret &other) const
{
    if (m_size != other.m_size)
        return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < m_size; ++i)
        difference = static_cast<unsigned char>(difference | (m_data[i] ^ other.m_data[i]));
    return difference == 0;
}

void wipe(QByteArray &bytes)
{
    // Not data(): that would give us a copy and leave the secret with those who share it. Memory
    // that is not a QByteArray's own (literals, raw data) may be read-only.
    if (bytes.data_ptr().isMutable())
        ::explicit_bzero(const_cast<char *>(bytes.constData()),
                         static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

} // namespace opsdeck
