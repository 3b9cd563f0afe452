// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/redisconnection.h"

#include "services/net/socketnotifier.h"

#include <QPointer>

#include <hiredis/hiredis.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace opsdeck {

namespace {

constexpr int kPatienceMs = 250;

void appendCommand(QByteArray &out, const RedisCommand &command)
{
    std::vector<const char *> words;
    std::vector<std::size_t> sizes;
    for (const QByteArray &word : command) {
        words.push_back(word.constData());
        sizes.push_back(static_cast<std::size_t>(word.size()));
    }
    char *formatted = nullptr;
    const auto size = redisFormatCommandArgv(&formatted, static_cast<int>(command.size()),
                                             words.data(), sizes.data());
    if (size < 0)
        return;
    out.append(formatted, static_cast<qsizetype>(size));
    ::explicit_bzero(formatted, static_cast<std::size_t>(size));
    redisFreeCommand(formatted);
}

} // namespace

bool RedisTarget::sameAs(const RedisTarget &other) const
{
    return place.meets(other.place) && endpoint == other.endpoint && username == other.username
           && database == other.database && password.equals(other.password);
}

RedisConnection::RedisConnection(RedisTarget target)
    : m_target(std::move(target))
    , m_connector(m_target.place)
{
    connect(&m_connector, &TcpConnector::connected, this, &RedisConnection::connected);
    connect(&m_connector, &TcpConnector::failed, this,
            [this](int systemError) { fail(neterror::fromErrno(systemError, m_target.endpoint)); });
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &RedisConnection::greet);
}

RedisConnection::~RedisConnection()
{
    close();
    wipe(m_out);
}

void RedisConnection::open(bool listenFirst)
{
    m_listensFirst = listenFirst;
    m_state = State::Connecting;
    m_connector.start();
}

void RedisConnection::connected()
{
    m_descriptor = m_connector.takeDescriptor();
    m_address = addressText(m_connector.peer(), m_target.endpoint.port);
    m_read = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_read.get(), &QSocketNotifier::activated, this, &RedisConnection::readable);
    if (m_listensFirst) {
        m_state = State::Listening;
        m_expected = 1;
        m_patience.start();
        return;
    }
    greet();
}

void RedisConnection::greet()
{
    QList<RedisCommand> greeting;
    QByteArray password(m_target.password.data(), static_cast<qsizetype>(m_target.password.size()));
    if (!password.isEmpty() && m_target.username.isEmpty())
        greeting.append({QByteArrayLiteral("AUTH"), password});
    else if (!password.isEmpty())
        greeting.append({QByteArrayLiteral("AUTH"), m_target.username.toUtf8(), password});
    if (m_target.database != 0)
        greeting.append({QByteArrayLiteral("SELECT"), QByteArray::number(m_target.database)});
    if (greeting.isEmpty()) {
        m_state = State::Idle;
        Q_EMIT opened();
        return;
    }
    m_state = State::Greeting;
    send(greeting);
    greeting.clear();
    wipe(password);
}

void RedisConnection::ask(const QList<RedisCommand> &commands)
{
    m_lost = nullptr;
    m_state = State::Asking;
    m_answer.address = m_address;
    m_timer.start();
    send(commands);
}

void RedisConnection::listen(const RedisCommand &command)
{
    m_lost = nullptr;
    m_state = State::Pushed;
    send({command});
}

void RedisConnection::send(const QList<RedisCommand> &commands)
{
    m_answer.replies.clear();
    m_expected = commands.size();
    for (const RedisCommand &command : commands)
        appendCommand(m_out, command);
    writable();
}

void RedisConnection::writable()
{
    while (m_written < m_out.size()) {
        const auto left = static_cast<std::size_t>(m_out.size() - m_written);
        const ssize_t count =
            ::send(m_descriptor, m_out.constData() + m_written, left, MSG_NOSIGNAL);
        if (count >= 0) {
            m_written += count;
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!m_write) {
                m_write = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Write);
                connect(m_write.get(), &QSocketNotifier::activated, this,
                        &RedisConnection::writable);
            }
            return;
        }
        // What the server said before it went is still to be read; if it is nothing, reading tells
        // the end.
        break;
    }
    wipe(m_out);
    m_written = 0;
    drop(m_write);
}

void RedisConnection::watchIdle(std::function<void()> lost)
{
    m_lost = std::move(lost);
}

void RedisConnection::readable()
{
    std::array<char, 16 * 1024> buffer; // NOLINT: filled by recv
    const ssize_t count = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    if (count < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    if (m_state == State::Idle) {
        // Whether it is the end or a reply that nobody asked for: this connection is of no more
        // use.
        close();
        if (const auto lost = std::exchange(m_lost, nullptr))
            lost();
        return;
    }
    if (count <= 0) {
        fail(count == 0 ? neterror::closed(m_target.endpoint)
                        : neterror::fromErrno(errno, m_target.endpoint));
        return;
    }
    (void)m_reader.feed(buffer.data(), static_cast<std::size_t>(count));
    if (m_state == State::Pushed)
        takePushed();
    else
        takeReplies();
}

void RedisConnection::takePushed()
{
    const QPointer<RedisConnection> self(this);
    while (const std::optional<RedisValue> value = m_reader.next()) {
        Q_EMIT pushed(*value);
        if (!self || m_state != State::Pushed)
            return;
    }
    (void)isFaulty();
}

void RedisConnection::takeReplies()
{
    while (m_answer.replies.size() < m_expected) {
        std::optional<RedisValue> reply = m_reader.next();
        if (!reply)
            break;
        if (m_answer.replies.isEmpty())
            m_answer.firstReply =
                std::chrono::microseconds(m_timer.isValid() ? m_timer.nsecsElapsed() / 1000 : 0);
        m_answer.replies.append(std::move(*reply));
    }
    if (isFaulty())
        return;
    if (m_answer.replies.size() < m_expected)
        return;
    if (m_state == State::Greeting || m_state == State::Listening) {
        takeGreeting();
        return;
    }
    // More than was asked for is found out here, not taken for the answer of the next command.
    if (m_reader.next() || m_reader.fault() != RedisReader::Fault::None) {
        fail(neterror::garbage(
            tr("%1 sent more replies than it was asked for.").arg(m_target.endpoint.toString())));
        return;
    }
    m_state = State::Idle;
    Q_EMIT answered(m_answer);
}

bool RedisConnection::isFaulty()
{
    if (m_reader.fault() == RedisReader::Fault::TooLarge) {
        fail(neterror::tooLarge(tr("The answer of %1").arg(m_target.endpoint.toString()),
                                RedisReader::Limits().bytes));
    } else if (m_reader.fault() == RedisReader::Fault::Protocol) {
        Error error = neterror::garbage(
            tr("%1 does not speak Redis' protocol.").arg(m_target.endpoint.toString()));
        error.detail = m_reader.faultText();
        fail(error);
    } else {
        return false;
    }
    return true;
}

void RedisConnection::takeGreeting()
{
    for (const RedisValue &reply : std::as_const(m_answer.replies)) {
        if (reply.isError()) {
            fail(redisReplyError(reply.text, m_target.endpoint, !m_target.password.isEmpty()));
            return;
        }
    }
    if (m_state == State::Listening) {
        fail(neterror::garbage(
            tr("%1 speaks before it is asked.").arg(m_target.endpoint.toString())));
        return;
    }
    m_state = State::Idle;
    Q_EMIT opened();
}

QString RedisConnection::stage() const
{
    switch (m_state) {
    case State::Closed:
    case State::Connecting:
        return QStringLiteral("connect");
    case State::Listening:
    case State::Greeting:
        return QStringLiteral("auth");
    case State::Idle:
    case State::Asking:
    case State::Pushed:
        break;
    }
    return QStringLiteral("wait for answer");
}

void RedisConnection::fail(const Error &error)
{
    close();
    Q_EMIT failed(error);
}

void RedisConnection::close()
{
    drop(m_read);
    drop(m_write);
    m_patience.stop();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_state = State::Closed;
}

} // namespace opsdeck
