// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/smtpcall.h"

#include "services/base/cleantext.h"
#include "services/net/cafile.h"
#include "services/net/certificatename.h"

#include <QSslCertificate>
#include <QSslConfiguration>

#include <algorithm>

namespace opsdeck {

namespace {

constexpr qint64 kReadAtOnce = 16 * 1024;
constexpr int kShown = 300;

/// Which of several is told.
int rank(TlsFault fault)
{
    static constexpr TlsFault kOrder[] = {TlsFault::Expired,       TlsFault::NotYetValid,
                                          TlsFault::WrongName,     TlsFault::SelfSigned,
                                          TlsFault::UnknownIssuer, TlsFault::Handshake};
    return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), fault)
                            - std::begin(kOrder));
}

} // namespace

SmtpCall::SmtpCall(SmtpRequest request, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
    , m_connector(m_request.place)
{
    connect(&m_connector, &TcpConnector::connected, this, &SmtpCall::connected);
    connect(&m_connector, &TcpConnector::failed, this,
            [this](int systemError) { fail(neterror::fromErrno(systemError, m_request.asked)); });
    connect(&m_socket, &QSslSocket::readyRead, this, &SmtpCall::read);
    connect(&m_socket, &QSslSocket::encrypted, this, &SmtpCall::encrypted);
    connect(&m_socket, &QSslSocket::sslErrors, this, &SmtpCall::certificateRefused);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &SmtpCall::broke);
}

SmtpCall::~SmtpCall()
{
    m_socket.disconnect(this);
}

void SmtpCall::start()
{
    m_clock.start();
    if (m_request.caFile.isEmpty()) {
        connectBy({});
        return;
    }
    m_step = Step::CaFile;
    readCaFile(m_request.caFile, this, [this](const QList<QSslCertificate> &trusted) {
        m_step = Step::Connect;
        m_clock.start(); // the server was not asked yet
        if (trusted.isEmpty())
            fail(neterror::badCaFile(m_request.caFile));
        else
            connectBy(trusted);
    });
}

void SmtpCall::connectBy(const QList<QSslCertificate> &trusted)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!trusted.isEmpty())
        configuration.setCaCertificates(trusted);
    m_socket.setSslConfiguration(configuration);
    m_socket.setPeerVerifyName(withoutRoot(m_request.serverName));
    m_socket.setReadBufferSize(kReadAtOnce);
    m_connector.start();
}

QString SmtpCall::stage() const
{
    switch (m_step) {
    case Step::CaFile:
        return QStringLiteral("ca file");
    case Step::Connect:
        return QStringLiteral("connect");
    case Step::Handshake:
        return QStringLiteral("tls");
    case Step::Login:
    case Step::User:
    case Step::Password:
        return QStringLiteral("auth");
    default:
        return QStringLiteral("wait for answer");
    }
}

void SmtpCall::connected()
{
    m_session.connect = elapsed();
    m_session.address = addressText(m_connector.peer(), m_request.asked.port);
    m_stepAt = elapsed();
    if (!m_socket.setSocketDescriptor(m_connector.takeDescriptor())) {
        fail({ErrorKind::Internal,
              tr("The connection to %1 could not be used.").arg(m_request.asked.toString()),
              {},
              {}});
        return;
    }
    m_step = Step::Greeting;
    if (m_request.tls == SmtpTls::Implicit)
        encrypt();
}

void SmtpCall::encrypt()
{
    m_step = Step::Handshake;
    m_stepAt = elapsed();
    m_socket.startClientEncryption();
}

void SmtpCall::encrypted()
{
    m_session.isEncrypted = true;
    m_session.tls = elapsed() - m_stepAt;
    m_session.protocol = m_socket.sessionProtocol() == QSsl::TlsV1_3 ? QStringLiteral("TLS 1.3")
                                                                     : QStringLiteral("TLS 1.2");
    const QList<QSslCertificate> chain = m_socket.peerCertificateChain();
    // Qt takes the common name for one of the names that count.
    if (chain.isEmpty() || !isForName(chain.first(), m_request.serverName)) {
        fail(neterror::tls(TlsFault::WrongName, m_request.asked, m_request.serverName,
                           tr("none of its subject alternative names is the name asked for")));
        m_socket.abort();
        return;
    }
    for (const QSslCertificate &certificate : chain) {
        const qint64 end = certificate.expiryDate().toMSecsSinceEpoch();
        m_session.certificateEndMs = std::min(m_session.certificateEndMs.value_or(end), end);
    }
    m_stepAt = elapsed();
    if (m_request.tls == SmtpTls::Implicit)
        m_step = Step::Greeting;
    else
        hello();
}

void SmtpCall::certificateRefused(const QList<QSslError> &errors)
{
    TlsFault worst = TlsFault::Handshake;
    CertificateDates dates;
    QStringList words;
    for (const QSslError &error : errors) {
        const TlsFault fault = tlsFaultFromQt(error.error());
        if (rank(fault) < rank(worst)) {
            worst = fault;
            dates = {error.certificate().effectiveDate(), error.certificate().expiryDate()};
        }
        // Which one of the chain it is shows in its words only.
        words << error.errorString()
                     + QStringLiteral(" (%1, %2)")
                           .arg(error.certificate()
                                    .subjectInfo(QSslCertificate::CommonName)
                                    .join(QLatin1String(", ")),
                                error.certificate().expiryDate().toUTC().toString(
                                    QStringLiteral("yyyy-MM-dd")));
    }
    m_certificateError = neterror::tls(worst, m_request.asked, m_request.serverName,
                                       words.join(QLatin1String("; ")), dates);
}

void SmtpCall::broke()
{
    if (m_isDone)
        return;
    if (m_certificateError) {
        fail(*m_certificateError);
        return;
    }
    const QAbstractSocket::SocketError code = m_socket.error();
    const bool isClosed =
        code == QAbstractSocket::RemoteHostClosedError || code == QAbstractSocket::NetworkError;
    if (m_step == Step::Handshake && !isClosed) {
        if (isClientRefused(m_socket.errorString()))
            fail(neterror::clientRefused(m_request.asked, false, m_socket.errorString()));
        else
            fail(neterror::tls(TlsFault::Handshake, m_request.asked, m_request.serverName,
                               m_socket.errorString()));
        return;
    }
    if (m_step != Step::Handshake && m_socket.bytesAvailable() > 0)
        read(); // its last words
    fail(neterror::closed(m_request.asked, m_reader.rest().size()));
}

void SmtpCall::read()
{
    while (!m_isDone && m_step != Step::Handshake && m_socket.bytesAvailable() > 0) {
        m_reader.feed(m_socket.read(kReadAtOnce));
        while (!m_isDone && m_step != Step::Handshake) {
            const std::optional<SmtpReply> reply = m_reader.next();
            if (m_reader.fault() == SmtpReader::Fault::TooLarge)
                fail(neterror::tooLarge(tr("A reply of %1").arg(m_request.asked.toString()),
                                        64 * 1024));
            else if (m_reader.fault() == SmtpReader::Fault::Garbage)
                fail(neterror::garbage(
                    tr("%1 does not answer in SMTP.").arg(m_request.asked.toString()),
                    m_reader.rest()));
            if (!reply)
                break;
            replied(*reply);
        }
    }
}

void SmtpCall::replied(const SmtpReply &reply)
{
    switch (m_step) {
    case Step::Greeting:
        greeted(reply);
        break;
    case Step::Hello:
        offered(reply);
        break;
    case Step::StartTls:
        if (reply.code != 220) {
            fail(refusal(reply, QStringLiteral("STARTTLS")));
        } else if (!m_reader.isEmpty() || m_socket.bytesAvailable() > 0) {
            // Whoever stands between could speak for the server (CVE-2011-0411).
            fail(neterror::garbage(
                tr("%1 went on without encryption after STARTTLS.").arg(m_request.asked.toString()),
                m_reader.rest()));
        } else {
            encrypt();
        }
        break;
    case Step::Login:
    case Step::User:
    case Step::Password:
        loggedIn(reply);
        break;
    case Step::Noop:
        if (reply.code != 250) {
            fail(refusal(reply, QStringLiteral("NOOP")));
            break;
        }
        m_session.total = elapsed();
        conclude(m_session);
        break;
    case Step::CaFile:
    case Step::Connect:
    case Step::Handshake:
        break;
    }
}

void SmtpCall::greeted(const SmtpReply &reply)
{
    m_session.greet = elapsed() - m_stepAt;
    m_session.greeting = cleanText(reply.text(), kShown);
    if (reply.code != 220) {
        fail({ErrorKind::Status,
              tr("%1 greets with %2: %3.")
                  .arg(m_request.asked.toString())
                  .arg(reply.code)
                  .arg(cleanText(reply.text(), 120)),
              reply.code == 421
                  ? tr("It takes no more connections just now. Try: its load and its limits.")
                  : tr("It takes no mail from here. Try: its log and its lists of blocked "
                       "addresses."),
              {}});
        return;
    }
    hello();
}

void SmtpCall::hello()
{
    m_step = Step::Hello;
    QByteArray name = m_request.greetAs.toLatin1();
    if (name.isEmpty()) {
        const QHostAddress own = m_socket.localAddress();
        const bool isV6 = own.protocol() == QAbstractSocket::IPv6Protocol;
        name = (isV6 ? "[IPv6:" : "[") + own.toString().section(QLatin1Char('%'), 0, 0).toLatin1()
               + ']';
    }
    send("EHLO " + name);
}

void SmtpCall::offered(const SmtpReply &reply)
{
    if (reply.code != 250) {
        fail(refusal(reply, QStringLiteral("EHLO")));
        return;
    }
    m_session.capabilities = reply.lines.mid(1);
    if (m_session.isEncrypted) {
        logIn();
        return;
    }
    const bool isOffered = std::any_of(
        m_session.capabilities.cbegin(), m_session.capabilities.cend(), [](const QString &each) {
            return each.compare(QLatin1String("STARTTLS"), Qt::CaseInsensitive) == 0;
        });
    if (isOffered && m_request.tls != SmtpTls::None) {
        m_step = Step::StartTls;
        send("STARTTLS");
        return;
    }
    if (m_request.tls == SmtpTls::StartTls
        || (m_request.tls == SmtpTls::WhenOffered && !m_request.secret.isEmpty())) {
        fail({ErrorKind::Tls, tr("%1 offers no STARTTLS.").arg(m_request.asked.toString()),
              tr("Mail and passwords would go in the clear; none was sent. Try: its TLS settings, "
                 "or what stands between."),
              cleanText(m_session.capabilities.join(QLatin1Char('\n')), 1000, true)});
        return;
    }
    logIn();
}

void SmtpCall::logIn()
{
    if (m_request.secret.isEmpty() || !m_session.isEncrypted) {
        next();
        return;
    }
    QStringList mechanisms;
    for (const QString &each : std::as_const(m_session.capabilities)) {
        if (each.startsWith(QLatin1String("AUTH "), Qt::CaseInsensitive))
            mechanisms = each.mid(5).toUpper().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    if (mechanisms.contains(QLatin1String("PLAIN"))) {
        m_step = Step::Password;
        QByteArray plain;
        plain.reserve(static_cast<qsizetype>(m_request.secret.size())
                      + m_request.username.size() * 4 + 8);
        plain.append('\0')
            .append(m_request.username.toUtf8())
            .append('\0')
            .append(m_request.secret.data(), static_cast<qsizetype>(m_request.secret.size()));
        QByteArray coded = plain.toBase64();
        wipe(plain);
        sendSecret("AUTH PLAIN " + coded);
        wipe(coded);
    } else if (mechanisms.contains(QLatin1String("LOGIN"))) {
        m_step = Step::Login;
        send("AUTH LOGIN");
    } else {
        fail({ErrorKind::Auth,
              mechanisms.isEmpty()
                  ? tr("%1 offers no login.").arg(m_request.asked.toString())
                  : tr("%1 offers no login that is known here: %2.")
                        .arg(m_request.asked.toString(),
                             cleanText(mechanisms.join(QStringLiteral(", ")), 120)),
              tr("PLAIN and LOGIN are known. Try: the port for submission (587 or 465), or leave "
                 "out the credential."),
              {}});
    }
}

void SmtpCall::loggedIn(const SmtpReply &reply)
{
    if (m_step != Step::Password && reply.code == 334) {
        const bool isUser = m_step == Step::Login;
        m_step = isUser ? Step::User : Step::Password;
        QByteArray coded =
            isUser ? m_request.username.toUtf8().toBase64()
                   : QByteArray::fromRawData(m_request.secret.data(),
                                             static_cast<qsizetype>(m_request.secret.size()))
                         .toBase64();
        sendSecret(coded);
        wipe(coded);
        return;
    }
    if (reply.code == 235) {
        m_session.isAuthenticated = true;
        next();
        return;
    }
    m_request.secret = {};
    if (reply.code == 535 || reply.code == 534 || reply.code == 530 || reply.code == 538)
        fail({ErrorKind::Auth,
              tr("%1 refused the login of %2.")
                  .arg(m_request.asked.toString(), cleanText(m_request.username, 80)),
              tr("Try: the password in the keychain, and whether the account may log in here."),
              cleanText(reply.text(), kShown)});
    else
        fail(refusal(reply, QStringLiteral("AUTH")));
}

void SmtpCall::next()
{
    m_request.secret = {};
    if (!m_request.noop) {
        m_session.total = elapsed();
        conclude(m_session);
        return;
    }
    m_step = Step::Noop;
    send("NOOP");
}

void SmtpCall::send(const QByteArray &line)
{
    m_socket.write(line + "\r\n");
}

void SmtpCall::sendSecret(QByteArray line)
{
    line.reserve(line.size() + 2);
    line += "\r\n";
    m_socket.write(line);
    wipe(line);
}

Error SmtpCall::refusal(const SmtpReply &reply, const QString &what) const
{
    return {ErrorKind::Status,
            tr("%1 answers %2 to %3: %4.")
                .arg(m_request.asked.toString())
                .arg(reply.code)
                .arg(what, cleanText(reply.text(), 120)),
            reply.code < 500 ? tr("It says that this will pass. Try: its log.")
                             : tr("Try: its log and its settings."),
            {}};
}

void SmtpCall::fail(const Error &error)
{
    conclude(failure(error));
}

void SmtpCall::conclude(const Result<SmtpSession> &session)
{
    if (m_isDone)
        return;
    m_isDone = true;
    if (session && m_socket.state() == QAbstractSocket::ConnectedState) {
        // Its answer is not waited for.
        m_socket.write("QUIT\r\n");
        m_socket.flush();
    }
    Q_EMIT finished(session);
}

} // namespace opsdeck
