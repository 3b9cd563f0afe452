// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/matcher.h"

namespace opsdeck::expressions {

Result<Matcher> Matcher::make(const QString &name, MatchKind kind, const QString &value)
{
    Matcher matcher;
    matcher.m_name = name;
    matcher.m_kind = kind;
    matcher.m_value = value;
    if (kind == MatchKind::Fits || kind == MatchKind::FitsNot) {
        auto pattern = Pattern::compile(value);
        if (!pattern)
            return failure(pattern.error());
        matcher.m_pattern = *pattern;
    }
    return matcher;
}

Result<bool> Matcher::matches(const QString &value) const
{
    switch (m_kind) {
    case MatchKind::Equal:
        return value == m_value;
    case MatchKind::NotEqual:
        return value != m_value;
    case MatchKind::Fits:
        return m_pattern->matches(value);
    case MatchKind::FitsNot:
        break;
    }
    const auto fits = m_pattern->matches(value);
    if (!fits)
        return failure(fits.error());
    return !*fits;
}

QString Matcher::text() const
{
    static const char *const operators[] = {"=", "!=", "=~", "!~"};
    return m_name + QLatin1String(operators[static_cast<int>(m_kind)]) + quoted(m_value);
}

Result<bool> matchesAll(const QList<Matcher> &matchers, const Labels &labels)
{
    for (const Matcher &matcher : matchers) {
        const auto fits = matcher.matches(labels.value(matcher.name()));
        if (!fits || !*fits)
            return fits;
    }
    return true;
}

} // namespace opsdeck::expressions
