// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/expressions/pattern.h"

#include "services/expressions/expressionerrors.h"
#include "services/expressions/labels.h"

namespace opsdeck::expressions {

namespace {

constexpr qsizetype kLongestPattern = 4096;

} // namespace

Result<Pattern> Pattern::compile(const QString &text)
{
    if (text.size() > kLongestPattern)
        return failure(
            limitError(Words::tr("A regular expression of %1 characters is longer than %2.")
                           .arg(QString::number(text.size()), QString::number(kLongestPattern)),
                       Words::tr("Write a shorter one.")));
    const auto translated = translatedPattern(text);
    if (!translated)
        return failure(translated.error());
    Pattern pattern;
    pattern.m_text = text;
    pattern.m_regex.setPattern(
        QStringLiteral("(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=20000)\\A(?:%1)\\z").arg(*translated));
    if (!pattern.m_regex.isValid())
        return failure(syntaxError(0,
                                   Words::tr("The regular expression %1 is not understood: %2.")
                                       .arg(quoted(text), pattern.m_regex.errorString()),
                                   Words::tr("Write it in RE2's syntax.")));
    return pattern;
}

Result<QRegularExpressionMatch> Pattern::match(const QString &value) const
{
    QRegularExpressionMatch match = m_regex.match(value);
    if (!match.isValid())
        return failure(
            limitError(Words::tr("The regular expression %1 needs too many steps for the value %2.")
                           .arg(quoted(m_text), quoted(value.left(60))),
                       Words::tr("Write it without repetitions inside of repetitions.")));
    return match;
}

Result<bool> Pattern::matches(const QString &value) const
{
    const auto found = match(value);
    if (!found)
        return failure(found.error());
    return found->hasMatch();
}

} // namespace opsdeck::expressions
