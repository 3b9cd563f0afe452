// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/instant.h"
#include "services/domain/result.h"
#include "services/expressions/series.h"
#include "services/prometheus/queryanswer.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace opsdeck::queries {

/// Where an answer comes from.
enum class QuerySource {
    Automatic, ///< the environment's server where there is one and it answers, else own samples
    Own,       ///< what Opsdeck's own checks observed
    Server     ///< the environment's Prometheus server
};

/// What is asked of one environment. Times are UTC milliseconds.
struct QueryRequest
{
    EnvironmentKey environment;
    QString expression; ///< PromQL
    qint64 fromMs = 0;
    qint64 toMs = 0;   ///< the moment itself when `stepMs` is 0
    qint64 stepMs = 0; ///< 0: at one moment
    QuerySource source = QuerySource::Automatic;
    Milliseconds deadline{30'000};                       ///< of the whole, however many are asked
    prometheus::About about = prometheus::About::Values; ///< else of the server alone

    bool isRange() const { return stepMs > 0; }

    bool operator==(const QueryRequest &) const = default;
};

struct QueryReply
{
    expressions::Value value; ///< of a range: a Matrix
    QuerySource source = QuerySource::Own;
    QString sourceTitle;            ///< for people: "own samples", "Prometheus at http://…"
    QStringList warnings;           ///< what to know of it, a sentence each
    bool isPartial = false;         ///< something that belongs to it could not be had
    bool newestAsked = true;        ///< false: how new the samples are could not be found out
    std::optional<qint64> newestMs; ///< of the newest sample that it rests on; none: there is none
    QList<prometheus::Exemplar> exemplars = {};        ///< when asked for
    QHash<QString, prometheus::Meaning> meanings = {}; ///< when asked for

    bool operator==(const QueryReply &) const = default;
};

/// One question. finished() comes once, later than start(); destruction gives up silently. Lives on
/// the thread of whom it was asked of, which it never blocks.
class Query : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void start() = 0;

    /// finished() comes at once, an error of kind Cancelled; nothing when it came before.
    void cancel();

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::queries::QueryReply> &reply);

protected:
    /// finished(), unless it came before. The last act: the query may be gone then.
    void conclude(const Result<QueryReply> &reply);
    /// Later, so that nothing comes from inside start().
    void concludeLater(const Result<QueryReply> &reply);

    /// Ends what is under way. Called once, by conclude().
    virtual void giveUp() {}

    bool isDone() const { return m_done; }

private:
    bool m_done = false;
};

/// "own", "server", "automatic".
QString toWord(QuerySource source);

} // namespace opsdeck::queries
