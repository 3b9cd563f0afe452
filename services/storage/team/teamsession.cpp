// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/storage/team/teamsession.h"

#include "services/storage/team/teamerrors.h"

#include <QFile>

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace opsdeck {

namespace {

constexpr const char *kSystemCas = "/etc/ssl/certs/ca-certificates.crt";
constexpr qint64 kLookMs = 50; ///< how often it is looked whether it was interrupted
constexpr qsizetype kCopyPiece = 256 * 1024;

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

TeamRows::TeamRows(pg_result *result)
    : m_result(result, &PQclear)
{}

int TeamRows::count() const
{
    return PQntuples(m_result.get());
}

bool TeamRows::isNull(int row, int column) const
{
    return PQgetisnull(m_result.get(), row, column) != 0;
}

QByteArray TeamRows::bytes(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column), PQgetlength(m_result.get(), row, column)};
}

QString TeamRows::text(int row, int column) const
{
    return QString::fromUtf8(PQgetvalue(m_result.get(), row, column),
                             PQgetlength(m_result.get(), row, column));
}

qint64 TeamRows::number(int row, int column) const
{
    const char *begin = PQgetvalue(m_result.get(), row, column);
    qint64 value = 0;
    std::from_chars(begin, begin + PQgetlength(m_result.get(), row, column), value);
    return value;
}

double TeamRows::real(int row, int column) const
{
    const char *begin = PQgetvalue(m_result.get(), row, column);
    double value = 0;
    std::from_chars(begin, begin + PQgetlength(m_result.get(), row, column), value);
    return value;
}

bool TeamRows::flag(int row, int column) const
{
    return bytes(row, column) == "t";
}

qint64 TeamRows::affected() const
{
    return QByteArray(PQcmdTuples(m_result.get())).toLongLong();
}

TeamSession::~TeamSession()
{
    close();
}

void TeamSession::close()
{
    PQfinish(std::exchange(m_connection, nullptr));
}

tl::unexpected<Error> TeamSession::lost(const Error &error)
{
    close();
    return failure(error);
}

tl::unexpected<Error> TeamSession::late()
{
    m_state.clear();
    return lost(teamerror::late(m_place));
}

Result<void> TeamSession::await(bool forWriting, qint64 untilNs)
{
    const int descriptor = PQsocket(m_connection);
    while (true) {
        const qint64 left = (untilNs - nowNs()) / 1'000'000;
        if (left <= 0 || m_isInterrupted || descriptor < 0)
            return late();
        pollfd wanted{descriptor, static_cast<short>(forWriting ? POLLIN | POLLOUT : POLLIN), 0};
        if (::poll(&wanted, 1, static_cast<int>(std::min(left, kLookMs))) > 0)
            return {};
    }
}

Result<void> TeamSession::open(const TeamPlace &place, const Secret &password)
{
    close();
    m_place = place;
    m_state.clear();
    const QByteArray host = place.host.toUtf8();
    const QByteArray port = QByteArray::number(place.port);
    const QByteArray database = place.database.toUtf8();
    const QByteArray user = place.user.toUtf8();
    const QByteArray sslMode = place.sslMode.toLatin1();
    QByteArray caFile = place.caFile.toLocal8Bit();
    if (caFile.isEmpty() && sslMode.startsWith("verify")
        && QFile::exists(QLatin1String(kSystemCas)))
        caFile = kSystemCas;
    const std::array<const char *, 15> names{"host",
                                             "port",
                                             "dbname",
                                             "user",
                                             "password",
                                             "sslmode",
                                             "sslrootcert",
                                             "gssencmode",
                                             "passfile",
                                             "client_encoding",
                                             "application_name",
                                             "tcp_user_timeout",
                                             "keepalives_idle",
                                             "keepalives_interval",
                                             nullptr};
    const std::array<const char *, 15> values{host.constData(),
                                              port.constData(),
                                              database.constData(),
                                              user.constData(),
                                              password.data(),
                                              sslMode.constData(),
                                              caFile.constData(),
                                              "disable",
                                              "/dev/null/none",
                                              "UTF8",
                                              "opsdeck history",
                                              "10000",
                                              "10",
                                              "5",
                                              nullptr};
    const qint64 untilNs = nowNs() + m_deadline.count() * 1'000'000;
    m_connection = PQconnectStartParams(names.data(), values.data(), 0);
    if (m_connection == nullptr)
        return failure(ErrorKind::Internal, QStringLiteral("libpq: no memory"));
    PQsetNoticeProcessor(m_connection, [](void *, const char *) {}, nullptr);
    PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
    bool inTls = false;
    const auto refused = [&] {
        return lost(teamerror::fromConnecting(QString::fromLocal8Bit(PQerrorMessage(m_connection)),
                                              m_place, inTls,
                                              PQconnectionNeedsPassword(m_connection) != 0));
    };
    if (PQstatus(m_connection) == CONNECTION_BAD)
        return refused();
    for (bool forWriting = true;;) {
        if (auto waited = await(forWriting, untilNs); !waited)
            return waited;
        inTls = PQstatus(m_connection) == CONNECTION_SSL_STARTUP;
        const PostgresPollingStatusType step = PQconnectPoll(m_connection);
        if (step == PGRES_POLLING_OK)
            break;
        if (step == PGRES_POLLING_FAILED)
            return refused();
        forWriting = step == PGRES_POLLING_WRITING;
    }
    PQsetnonblocking(m_connection, 1);
    PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
    // Names are written out in full; nobody's tables of the same name come in between.
    return run("SET search_path = pg_catalog; SET lock_timeout = '5s'; SET statement_timeout = "
               "'60s'; SET idle_in_transaction_session_timeout = '60s'; SET standard_conforming_"
               "strings = on");
}

Result<void> TeamSession::flush(qint64 untilNs)
{
    while (true) {
        const int left = PQflush(m_connection);
        if (left == 0)
            return {};
        if (left < 0)
            return lost(
                teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
        if (auto waited = await(true, untilNs); !waited)
            return waited;
        // A server that says something while it is written to would wait for its reader.
        if (PQconsumeInput(m_connection) == 0)
            return lost(
                teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
    }
}

Error TeamSession::failed(pg_result *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    m_state = state != nullptr ? state : "";
    const QString text = QString::fromUtf8(PQresultErrorMessage(result));
    if (m_state.isEmpty())
        return teamerror::lost(text, m_place);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return teamerror::fromStatement(m_state, primary != nullptr ? QString::fromUtf8(primary) : text,
                                    m_place);
}

/// The last of the answers to what was sent; the first error of them.
Result<TeamRows> TeamSession::answer()
{
    const qint64 untilNs = nowNs() + m_deadline.count() * 1'000'000;
    if (auto sent = flush(untilNs); !sent)
        return failure(sent.error());
    TeamRows rows;
    std::optional<Error> error;
    while (true) {
        while (PQisBusy(m_connection) != 0) {
            if (auto waited = await(false, untilNs); !waited)
                return failure(waited.error());
            if (PQconsumeInput(m_connection) == 0)
                return lost(
                    teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
        }
        pg_result *result = PQgetResult(m_connection);
        if (result == nullptr)
            break;
        const ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COPY_IN) {
            PQclear(result);
            return rows;
        }
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && !error)
            error = failed(result);
        rows = TeamRows(result);
    }
    if (PQstatus(m_connection) == CONNECTION_BAD)
        return lost(error.value_or(teamerror::lost({}, m_place)));
    if (error)
        return failure(*error);
    return rows;
}

Result<TeamRows> TeamSession::ask(const QByteArray &statement, const QByteArrayList &values)
{
    if (!isOpen())
        return failure(teamerror::lost({}, m_place));
    m_state.clear();
    std::vector<const char *> pointers;
    for (const QByteArray &value : values)
        pointers.push_back(value.isNull() ? nullptr : value.constData());
    if (PQsendQueryParams(m_connection, statement.constData(), static_cast<int>(pointers.size()),
                          nullptr, pointers.data(), nullptr, nullptr, 0)
        == 0)
        return lost(teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
    return answer();
}

Result<void> TeamSession::run(const QByteArray &statements)
{
    if (!isOpen())
        return failure(teamerror::lost({}, m_place));
    m_state.clear();
    if (PQsendQuery(m_connection, statements.constData()) == 0)
        return lost(teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
    const auto done = answer();
    return done ? Result<void>() : failure(done.error());
}

Result<void> TeamSession::copyIn(const QByteArray &statement, const QByteArray &rows)
{
    if (auto begun = run(statement); !begun)
        return begun;
    const qint64 untilNs = nowNs() + m_deadline.count() * 1'000'000;
    for (qsizetype at = 0; at < rows.size();) {
        const qsizetype piece = std::min(kCopyPiece, rows.size() - at);
        const int taken =
            PQputCopyData(m_connection, rows.constData() + at, static_cast<int>(piece));
        if (taken < 0)
            return lost(
                teamerror::lost(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_place));
        if (taken == 0) {
            if (auto sent = flush(untilNs); !sent)
                return sent;
            continue;
        }
        at += piece;
    }
    while (PQputCopyEnd(m_connection, nullptr) == 0) {
        if (auto sent = flush(untilNs); !sent)
            return sent;
    }
    const auto done = answer();
    return done ? Result<void>() : failure(done.error());
}

void TeamSession::rollback()
{
    if (!isOpen())
        return;
    const QByteArray state = m_state;
    if (!run("ROLLBACK"))
        close();
    m_state = state;
}

QByteArray copyText(const QString &text)
{
    QByteArray field;
    const QByteArray bytes = text.toUtf8();
    field.reserve(bytes.size());
    for (const char each : bytes) {
        switch (each) {
        case '\0': // PostgreSQL's texts can't hold it
            break;
        case '\\':
            field += "\\\\";
            break;
        case '\t':
            field += "\\t";
            break;
        case '\n':
            field += "\\n";
            break;
        case '\r':
            field += "\\r";
            break;
        default:
            field += each;
        }
    }
    return field;
}

} // namespace opsdeck
