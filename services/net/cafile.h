// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSslCertificate>

#include <functional>

namespace opsdeck {

/// The certificates of a PEM file, none when it can't be read; later, on this thread, unless
/// `context` is gone by then. Read in the pool: the file may lie on a disk that does not answer.
void readCaFile(const QString &path, QObject *context,
                std::function<void(const QList<QSslCertificate> &)> then);

} // namespace opsdeck
