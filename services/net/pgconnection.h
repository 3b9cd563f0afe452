// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/net/neterrors.h"
#include "services/net/pggate.h"
#include "services/net/place.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSocketNotifier>

#include <functional>
#include <memory>
#include <optional>

struct pg_conn;
struct pg_result;

namespace opsdeck {

/// Whom to connect to, and as whom.
struct PgTarget
{
    Endpoint endpoint; ///< the name a certificate is checked against
    Place place;       ///< where to connect: libpq resolves nothing
    QString database;
    QString user;
    Secret password;
    QString sslMode = QStringLiteral("prefer");
    QString caFile;
    bool isConsole =
        false; ///< of a pooler: it knows neither session options nor the extended protocol
    /// The session is not made read-only, so that it has the server's own defaults. For fixed
    /// statements that only look.
    bool seesDefaults = false;

    QString account() const
    {
        return user + QLatin1Char('@') + endpoint.toString() + QLatin1Char('/') + database;
    }

    bool sameAs(const PgTarget &other) const;
};

struct PgAnswer
{
    QStringList columns;
    QList<QList<std::optional<QByteArray>>> rows; ///< text form; nothing: NULL
    std::chrono::microseconds time{0};            ///< of the statement alone
    bool isTls = false;
    QString address;

    bool operator==(const PgAnswer &) const = default;
};

struct PgLimits
{
    qint64 bytes = 1 << 20;
    int rows = 1000;
};

/// One session through libpq's asynchronous interface. One statement at a time. Any failure ends
/// the session.
class PgConnection final : public QObject
{
    Q_OBJECT
public:
    explicit PgConnection(PgTarget target);
    ~PgConnection() override;
    Q_DISABLE_COPY_MOVE(PgConnection)

    const PgTarget &target() const { return m_target; }

    Instant loginAt() const { return m_loginAt; }

    void setLoginAt(const Instant &at) { m_loginAt = at; }

    void open();
    void query(const QString &statement, PgLimits limits);
    /// Asks the server to end what it is doing for us, from a thread of its own; for a session that
    /// is about to be dropped.
    void cancel();
    /// Calls `lost` once when the peer ends the idle session.
    void watchIdle(std::function<void()> lost);
    QString stage() const; ///< "connect", "tls", "auth", "send", "wait for answer"
    QString address() const;

Q_SIGNALS:
    void opened();
    void answered(const opsdeck::PgAnswer &answer);
    /// `wasLost`: the session ended, as opposed to a refused statement.
    void failed(const opsdeck::Error &error, bool wasLost);

private:
    enum class State { Closed, Opening, Idle, Asking, Reading };

    void poll();
    void watch(bool read, bool write);
    void dropNotifiers();
    void readable();
    void flush();
    void readIdle();
    void readThroughGate();
    void settle();
    bool takeResults();
    bool takeResult(const pg_result *result);
    void takeRow(const pg_result *result);
    void fail(const Error &error, bool wasLost);

    PgTarget m_target;
    Instant m_loginAt;
    pg_conn *m_connection = nullptr;
    PgGate m_gate;
    State m_state = State::Closed;
    int m_connectStatus = 0;
    std::unique_ptr<QSocketNotifier> m_read;
    std::unique_ptr<QSocketNotifier> m_write;
    std::function<void()> m_lost;
    PgLimits m_limits;
    PgAnswer m_answer;
    qint64 m_bytes = 0;
    std::optional<Error> m_error;
    QElapsedTimer m_timer;
};

} // namespace opsdeck
