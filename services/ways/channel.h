// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QIODevice>
#include <QObject>

namespace opsdeck {

/// Why the far end of a way could not be connected to.
struct ChannelFailure
{
    int systemError = 0; ///< ECONNREFUSED, ETIMEDOUT…: as if it were connected to directly
    Error error;         ///< in words, with the way in them
};

/// One byte stream through a way. Exactly one of opened() and failed() comes, later than its
/// making; after opened(), closed() when the far end is through. Destruction closes silently.
class Channel : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual QIODevice *device() = 0; ///< to be used after opened() only

Q_SIGNALS:
    void opened();
    void failed(const opsdeck::ChannelFailure &failure);
    void closed();
};

} // namespace opsdeck
