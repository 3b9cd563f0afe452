// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/expressions/labels.h"
#include "services/expressions/pattern.h"

#include <optional>

namespace opsdeck::expressions {

enum class MatchKind { Equal, NotEqual, Fits, FitsNot };

/// One condition on a label. A label that is not there has the empty value.
class Matcher
{
public:
    static Result<Matcher> make(const QString &name, MatchKind kind, const QString &value);

    const QString &name() const { return m_name; }

    MatchKind kind() const { return m_kind; }

    const QString &value() const { return m_value; }

    /// An error when the regular expression costs too much.
    Result<bool> matches(const QString &value) const;
    QString text() const;

private:
    QString m_name;
    MatchKind m_kind = MatchKind::Equal;
    QString m_value;
    std::optional<Pattern> m_pattern;
};

Result<bool> matchesAll(const QList<Matcher> &matchers, const Labels &labels);

} // namespace opsdeck::expressions
