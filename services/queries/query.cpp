// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/query.h"

#include <utility>

namespace opsdeck::queries {

void Query::cancel()
{
    conclude(failure(ErrorKind::Cancelled, tr("The question was cancelled.")));
}

void Query::conclude(const Result<QueryReply> &reply)
{
    if (std::exchange(m_done, true))
        return;
    giveUp();
    Q_EMIT finished(reply);
}

void Query::concludeLater(const Result<QueryReply> &reply)
{
    QMetaObject::invokeMethod(this, [this, reply] { conclude(reply); }, Qt::QueuedConnection);
}

QString toWord(QuerySource source)
{
    switch (source) {
    case QuerySource::Own:
        return QStringLiteral("own");
    case QuerySource::Server:
        return QStringLiteral("server");
    case QuerySource::Automatic:
        break;
    }
    return QStringLiteral("automatic");
}

} // namespace opsdeck::queries
