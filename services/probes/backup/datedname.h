// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <optional>

namespace opsdeck {

/// Names with a date in them, "shop-%Y-%m-%d_%H%M.dump*": %Y %y %m %d %H %M %S %F (%Y-%m-%d), %s
/// (seconds since 1970), %%; * any text, ? one character.
class DatedName final
{
public:
    DatedName() = default; ///< any name, without a date
    static Result<DatedName> parse(const QString &pattern);

    /// What a name tells of its moment: it is not before `startMs` and before `endMs`, both UTC.
    struct Span
    {
        qint64 startMs = 0;
        qint64 endMs = 0;
    };

    bool hasDate() const { return m_hasDate; }

    bool matches(const QString &name) const;
    /// Nothing when the name does not match, or its date is none (30 February).
    std::optional<Span> span(const QString &name, const QTimeZone &zone) const;

private:
    QRegularExpression m_form;
    QList<QChar> m_fields; ///< of the captures
    bool m_hasDate = false;
};

} // namespace opsdeck
