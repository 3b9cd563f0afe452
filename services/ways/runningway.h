// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/neterrors.h"
#include "services/ways/channel.h"

#include <functional>
#include <memory>
#include <optional>

namespace opsdeck {

/// A way in use. Engine thread.
class RunningWay : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Nothing: ready. Else an error of kind Way.
    using Ready = std::function<void(const std::optional<Error> &)>;

    /// Opens the way when it is not open and makes all ready for channels to `target`. `ready`
    /// comes once, later than the call, and not at all once `context` is gone. After a failure it
    /// fails at once until the wait before the next attempt is over.
    virtual void prepare(const Endpoint &target, QObject *context, Ready ready) = 0;
    /// After prepare().
    virtual std::unique_ptr<Channel> open(const Endpoint &target) = 0;

Q_SIGNALS:
    /// It was open and is no more; comes before its channels close, of a proxy just after.
    void lost(const opsdeck::Error &error);
};

/// An endpoint whose host is an absolute path is a local socket at the far end.
inline bool isSocketPath(const Endpoint &endpoint)
{
    return endpoint.host.startsWith(QLatin1Char('/'));
}

} // namespace opsdeck
