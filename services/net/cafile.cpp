// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/cafile.h"

#include "services/base/poolwork.h"

#include <openssl/crypto.h>

namespace opsdeck {

void readCaFile(const QString &path, QObject *context,
                std::function<void(const QList<QSslCertificate> &)> then)
{
    runInPool(
        *QThreadPool::globalInstance(), context,
        [path] {
            const QList<QSslCertificate> read = QSslCertificate::fromPath(path);
            // What OpenSSL keeps for this thread would be freed at its end: too late when the
            // program ends first.
            OPENSSL_thread_stop();
            return read;
        },
        std::move(then));
}

} // namespace opsdeck
