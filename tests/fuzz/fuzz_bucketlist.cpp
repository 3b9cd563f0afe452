// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/backupset.h"
#include "services/probes/backup/bucketlist.h"
#include "services/probes/backup/bucketrefusal.h"
#include "services/probes/outcome.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

/// The bytes as a page of a bucket's list, and as a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const Result<BucketPage> page = readBucketPage(bytes, QStringLiteral("store:443"))) {
        for (const BackupFile &file : page->files) {
            if (file.name.isEmpty() || file.bytes < 0)
                std::abort();
        }
        const QList<BackupFile> folders = asFolders(page->files, QStringLiteral("backup.manifest"));
        for (const BackupFile &each : folders) {
            if (each.name.contains(QLatin1Char('/')) || each.bytes < 0 || each.files < 0)
                std::abort();
        }
        for (const bool isOfFolders : {false, true}) {
            BackupRules rules;
            rules.isOfFolders = isOfFolders;
            ProbeOutcome outcome = answeredOutcome(std::chrono::milliseconds(1));
            judgeBackups(isOfFolders ? folders : page->files, rules, QStringLiteral("bucket"),
                         1'773'144'000'000, outcome);
            if (outcome.message.isEmpty())
                std::abort();
        }
    } else if (page.error().message.isEmpty()) {
        std::abort();
    }
    HttpReply reply;
    reply.status = 403;
    reply.body = bytes;
    reply.headers.append({QByteArrayLiteral("Date"), bytes.left(40)});
    const Error error = bucketRefusal(reply, QStringLiteral("bucket"), QStringLiteral("key"), 0);
    if (error.message.isEmpty() || error.message.contains(QChar(0x1B)))
        std::abort();
    return 0;
}
