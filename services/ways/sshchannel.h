// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"
#include "services/ways/channel.h"

#include <QLocalSocket>
#include <QTimer>

namespace opsdeck {

class SshMaster;

/// One forwarded connection of a master: its local socket accepts at once, the master's log says
/// when the far end is open.
class SshChannel final : public Channel
{
    Q_OBJECT
public:
    SshChannel(SshMaster &master, Endpoint target, QString wayTitle);
    ~SshChannel() override;
    Q_DISABLE_COPY_MOVE(SshChannel)

    QIODevice *device() override { return &m_socket; }

    /// For the master.
    void confirmed();
    void refused(const QString &reason);
    void givenUp(const Error &error);

private:
    void disconnected();
    void fail(int systemError, const Error &error);

    Endpoint m_target;
    QString m_wayTitle;
    QLocalSocket m_socket;
    QTimer m_grace; ///< for the log's line after the connection was cut
    bool m_isOpen = false;
    bool m_isDone = false;
};

} // namespace opsdeck
