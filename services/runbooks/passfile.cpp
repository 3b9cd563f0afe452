// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/runbooks/passfile.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

/// A field of the file: ':' and '\' escaped.
QByteArray escaped(const QByteArray &field)
{
    QByteArray result;
    result.reserve(2 * field.size()); // never moved: a copy left behind would not be wiped
    for (const char c : field) {
        if (c == ':' || c == '\\')
            result += '\\';
        result += c;
    }
    return result;
}

} // namespace

Result<std::unique_ptr<PassFile>> PassFile::make(const QList<Entry> &entries,
                                                 const Secret &password)
{
    QByteArray value(password.data(), static_cast<qsizetype>(password.size()));
    const bool isOneLine = !value.contains('\n') && !value.contains('\r') && !value.contains('\0');
    QByteArray secret = escaped(value);
    wipe(value);
    if (!isOneLine) {
        wipe(secret);
        return failure(
            ErrorKind::Credential,
            QCoreApplication::translate(
                "PassFile",
                "The password has a line break or a NUL, which a pass file can't carry."),
            QCoreApplication::translate("PassFile", "Try: set another password."));
    }
    QByteArrayList places;
    qsizetype size = 0;
    for (const Entry &entry : entries) {
        places << escaped(entry.host.toUtf8()) + ':' + escaped(entry.port.toUtf8()) + ':'
                      + escaped(entry.database.toUtf8()) + ':' + escaped(entry.user.toUtf8()) + ':';
        size += places.constLast().size() + secret.size() + 1;
    }
    QByteArray lines;
    lines.reserve(size); // never moved: a copy left behind would not be wiped
    for (const QByteArray &place : std::as_const(places)) {
        lines += place;
        lines += secret;
        lines += '\n';
    }
    wipe(secret);
    Result<std::unique_ptr<MemoryFile>> file = MemoryFile::make(lines);
    wipe(lines);
    if (!file)
        return failure(file.error());
    return std::unique_ptr<PassFile>(new PassFile(std::move(*file)));
}

} // namespace opsdeck
