// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"
#include "services/domain/id.h"
#include "services/domain/instant.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace opsdeck {

/// Waits until services are healthy again. One use: start() once, finished() once; destruction ends
/// it silently.
class Verification : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void start() = 0;

Q_SIGNALS:
    void said(const QString &line);                            ///< what is being waited for
    void finished(const std::optional<opsdeck::Error> &error); ///< nothing when all are healthy
};

/// Made anew for each post-check: these services, healthy by fresh observations within this time.
using VerificationFactory = std::function<std::unique_ptr<Verification>(
    const QList<ServiceKey> &services, Milliseconds within)>;

} // namespace opsdeck
