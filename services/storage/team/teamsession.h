// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/domain/teamplace.h"

#include <QByteArrayList>

#include <atomic>
#include <memory>

struct pg_conn;
struct pg_result;

namespace opsdeck {

/// The rows of one answer, as text.
class TeamRows final
{
public:
    TeamRows() = default;
    explicit TeamRows(pg_result *result);

    int count() const;
    bool isNull(int row, int column) const;
    QByteArray bytes(int row, int column) const;
    QString text(int row, int column) const;
    qint64 number(int row, int column) const;
    double real(int row, int column) const;
    bool flag(int row, int column) const;
    /// Rows that a statement wrote.
    qint64 affected() const;

private:
    std::shared_ptr<pg_result> m_result;
};

/// One connection to a team's database, used by one thread, which it may keep waiting until the
/// deadline: a server that is stopped answers nothing, whatever time limits it was given.
class TeamSession final
{
public:
    TeamSession() = default;
    ~TeamSession();
    Q_DISABLE_COPY_MOVE(TeamSession)

    /// Names are asked for by the system's resolver, which has time limits of its own.
    Result<void> open(const TeamPlace &place, const Secret &password);
    void close();

    bool isOpen() const { return m_connection != nullptr; }

    const TeamPlace &place() const { return m_place; }

    /// Of each of the calls below. What takes longer ends the connection.
    void setDeadline(Milliseconds deadline) { m_deadline = deadline; }

    Milliseconds deadline() const { return m_deadline; }

    /// `values` stand for $1, $2…; a null one for NULL.
    Result<TeamRows> ask(const QByteArray &statement, const QByteArrayList &values = {});
    /// Several statements, without values.
    Result<void> run(const QByteArray &statements);
    /// `rows` in the text format of COPY.
    Result<void> copyIn(const QByteArray &statement, const QByteArray &rows);
    void rollback();

    /// SQLSTATE of the last error; empty when the server did not say it.
    const QByteArray &state() const { return m_state; }

    /// Ends what is waited for. Any thread.
    void interrupt() { m_isInterrupted = true; }

private:
    Result<TeamRows> answer();
    Result<void> flush(qint64 untilNs);
    Result<void> await(bool forWriting, qint64 untilNs);
    tl::unexpected<Error> lost(const Error &error);
    tl::unexpected<Error> late();
    Error failed(pg_result *result);

    TeamPlace m_place;
    pg_conn *m_connection = nullptr;
    Milliseconds m_deadline{10'000};
    QByteArray m_state;
    std::atomic<bool> m_isInterrupted = false;
};

/// A field of COPY's text format.
QByteArray copyText(const QString &text);

} // namespace opsdeck
