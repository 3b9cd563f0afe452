// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/probes/conditions/expectation.h"

#include <QJsonValue>

#include <optional>

namespace opsdeck {

/// A JSON document that leaves no doubt: valid, and no object names a key twice. Garbage error with
/// the byte offset.
Result<QJsonValue> parseStrictJson(const QByteArray &bytes);

/// The value at a dotted path: "checks.database.status", "items.0.state". A key that holds dots may
/// be written as it is; an empty path is the document itself. None when there is no such place.
std::optional<QJsonValue> jsonAt(const QJsonValue &document, const QString &path);

/// A value as it is compared and shown: text without quotes, whole numbers without a point, true,
/// false, null; an object or an array in compact form, cut to 80 characters.
QString jsonText(const QJsonValue &value);

struct JsonVerdict
{
    bool isMet = false;
    QString value;   ///< resolved, cleaned; empty when missing
    QString advice;  ///< when there is no such place: what is there instead
    QString message; ///< "status is 'degraded', expected 'healthy'"
};

JsonVerdict judgeJson(const QJsonValue &document, const QString &path,
                      const Expectation &expectation);

} // namespace opsdeck
