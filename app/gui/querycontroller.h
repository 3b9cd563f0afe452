// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/metrics/querysheet.h"
#include "services/queries/query.h"

#include <memory>

namespace opsdeck {

namespace queries {
class QueryService;
}

/// Asks what a query sheet wants to know, one question at a time. GUI thread.
class QueryController final : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it.
    QueryController(QuerySheet &sheet, queries::QueryService &service, QObject *parent = nullptr);
    ~QueryController() override;

private:
    void ask(int id, const QuerySheet::Asked &asked);
    void take(int id, const Result<queries::QueryReply> &reply);

    QuerySheet &m_sheet;
    queries::QueryService &m_service;
    std::unique_ptr<queries::Query> m_query;
};

} // namespace opsdeck
