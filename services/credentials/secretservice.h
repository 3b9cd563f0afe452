// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/error.h"

#include <QObject>

#include <functional>
#include <optional>

namespace opsdeck {

/// What the desktop's Secret Service says of itself, without ever showing a prompt.
/// Protocol: https://specifications.freedesktop.org/secret-service/latest/
enum class KeychainState { Ready, NoBus, NoService, NoCollection, Locked, Silent };

/// Asks on the session bus; `done` comes later on the caller's thread, at most three seconds on,
/// not at all once `context` is gone.
void askKeychainState(QObject *context, std::function<void(KeychainState)> done);

/// `changed` comes whenever entries, their lock or who keeps them may be others than before, until
/// `context` is gone.
void watchKeychain(QObject *context, std::function<void()> changed);

/// What a state other than Ready means for a user; nothing for Ready.
std::optional<Error> keychainError(KeychainState state);

} // namespace opsdeck
