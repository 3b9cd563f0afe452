// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// What somebody probably meant who wrote a value of the wrong form: ". Write 30s." to be set
/// behind a message. Empty when there is no guess. Only values of a known harmless form are
/// repeated.
namespace opsdeck::scalars {

/// "db kind:redis": a key of the next line was read as a part of the text.
QString colonHint(const QString &text);
/// "30", "1:30", "5 min".
QString durationHint(const QString &text);
/// "yes", "off", "True".
QString booleanHint(const QString &text);
/// "010", "0x1F", "1_000".
QString numberHint(const QString &text);
/// "1Mib", "010".
QString bytesHint(const QString &text);

} // namespace opsdeck::scalars
