// SPDX-License-Identifier: GPL-3.0-or-later
// What a mail server answers, whole and in pieces: both must be read alike.
#include "services/net/smtpreply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

namespace {

QList<SmtpReply> readAll(SmtpReader &reader)
{
    QList<SmtpReply> replies;
    while (const std::optional<SmtpReply> reply = reader.next())
        replies.append(*reply);
    return replies;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    SmtpReader whole;
    whole.feed(bytes);
    const QList<SmtpReply> expected = readAll(whole);
    SmtpReader pieces;
    QList<SmtpReply> got;
    for (qsizetype at = 0; at < bytes.size(); at += 7) {
        pieces.feed(bytes.mid(at, 7));
        got += readAll(pieces);
    }
    if (got != expected || pieces.fault() != whole.fault())
        std::abort();
    for (const SmtpReply &reply : expected) {
        if (reply.lines.isEmpty() || reply.code < 200 || reply.code > 599)
            std::abort();
    }
    return 0;
}
