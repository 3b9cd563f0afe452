// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/queries/ownsamples.h"
#include "services/queries/query.h"

#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>

namespace opsdeck::queries {

/// Where own samples lie, and the threads that work expressions over them.
struct OwnStore
{
    QString path;          ///< of the history file
    CheckBook checks = {}; ///< of all environments
    expressions::Limits limits = {};
    QThreadPool *pool = nullptr; ///< outlives the queries
    int mostWaiting = 64;        ///< questions, those that are worked on among them
    std::shared_ptr<std::atomic_int> waiting = std::make_shared<std::atomic_int>(0);
};

/// Asks own samples, on a thread of the pool. Errors of the expression: see expressions; Cancelled,
/// Timeout, TooLarge when too many wait; NotFound, Storage, Garbage of the file.
class OwnQuery final : public Query
{
    Q_OBJECT
public:
    OwnQuery(OwnStore store, QueryRequest request, QObject *parent = nullptr);
    ~OwnQuery() override;
    Q_DISABLE_COPY_MOVE(OwnQuery)

    void start() override;

protected:
    void giveUp() override;

private:
    OwnStore m_store;
    QueryRequest m_request;
    std::shared_ptr<std::atomic_bool> m_stop = std::make_shared<std::atomic_bool>(false);
    QTimer m_deadline{this};
};

/// What OwnQuery does, on the caller's thread.
Result<QueryReply> askOwnSamples(const OwnStore &store, const QueryRequest &request,
                                 const std::atomic_bool *stop = nullptr);

} // namespace opsdeck::queries
