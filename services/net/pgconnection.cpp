// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/pgconnection.h"

#include "services/net/pgcancel.h"
#include "services/net/pgerrors.h"
#include "services/net/socketnotifier.h"

#include <QFile>

#include <libpq-fe.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace opsdeck {

namespace {

constexpr qint64 kSlack = 64 * 1024; ///< of the protocol around the values
constexpr const char *kSystemCas = "/etc/ssl/certs/ca-certificates.crt";

} // namespace

bool PgTarget::sameAs(const PgTarget &other) const
{
    return place.meets(other.place) && endpoint == other.endpoint && database == other.database
           && user == other.user && sslMode == other.sslMode && isConsole == other.isConsole
           && seesDefaults == other.seesDefaults && caFile == other.caFile
           && password.equals(other.password);
}

PgConnection::PgConnection(PgTarget target)
    : m_target(std::move(target))
{}

PgConnection::~PgConnection()
{
    dropNotifiers();
    PQfinish(m_connection);
}

void PgConnection::open()
{
    QByteArrayList hosts;
    QByteArrayList addresses;
    for (const QHostAddress &address : std::as_const(m_target.place.addresses)) {
        hosts.append(m_target.endpoint.host.toUtf8());
        addresses.append(address.toString().toLatin1());
    }
    const QByteArray host = hosts.join(',');
    const QByteArray hostAddress = addresses.join(',');
    const QByteArray port = QByteArray::number(m_target.place.port);
    const QByteArray database = m_target.database.toUtf8();
    const QByteArray user = m_target.user.toUtf8();
    const QByteArray sslMode = m_target.sslMode.toLatin1();
    QByteArray caFile = m_target.caFile.toLocal8Bit();
    if (caFile.isEmpty() && sslMode.startsWith("verify")
        && QFile::exists(QLatin1String(kSystemCas)))
        caFile = kSystemCas;
    const std::array<const char *, 14> names{"host",
                                             "hostaddr",
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
                                             "options",
                                             nullptr};
    const std::array<const char *, 14> values{
        host.constData(), hostAddress.constData(), port.constData(), database.constData(),
        user.constData(), m_target.password.data(), sslMode.constData(), caFile.constData(),
        "disable", "/dev/null/none", "UTF8", "opsdeck",
        // A check looks; it must not be able to change anything.
        m_target.isConsole || m_target.seesDefaults ? "" : "-c default_transaction_read_only=on",
        nullptr};
    m_state = State::Opening;
    m_connection = PQconnectStartParams(names.data(), values.data(), 0);
    // Later, in every case: a signal never comes from inside open().
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_connection == nullptr || PQstatus(m_connection) == CONNECTION_BAD) {
                const QString text = m_connection != nullptr
                                         ? QString::fromLocal8Bit(PQerrorMessage(m_connection))
                                         : tr("out of memory");
                fail(pgerror::fromConnecting(text, m_target, false, false), true);
                return;
            }
            // What a server says in passing is not for our standard error.
            PQsetNoticeProcessor(m_connection, [](void *, const char *) {}, nullptr);
            PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
            m_connectStatus = CONNECTION_STARTED;
            watch(false, true);
        },
        Qt::QueuedConnection);
}

void PgConnection::poll()
{
    // The descriptor may be another after each step.
    dropNotifiers();
    m_connectStatus = PQstatus(m_connection);
    switch (PQconnectPoll(m_connection)) {
    case PGRES_POLLING_READING:
        watch(true, false);
        break;
    case PGRES_POLLING_WRITING:
        watch(false, true);
        break;
    case PGRES_POLLING_OK:
        m_state = State::Idle;
        PQsetnonblocking(m_connection, 1);
        PQsetErrorVerbosity(m_connection, PQERRORS_DEFAULT);
        watch(true, false);
        Q_EMIT opened();
        break;
    default:
        fail(pgerror::fromConnecting(QString::fromLocal8Bit(PQerrorMessage(m_connection)), m_target,
                                     m_connectStatus == CONNECTION_SSL_STARTUP,
                                     PQconnectionNeedsPassword(m_connection) != 0),
             true);
        break;
    }
}

void PgConnection::watch(bool read, bool write)
{
    const int descriptor = m_gate.isUp() ? m_gate.descriptor() : PQsocket(m_connection);
    if (descriptor < 0)
        return;
    const auto make = [this, descriptor](QSocketNotifier::Type type) {
        auto notifier = std::make_unique<QSocketNotifier>(descriptor, type);
        connect(notifier.get(), &QSocketNotifier::activated, this, [this, type] {
            if (m_state == State::Opening)
                poll();
            else if (type == QSocketNotifier::Read)
                readable();
            else
                flush();
        });
        return notifier;
    };
    if (read && !m_read)
        m_read = make(QSocketNotifier::Read);
    if (write && !m_write)
        m_write = make(QSocketNotifier::Write);
}

void PgConnection::dropNotifiers()
{
    drop(m_read);
    drop(m_write);
}

void PgConnection::query(const QString &statement, PgLimits limits)
{
    m_limits = limits;
    m_answer = {};
    m_answer.isTls = PQsslInUse(m_connection) != 0;
    m_answer.address = address();
    m_bytes = 0;
    m_error.reset();
    m_lost = nullptr;
    m_state = State::Asking;
    m_timer.start();
    const QByteArray text = statement.toUtf8();
    const bool isSent =
        (m_target.isConsole ? PQsendQuery(m_connection, text.constData())
                            : PQsendQueryParams(m_connection, text.constData(), 0, nullptr, nullptr,
                                                nullptr, nullptr, 0))
        == 1;
    if (!isSent) {
        QMetaObject::invokeMethod(
            this, [this] { fail(neterror::closed(m_target.endpoint), true); },
            Qt::QueuedConnection);
        return;
    }
    PQsetSingleRowMode(m_connection);
    flush();
}

void PgConnection::flush()
{
    const int left = PQflush(m_connection);
    if (left > 0)
        watch(false, true);
    else
        drop(m_write);
    // A failure shows itself when the rest is read.
}

void PgConnection::cancel()
{
    if (m_connection != nullptr && (m_state == State::Asking || m_state == State::Reading))
        cancelInBackground(m_connection);
}

void PgConnection::watchIdle(std::function<void()> lost)
{
    m_lost = std::move(lost);
}

void PgConnection::readable()
{
    if (m_state == State::Idle) {
        readIdle();
        return;
    }
    if (m_gate.isUp()) {
        readThroughGate();
        return;
    }
    // The first piece is read directly: libpq's buffer is still small, and most answers end here.
    const bool isAlive = PQconsumeInput(m_connection) == 1;
    flush();
    if (!takeResults() || m_write)
        return;
    if (!isAlive) {
        fail(m_error.value_or(neterror::closed(m_target.endpoint)), true);
        return;
    }
    drop(m_read);
    if (!m_gate.raise(PQsocket(m_connection))) {
        fail(neterror::fromErrno(EMFILE, m_target.endpoint), true);
        return;
    }
    watch(true, false);
}

void PgConnection::readIdle()
{
    // Notices and parameter changes are taken in silently.
    const bool isAlive = PQconsumeInput(m_connection) == 1 && PQisBusy(m_connection) == 0
                         && PQstatus(m_connection) == CONNECTION_OK;
    if (isAlive)
        return;
    dropNotifiers();
    m_state = State::Closed;
    if (const auto lost = std::exchange(m_lost, nullptr))
        lost();
}

void PgConnection::readThroughGate()
{
    const PgGate::Passed passed = m_gate.pass();
    if (passed == PgGate::Passed::Nothing)
        return;
    if (m_gate.passed() > m_limits.bytes + kSlack) {
        fail(neterror::tooLarge(tr("The query's answer of %1").arg(m_target.endpoint.toString()),
                                m_limits.bytes),
             true);
        return;
    }
    bool isAlive = true;
    int waiting = 0;
    do {
        isAlive = PQconsumeInput(m_connection) == 1;
        if (!takeResults())
            return;
    } while (isAlive && ::ioctl(PQsocket(m_connection), FIONREAD, &waiting) == 0 && waiting > 0);
    if (!isAlive || passed == PgGate::Passed::End)
        fail(m_error.value_or(neterror::closed(m_target.endpoint)), true);
}

/// The answer is whole: libpq has its own descriptor again.
void PgConnection::settle()
{
    m_state = State::Idle;
    if (!m_gate.isUp())
        return;
    drop(m_read);
    m_gate.lower();
    watch(true, false);
}

/// True when the answer goes on; false when a signal was sent.
bool PgConnection::takeResults()
{
    while (PQisBusy(m_connection) == 0) {
        m_state = State::Reading;
        pg_result *result = PQgetResult(m_connection);
        if (result == nullptr) {
            settle();
            if (m_error) {
                fail(*m_error, PQstatus(m_connection) != CONNECTION_OK);
                return false;
            }
            m_answer.time = std::chrono::microseconds(m_timer.nsecsElapsed() / 1000);
            Q_EMIT answered(m_answer);
            return false;
        }
        const bool goOn = takeResult(result);
        PQclear(result);
        if (!goOn) {
            fail(*m_error, true);
            return false;
        }
    }
    return true;
}

bool PgConnection::takeResult(const pg_result *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
        takeRow(result);
        return !m_error.has_value();
    case PGRES_COMMAND_OK:
        return true;
    case PGRES_EMPTY_QUERY:
        m_error = Error{ErrorKind::Config, tr("The query is empty."), {}, {}};
        return true;
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE: {
        if (m_error) // the first says why; what follows is only the end of the session
            return true;
        const QByteArray sqlState(PQresultErrorField(result, PG_DIAG_SQLSTATE));
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        const QString text =
            QString::fromUtf8(primary != nullptr ? primary : PQresultErrorMessage(result));
        m_error = sqlState.isEmpty() ? neterror::closed(m_target.endpoint)
                                     : pgerror::fromStatement(sqlState, text, m_target);
        return true;
    }
    default:
        m_error = Error{ErrorKind::Config,
                        tr("The query is not one that gives rows."),
                        tr("COPY can't be used in a check."),
                        {}};
        return false;
    }
}

void PgConnection::takeRow(const pg_result *result)
{
    const int columns = PQnfields(result);
    if (m_answer.columns.isEmpty()) {
        for (int column = 0; column < columns; ++column)
            m_answer.columns.append(QString::fromUtf8(PQfname(result, column)));
    }
    for (int row = 0; row < PQntuples(result); ++row) {
        QList<std::optional<QByteArray>> values;
        values.reserve(columns);
        for (int column = 0; column < columns; ++column) {
            const int length = PQgetlength(result, row, column);
            m_bytes += length;
            values.append(PQgetisnull(result, row, column) != 0
                              ? std::nullopt
                              : std::optional(QByteArray(PQgetvalue(result, row, column), length)));
        }
        if (m_bytes > m_limits.bytes) {
            m_error = neterror::tooLarge(
                tr("The query's answer of %1").arg(m_target.endpoint.toString()), m_limits.bytes);
            return;
        }
        if (m_answer.rows.size() >= m_limits.rows) {
            m_error = Error{ErrorKind::TooLarge,
                            tr("The query gives more than %1 rows.").arg(m_limits.rows),
                            tr("Reading stopped there. Try: LIMIT in the query."),
                            {}};
            return;
        }
        m_answer.rows.append(values);
    }
}

QString PgConnection::stage() const
{
    switch (m_state) {
    case State::Closed:
        return QStringLiteral("connect");
    case State::Opening:
        switch (m_connection == nullptr ? CONNECTION_STARTED : PQstatus(m_connection)) {
        case CONNECTION_SSL_STARTUP:
            return QStringLiteral("tls");
        case CONNECTION_STARTED:
        case CONNECTION_NEEDED:
            return QStringLiteral("connect");
        default:
            return QStringLiteral("auth");
        }
    case State::Idle:
    case State::Asking:
        return QStringLiteral("wait for answer");
    case State::Reading:
        break;
    }
    return QStringLiteral("read body");
}

QString PgConnection::address() const
{
    if (m_connection == nullptr)
        return {};
    const char *address = PQhostaddr(m_connection);
    return address == nullptr || *address == '\0'
               ? QString()
               : Endpoint{QString::fromLatin1(address), m_target.endpoint.port}.toString();
}

void PgConnection::fail(const Error &error, bool wasLost)
{
    if (wasLost) {
        dropNotifiers();
        if (error.kind == ErrorKind::TooLarge || error.kind == ErrorKind::Config)
            cancel();
        m_state = State::Closed;
    } else {
        m_state = State::Idle;
    }
    Q_EMIT failed(error, wasLost);
}

} // namespace opsdeck
