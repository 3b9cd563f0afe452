// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/result.h"

#include <QRegularExpression>

namespace opsdeck::expressions {

/// A regular expression in RE2's syntax that fits a whole text or nothing of it.
///
/// It runs on PCRE2, so it is read and written anew first: what both know and mean differently
/// ($ before a last line end, \v, \s, \w under the flag i, octal escapes, classes) is written out;
/// what PCRE2 alone knows (back references, look-around, possessive and atomic parts, verbs) is a
/// syntax error as it is for RE2; what RE2 alone can do (the flag m, \S in a class, \p under the
/// flag i) needs a server.
/// RE2 needs time linear in the text; PCRE2 may go back. How often is bounded: a match that passes
/// the bound is an error, never "no match".
class Pattern
{
public:
    static Result<Pattern> compile(const QString &text);

    const QString &text() const { return m_text; }

    Result<bool> matches(const QString &value) const;
    /// The match with its groups; hasMatch() tells whether there is one.
    Result<QRegularExpressionMatch> match(const QString &value) const;

    bool operator==(const Pattern &other) const { return m_text == other.m_text; }

private:
    QString m_text;
    QRegularExpression m_regex;
};

/// RE2's syntax as PCRE2's, without anchors.
Result<QString> translatedPattern(const QString &text);

} // namespace opsdeck::expressions
