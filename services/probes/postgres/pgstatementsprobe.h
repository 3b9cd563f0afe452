// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/pgconnections.h"
#include "services/probes/netprobe.h"
#include "services/probes/postgres/pgtable.h"

namespace opsdeck {

/// A server of PostgreSQL's protocol that is asked several statements, one after the other on one
/// kept session, and judged by all the answers together.
class PgStatementsProbe : public NetProbe
{
    Q_OBJECT
public:
    using NetProbe::NetProbe;

    QString address() const override
    {
        // A query that is done has given its session away.
        const QString current = m_query ? m_query->address() : QString();
        return current.isEmpty() ? NetProbe::address() : current;
    }

protected:
    struct Statement
    {
        QByteArray name; ///< of its answer
        QString text;
        bool isOptional = false; ///< a refused one is not the check's failure
    };

    /// By the statements' names; an optional one that was refused is an error.
    using Answers = QHash<QByteArray, Result<PgTable>>;

    virtual Result<PgTarget> sessionTarget() = 0;
    virtual QList<Statement> statements() const = 0;

    /// What to ask once statements() are answered, when it depends on the answers.
    virtual QList<Statement> furtherStatements(const Answers &) const { return {}; }

    /// `outcome` arrives Ok, with the time of all statements as latency and figure.
    virtual void judge(const Answers &answers, ProbeOutcome &outcome) = 0;

    Result<Question> question() final;
    void ask(const Prepared &prepared) final;

    QString askStage() const final
    {
        return m_query ? m_query->stage() : QStringLiteral("connect");
    }

    static PgTable table(const Answers &answers, const char *name)
    {
        const auto it = answers.constFind(name);
        return it != answers.cend() && it->has_value() ? **it : PgTable();
    }

private:
    void next();
    void answered(const Result<PgAnswer> &answer);

    PgTarget m_target;
    QList<Statement> m_left;
    Statement m_asked;
    Answers m_answers;
    bool m_isFurther = false;
    std::chrono::microseconds m_time{0};
    bool m_isTls = false;
    std::unique_ptr<PgQuery> m_query;
};

} // namespace opsdeck
