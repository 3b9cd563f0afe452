// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace opsdeck {

/// Foreign text made safe to show and store: control characters, escape sequences (CSI, OSC, C1)
/// and bidirectional overrides removed, line breaks kept only when `keepLines`, cut to `limit`
/// characters with "…".
QString cleanText(const QString &text, int limit, bool keepLines = false);
/// The same for bytes of unknown encoding, read as UTF-8 with replacement characters.
QString cleanText(const QByteArray &bytes, int limit, bool keepLines = false);

} // namespace opsdeck
