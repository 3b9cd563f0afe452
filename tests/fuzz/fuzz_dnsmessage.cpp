// SPDX-License-Identifier: GPL-3.0-or-later
// What a name server, or anybody in its name, answers.
#include "services/net/dnsmessage.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    static const QByteArray query =
        *dnsQuery({QStringLiteral("www.example.test"), QStringLiteral("A"), true, false}, 0x4141);
    if (isAnswerTo(query, query)) // it is no answer
        std::abort();
    (void)isAnswerTo(bytes, query);
    if (const std::optional<DnsReply> reply = dnsReply(bytes)) {
        for (const DnsRecord &record : reply->answers) {
            // Cleaned, and in the form that it is compared in.
            if (record.value.contains(QChar(0x1b))
                || (record.type != QLatin1String("TXT") && record.type != QLatin1String("CAA")
                    && record.value.contains(QChar(0x7f))))
                std::abort();
        }
    }
    return 0;
}
