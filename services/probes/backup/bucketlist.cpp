// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/backup/bucketlist.h"

#include "services/base/cleantext.h"
#include "services/net/neterrors.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUrl>
#include <QXmlStreamReader>

namespace opsdeck {

namespace {

class BucketText
{
    Q_DECLARE_TR_FUNCTIONS(BucketList)
};

/// Element names only: who speaks S3 does not always state its namespace.
bool readFile(QXmlStreamReader &xml, BackupFile &file)
{
    bool hasSize = false;
    bool hasTime = false;
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("Key")) {
            file.name = xml.readElementText();
        } else if (xml.name() == QLatin1String("Size")) {
            file.bytes = xml.readElementText().toLongLong(&hasSize);
        } else if (xml.name() == QLatin1String("LastModified")) {
            const QDateTime time = QDateTime::fromString(xml.readElementText(), Qt::ISODateWithMs);
            file.modifiedMs = time.toMSecsSinceEpoch();
            hasTime = time.isValid();
        } else {
            xml.skipCurrentElement();
        }
    }
    return !file.name.isEmpty() && hasSize && hasTime && file.bytes >= 0;
}

} // namespace

Result<BucketPage> readBucketPage(const QByteArray &body, const QString &where)
{
    QXmlStreamReader xml(body);
    BucketPage page;
    bool goesOn = false;
    bool isWhole = xml.readNextStartElement() && xml.name() == QLatin1String("ListBucketResult");
    while (isWhole && xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("Contents")) {
            BackupFile file;
            isWhole = readFile(xml, file);
            page.files.append(file);
        } else if (xml.name() == QLatin1String("NextContinuationToken")) {
            page.next = xml.readElementText();
        } else if (xml.name() == QLatin1String("IsTruncated")) {
            goesOn = xml.readElementText().trimmed() == QLatin1String("true");
        } else {
            xml.skipCurrentElement();
        }
    }
    if (!isWhole || xml.hasError())
        return failure(neterror::garbage(
            BucketText::tr("%1 did not answer with the list of a bucket.").arg(where),
            body.left(200)));
    // The rest may hold the newest of all.
    if (goesOn && page.next.isEmpty())
        return failure(neterror::garbage(
            BucketText::tr("%1 says that its list goes on, but not how to ask for the rest: it may "
                           "not know version 2 of the list.")
                .arg(where),
            body.left(200)));
    return page;
}

BucketError readBucketError(const QByteArray &body)
{
    QXmlStreamReader xml(body);
    BucketError error;
    if (!xml.readNextStartElement() || xml.name() != QLatin1String("Error"))
        return error;
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("Code"))
            error.code = cleanText(xml.readElementText(), 60);
        else if (xml.name() == QLatin1String("Message"))
            error.message = cleanText(xml.readElementText(), 200);
        else if (xml.name() == QLatin1String("Region"))
            error.region = cleanText(xml.readElementText(), 60);
        else if (xml.name() == QLatin1String("Endpoint"))
            error.endpoint = cleanText(xml.readElementText(), 200);
        else
            xml.skipCurrentElement();
    }
    return error;
}

QByteArray bucketQuery(const QString &prefix, const QString &token)
{
    QByteArray query;
    if (!token.isEmpty())
        query += "continuation-token=" + QUrl::toPercentEncoding(token) + '&';
    query += "list-type=2";
    if (!prefix.isEmpty())
        query += "&prefix=" + QUrl::toPercentEncoding(prefix);
    return query;
}

} // namespace opsdeck
