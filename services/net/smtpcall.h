// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"
#include "services/domain/secret.h"
#include "services/net/neterrors.h"
#include "services/net/place.h"
#include "services/net/smtpreply.h"
#include "services/net/tcpconnector.h"

#include <QElapsedTimer>
#include <QSslSocket>

#include <chrono>
#include <optional>

namespace opsdeck {

enum class SmtpTls {
    None,
    WhenOffered, ///< STARTTLS when the server offers it
    StartTls,
    Implicit
};

struct SmtpRequest
{
    Endpoint asked;
    Place place;
    SmtpTls tls = SmtpTls::WhenOffered;
    QString serverName; ///< SNI, and expected in the certificate
    QString caFile;     ///< trusted instead of the system's CAs
    QString greetAs;    ///< of EHLO; empty: this end's address
    QString username;
    Secret secret; ///< with it AUTH follows, only over TLS
    bool noop = true;
};

struct SmtpSession
{
    QString greeting;
    QStringList capabilities; ///< "STARTTLS", "SIZE 10240000"…; those after TLS
    bool isEncrypted = false;
    bool isAuthenticated = false;
    QString protocol;                       ///< "TLS 1.3"
    std::optional<qint64> certificateEndMs; ///< UTC; the earliest end in the chain shown
    std::chrono::microseconds connect{0};
    std::chrono::microseconds greet{0}; ///< from the connection to the greeting
    std::chrono::microseconds tls{0};
    std::chrono::microseconds total{0};
    QString address;

    bool operator==(const SmtpSession &) const = default;
};

/// A session with a mail server that sends no mail: greeting, EHLO, STARTTLS, AUTH, NOOP, QUIT, as
/// far as asked for (RFC 5321, 3207, 4954). finished() comes once, never from inside start();
/// destruction aborts silently. The deadline is the caller's.
class SmtpCall final : public QObject
{
    Q_OBJECT
public:
    explicit SmtpCall(SmtpRequest request, QObject *parent = nullptr);
    ~SmtpCall() override;
    Q_DISABLE_COPY_MOVE(SmtpCall)

    void start();
    QString stage() const; ///< "ca file", "connect", "tls", "auth", "wait for answer"

    QString address() const { return m_session.address; }

    /// What came so far.
    const SmtpSession &session() const { return m_session; }

Q_SIGNALS:
    void finished(const opsdeck::Result<opsdeck::SmtpSession> &session);

private:
    enum class Step {
        CaFile,
        Connect,
        Handshake,
        Greeting,
        Hello,
        StartTls,
        Login,
        User,
        Password,
        Noop
    };

    void connectBy(const QList<QSslCertificate> &trusted);
    void connected();
    void encrypted();
    void certificateRefused(const QList<QSslError> &errors);
    void broke();
    void read();
    void replied(const SmtpReply &reply);
    void greeted(const SmtpReply &reply);
    void hello();
    void offered(const SmtpReply &reply);
    void encrypt();
    void logIn();
    void loggedIn(const SmtpReply &reply);
    void next();
    void send(const QByteArray &line);
    void sendSecret(QByteArray line);
    Error refusal(const SmtpReply &reply, const QString &what) const;

    std::chrono::microseconds elapsed() const
    {
        return std::chrono::microseconds(m_clock.nsecsElapsed() / 1000);
    }

    void fail(const Error &error);
    void conclude(const Result<SmtpSession> &session);

    SmtpRequest m_request;
    SmtpSession m_session;
    TcpConnector m_connector;
    QSslSocket m_socket;
    SmtpReader m_reader;
    Step m_step = Step::Connect;
    QElapsedTimer m_clock;
    std::chrono::microseconds m_stepAt{0};
    std::optional<Error> m_certificateError;
    bool m_isDone = false;
};

} // namespace opsdeck
