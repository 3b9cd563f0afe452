// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/cafile.h"

#include "services/base/poolwork.h"

namespace opsdeck {

void readCaFile(const QString &path, QObject *context,
                std::function<void(const QList<QSslCertificate> &)> then)
{
    runInPool(
        *QThreadPool::globalInstance(), context, [path] { return QSslCertificate::fromPath(path); },
        std::move(then));
}

} // namespace opsdeck
