// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QVariantMap>

#include <cstddef>

namespace opsdeck {

/// How the text around a saved value is read by the server.
enum class TextForm {
    Plain, ///< as it is
    Json,  ///< inside a quoted text escaped, elsewhere a whole value: {"id": "${a.b}", "n": ${a.n}}
    Form   ///< application/x-www-form-urlencoded: percent-encoded
};

/// How the server will read the body of these parameters of an http check: by its Content-Type, and
/// without one JSON when it begins like it.
TextForm bodyForm(const QVariantMap &request);
/// Lower case; empty when no header states it.
QString contentTypeOf(const QVariantMap &request);

/// Where a step's secret goes in a body; replaced when the request is made, so that no text ever
/// holds it.
QByteArray secretMarker();
/// `body` with the secret in the markers' places, escaped as `form` wants it.
QByteArray withSecret(const QByteArray &body, const char *secret, std::size_t size, TextForm form);

} // namespace opsdeck
