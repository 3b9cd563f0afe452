// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/audit/audithead.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>

namespace opsdeck {

namespace {

constexpr int kDigits = 20;
constexpr int kHashBytes = 32;
constexpr int kLine =
    kDigits + 1 + 2 * kHashBytes + 1; ///< always the same length: written over in one piece

class Descriptor final
{
public:
    Descriptor(const QString &path, int flags)
        : m_value(::open(QFile::encodeName(path).constData(), flags | O_NOFOLLOW | O_CLOEXEC, 0600))
    {}

    ~Descriptor()
    {
        if (m_value >= 0)
            ::close(m_value);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)

    int value() const { return m_value; }

    bool isOpen() const { return m_value >= 0; }

private:
    int m_value;
};

/// Nothing when the file is empty: it was made and not written yet.
std::optional<AuditAnchor> anchorIn(int descriptor)
{
    std::array<char, kLine + 1> bytes = {};
    const auto size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    if (size == 0)
        return std::nullopt;
    const QByteArray line(bytes.data(), std::max<qsizetype>(0, size));
    bool good = size == kLine && line.at(kDigits) == ' ' && line.endsWith('\n');
    AuditAnchor anchor;
    anchor.rows = good ? line.left(kDigits).toLongLong(&good) : 0;
    const QByteArray hash = QByteArray::fromHex(line.mid(kDigits + 1, 2 * kHashBytes));
    if (good && anchor.rows > 0 && hash.size() == kHashBytes)
        anchor.hash = hash;
    return anchor;
}

} // namespace

std::optional<AuditAnchor> AuditHead::read() const
{
    const Descriptor file(m_path, O_RDONLY);
    if (!file.isOpen())
        return std::nullopt;
    ::flock(file.value(), LOCK_SH);
    return anchorIn(file.value());
}

bool AuditHead::advance(qint64 sequence, const QByteArray &hash,
                        const std::function<QByteArray(qint64)> &hashOf) const
{
    const Descriptor file(m_path, O_RDWR | O_CREAT);
    if (!file.isOpen() || ::flock(file.value(), LOCK_EX) != 0)
        return false;
    if (const auto before = anchorIn(file.value())) {
        const bool isBroken = before->hash.isEmpty()
                              || (before->rows < sequence && hashOf(before->rows) != before->hash);
        if (isBroken || before->rows >= sequence)
            return true; // what it says stays said
    }
    const QByteArray line =
        QByteArray::number(sequence).rightJustified(kDigits, '0') + ' ' + hash.toHex() + '\n';
    return ::pwrite(file.value(), line.constData(), static_cast<std::size_t>(line.size()), 0)
               == line.size()
           && ::fdatasync(file.value()) == 0;
}

} // namespace opsdeck
