// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace opsdeck {

/// An id of what somebody calls `text`: letters, digits, '-' and '_', as Compose has them, too.
QString madeId(const QString &text, const QString &otherwise);
/// `id`, or one like it that is not among `taken`; it is added.
QString uniqueId(const QString &id, QSet<QString> &taken);

} // namespace opsdeck
