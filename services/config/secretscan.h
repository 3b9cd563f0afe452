// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

namespace opsdeck {

/// Whether a text is shaped like a secret: a token with a known prefix, a private key, a JSON web
/// token, a URL with a password.
bool looksSecret(const QString &value);
/// Whether a credential's name is no name but a pasted secret: no slash in it, and letters and
/// digits mixed as nobody names a thing.
bool looksPasted(const QString &credential);
/// What is said of such a name.
QString pastedText(const QString &key);
/// Whether a key is one that holds secrets where people are careless: "password", "db_token",
/// "Authorization".
bool namesSecret(const QString &key);
/// Reports and refuses every secret in a file; configuration is made for git. The values are never
/// quoted.
void refuseSecrets(const YamlNode &root, const Reporter &reporter);

} // namespace opsdeck
