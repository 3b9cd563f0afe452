// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace opsdeck {

/// A reply of a mail server: its code, and its lines without it.
struct SmtpReply
{
    int code = 0;
    QStringList lines; ///< cleaned; at least one, which may be empty

    QString text() const { return lines.join(QLatin1Char(' ')).simplified(); }

    bool operator==(const SmtpReply &) const = default;
};

/// Bytes in, replies out. At most 512 lines of 4 KiB and 64 KiB a reply.
class SmtpReader final
{
public:
    enum class Fault { None, Garbage, TooLarge };

    void feed(const QByteArray &bytes) { m_buffer += bytes; }

    /// The next whole reply; nothing when more is needed or fault() is set.
    std::optional<SmtpReply> next();

    Fault fault() const { return m_fault; }

    bool isEmpty() const { return m_buffer.isEmpty() && !m_reply; }

    /// What could not be read, or is not whole yet.
    QByteArray rest() const { return m_buffer.left(200); }

private:
    bool takeLine(const QByteArray &line);

    QByteArray m_buffer;
    std::optional<SmtpReply> m_reply; ///< with lines to follow
    qsizetype m_size = 0;
    bool m_isWhole = false;
    Fault m_fault = Fault::None;
};

} // namespace opsdeck
