// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queries/ownquery.h"

#include "services/base/poolwork.h"
#include "services/expressions/selectors.h"

#include <algorithm>

namespace opsdeck::queries {

namespace {

/// Leaves the queue however the work ends.
class QueuePlace
{
public:
    explicit QueuePlace(std::shared_ptr<std::atomic_int> waiting)
        : m_waiting(std::move(waiting))
    {
        ++*m_waiting;
    }

    ~QueuePlace() { --*m_waiting; }
    Q_DISABLE_COPY_MOVE(QueuePlace)

private:
    std::shared_ptr<std::atomic_int> m_waiting;
};

Result<expressions::Value> valueOf(const expressions::Expression &expression,
                                   const OwnSamples &samples, const QueryRequest &request,
                                   const expressions::Limits &limits)
{
    if (!request.isRange())
        return expressions::evaluate(expression, samples, request.toMs, limits);
    return expressions::evaluateRange(expression, samples, request.fromMs, request.toMs,
                                      request.stepMs, limits)
        .map([](expressions::Matrix matrix) { return expressions::Value(std::move(matrix)); });
}

/// Whether each step looks at no more than one sample of a series, that of its own moment.
bool isOfInstants(const expressions::Expression &expression)
{
    const auto selectors = expressions::selectorsOf(expression);
    return std::all_of(selectors.cbegin(), selectors.cend(),
                       [](const expressions::SelectorNode &selector) {
                           return selector.rangeMs == 0 && selector.offsetMs == 0
                                  && selector.anchor == expressions::SelectorNode::Anchor::None;
                       });
}

} // namespace

Result<QueryReply> askOwnSamples(const OwnStore &store, const QueryRequest &request,
                                 const std::atomic_bool *stop)
{
    expressions::Limits limits = store.limits;
    limits.stop = stop;
    const auto expression = expressions::parse(request.expression, limits);
    if (!expression)
        return failure(expression.error());
    OwnSamples samples(request.environment, store.checks, limits);
    if (auto opened = samples.open(store.path); !opened)
        return failure(opened.error());
    if (request.isRange() && isOfInstants(*expression))
        samples.lookOnlyAt(request.fromMs, request.stepMs);
    auto value = valueOf(*expression, samples, request, limits);
    if (!value)
        return failure(value.error());
    QueryReply reply;
    reply.value = std::move(*value);
    reply.source = QuerySource::Own;
    reply.sourceTitle = Query::tr("own samples");
    reply.warnings = samples.warnings();
    reply.newestMs = samples.newestMs();
    reply.isPartial = samples.isDamaged();
    if (reply.isPartial)
        reply.warnings.prepend(Query::tr("Some of the samples are broken and left out."));
    return reply;
}

OwnQuery::OwnQuery(OwnStore store, QueryRequest request, QObject *parent)
    : Query(parent)
    , m_store(std::move(store))
    , m_request(std::move(request))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        conclude(failure(
            ErrorKind::Timeout,
            tr("Own samples did not answer within %1.").arg(durationText(m_request.deadline)),
            tr("Try: a shorter time, fewer series, or a longer step.")));
    });
}

OwnQuery::~OwnQuery()
{
    m_stop->store(true);
}

void OwnQuery::giveUp()
{
    m_stop->store(true);
    m_deadline.stop();
}

void OwnQuery::start()
{
    if (m_store.waiting->load() >= m_store.mostWaiting) {
        concludeLater(
            failure(ErrorKind::TooLarge,
                    tr("%1 questions wait for own samples already.").arg(m_store.mostWaiting),
                    tr("Try: again when some of them are answered.")));
        return;
    }
    m_deadline.start(m_request.deadline);
    auto place = std::make_shared<QueuePlace>(m_store.waiting);
    runInPool(
        *m_store.pool, this,
        [store = m_store, request = m_request, stop = m_stop,
         place = std::move(place)]() mutable -> Result<QueryReply> {
            Result<QueryReply> reply =
                stop->load() ? failure(ErrorKind::Cancelled, tr("The question was given up."))
                             : askOwnSamples(store, request, stop.get());
            place.reset();
            return reply;
        },
        [this](const Result<QueryReply> &reply) { conclude(reply); });
}

} // namespace opsdeck::queries
