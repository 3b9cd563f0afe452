// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/probes/backup/backupfile.h"

namespace opsdeck {

/// One page of an S3 bucket's list (ListObjectsV2).
struct BucketPage
{
    QList<BackupFile> files; ///< names are whole keys
    QString next;            ///< continuation token; empty: this was the last page
};

/// Garbage error when `body` is no such answer. Entities other than XML's own are refused.
Result<BucketPage> readBucketPage(const QByteArray &body, const QString &where);

/// What an S3 error document says; the code is empty when it is none.
struct BucketError
{
    QString code; ///< "NoSuchBucket"
    QString message;
    QString region;   ///< the right one, where the store tells
    QString endpoint; ///< likewise

    bool operator==(const BucketError &) const = default;
};

BucketError readBucketError(const QByteArray &body);
/// "list-type=2&prefix=…", sorted and coded as signatures want it.
QByteArray bucketQuery(const QString &prefix, const QString &token);

} // namespace opsdeck
