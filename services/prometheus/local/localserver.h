// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/instant.h"
#include "services/domain/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <memory>

namespace opsdeck {

class ChildProcess;

} // namespace opsdeck

namespace opsdeck::prometheus {

/// A Prometheus that is started and looked after: on loopback alone, at a port that was free, begun
/// anew when it ends, later each time. It ends with this object, and with this program even by
/// SIGKILL. Needs an event loop.
class LocalServer final : public QObject
{
    Q_OBJECT
public:
    struct Setup
    {
        QString directory; ///< absolute, its own: of the configuration and the samples; made 0700
        QByteArray configuration;
        Milliseconds retention{15LL * 24 * 3'600'000};
        QString program = QStringLiteral("/usr/bin/prometheus");

        bool operator==(const Setup &) const = default;
    };

    explicit LocalServer(Setup setup, QObject *parent = nullptr);
    ~LocalServer() override;
    Q_DISABLE_COPY_MOVE(LocalServer)

    void start();

    const Setup &setup() const { return m_setup; }

    /// Where it is asked; empty while it does not answer.
    const QUrl &url() const { return m_url; }

    static constexpr Milliseconds kFirstPause{1000};
    static constexpr Milliseconds kLongestPause{60'000};

Q_SIGNALS:
    void up(const QUrl &url);
    /// It is not there, or not any more; it is tried again, unless it is not installed.
    void down(const opsdeck::Error &error);

private:
    void launch();
    void ended(const Result<int> &exitCode);
    void look();
    void looked();
    Result<void> prepare() const;
    Error endError(const Result<int> &exitCode) const;

    Setup m_setup;
    QUrl m_url;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
    QByteArray m_lastWords;
    QElapsedTimer m_since;
    QTimer m_again;
    QTimer m_look;
    QTcpSocket m_socket;
    Milliseconds m_pause = kFirstPause;
};

} // namespace opsdeck::prometheus
