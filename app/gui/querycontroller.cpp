// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/querycontroller.h"

#include "services/expressions/expression.h"
#include "services/expressions/expressionerrors.h"
#include "services/queries/queryservice.h"

#include <cmath>

namespace opsdeck {

namespace {

/// More would hold up the window while they are sorted into lines.
constexpr std::size_t kMostPoints = 200'000;

queries::QuerySource sourceOf(QuerySheet::Source source)
{
    switch (source) {
    case QuerySheet::Source::Own:
        return queries::QuerySource::Own;
    case QuerySheet::Source::Server:
        return queries::QuerySource::Server;
    case QuerySheet::Source::Automatic:
        break;
    }
    return queries::QuerySource::Automatic;
}

QuerySheet::Fault faultOf(const Error &error)
{
    return {error.message, error.advice, expressions::columnIn(error)};
}

} // namespace

QueryController::QueryController(QuerySheet &sheet, queries::QueryService &service, QObject *parent)
    : QObject(parent)
    , m_sheet(sheet)
    , m_service(service)
{
    connect(&m_sheet, &QuerySheet::wanted, this, &QueryController::ask);
    connect(&m_sheet, &QuerySheet::unwanted, this, [this] { m_query.reset(); });
}

QueryController::~QueryController() = default;

void QueryController::ask(int id, const QuerySheet::Asked &asked)
{
    // What nobody understands needs no server to say so.
    const auto parsed = expressions::parse(asked.expression);
    if (!parsed && parsed.error().fault == expressions::kSyntaxFault) {
        m_sheet.fail(id, faultOf(parsed.error()));
        return;
    }
    queries::QueryRequest request;
    request.environment = asked.environment;
    request.expression = asked.expression;
    request.fromMs = asked.stretch.fromMs;
    request.toMs = asked.stretch.toMs;
    request.stepMs = asked.stepMs;
    request.source = sourceOf(asked.source);
    m_query = m_service.distantQuery(request);
    connect(m_query.get(), &queries::Query::finished, this,
            [this, id](const Result<queries::QueryReply> &reply) { take(id, reply); });
    m_query->start();
}

void QueryController::take(int id, const Result<queries::QueryReply> &reply)
{
    // It is still telling of its answer.
    m_query.release()->deleteLater();
    if (!reply) {
        m_sheet.fail(id, faultOf(reply.error()));
        return;
    }
    const auto *matrix = std::get_if<expressions::Matrix>(&reply->value);
    std::size_t points = 0;
    for (const expressions::Series &series : matrix ? *matrix : expressions::Matrix())
        points += series.points.size();
    if (matrix == nullptr || points > kMostPoints) {
        m_sheet.fail(id, {matrix == nullptr
                              ? tr("The answer is no series.")
                              : tr("The answer has more than %1 points.").arg(kMostPoints),
                          tr("Try: an expression that aggregates, or a shorter time."), 0});
        return;
    }
    QuerySheet::Answer answer;
    answer.source = reply->sourceTitle;
    answer.warnings = reply->warnings;
    answer.isPartial = reply->isPartial;
    answer.newestAsked = reply->newestAsked;
    answer.newestMs = reply->newestMs;
    for (const expressions::Series &series : *matrix) {
        QuerySheet::Line line{series.labels.text(), {}};
        for (const expressions::Point &point : series.points) {
            // What the server fills in behind the newest sample was never observed.
            if (std::isfinite(point.v) && (!reply->newestMs || point.t <= *reply->newestMs))
                line.points.append({static_cast<double>(point.t), point.v});
        }
        answer.lines.append(line);
    }
    m_sheet.add(id, answer);
}

} // namespace opsdeck
