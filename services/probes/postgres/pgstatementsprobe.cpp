// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/postgres/pgstatementsprobe.h"

#include "services/probes/parameters.h"

namespace opsdeck {

namespace {

/// Errors that say something of the statement alone.
bool isRefusal(ErrorKind kind)
{
    return kind == ErrorKind::Config || kind == ErrorKind::Permission || kind == ErrorKind::Status
           || kind == ErrorKind::NotFound || kind == ErrorKind::TooLarge;
}

} // namespace

Result<NetProbe::Question> PgStatementsProbe::question()
{
    Result<PgTarget> target = sessionTarget();
    if (!target)
        return failure(target.error());
    m_target = std::move(*target);
    return Question{m_target.endpoint, {}, CredentialId(Parameters(check()).text("credential"))};
}

void PgStatementsProbe::ask(const Prepared &prepared)
{
    m_target.place = prepared.place;
    m_target.password = prepared.secret;
    m_left = statements();
    next();
}

void PgStatementsProbe::next()
{
    m_asked = m_left.takeFirst();
    m_query = std::make_unique<PgQuery>(*context().postgres, context().key.toString(), m_target,
                                        m_asked.text);
    connect(m_query.get(), &PgQuery::finished, this, &PgStatementsProbe::answered);
    m_query->start();
}

void PgStatementsProbe::answered(const Result<PgAnswer> &answer)
{
    if (!answer && !(m_asked.isOptional && isRefusal(answer.error().kind))) {
        m_target.password = {};
        fail(answer.error());
        return;
    }
    if (answer) {
        m_time += answer->time;
        m_isTls = answer->isTls;
        setAddress(answer->address);
        m_answers.insert(m_asked.name, PgTable(*answer));
    } else {
        m_answers.insert(m_asked.name, failure(answer.error()));
    }
    if (m_left.isEmpty() && !std::exchange(m_isFurther, true))
        m_left = furtherStatements(m_answers);
    if (!m_left.isEmpty()) {
        // Not from inside the query that has just ended.
        QMetaObject::invokeMethod(this, &PgStatementsProbe::next, Qt::QueuedConnection);
        return;
    }
    m_target.password = {};
    ProbeOutcome outcome = answeredOutcome(std::max(m_time, std::chrono::microseconds(1)));
    outcome.fields.insert(QStringLiteral("postgres.tls"), m_isTls);
    outcome.fields.insert(QStringLiteral("time.query_ms"),
                          static_cast<double>(m_time.count()) / 1000.0);
    judge(m_answers, outcome);
    applyLatencyLimit(outcome, Parameters(check()).duration("latency_limit"));
    finish(outcome);
}

} // namespace opsdeck
