// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck::expressions {

enum class TokenKind {
    End,
    Word,   ///< a name or a keyword
    Number, ///< in `number`
    String, ///< unescaped, in `text`
    Duration,
    Sign ///< an operator or a bracket: `text`
};

struct Token
{
    TokenKind kind = TokenKind::End;
    QString text;
    double number = 0;
    qint64 durationMs = 0;
    int column = 1; ///< of its first character, from 1

    bool is(QLatin1String sign) const { return kind == TokenKind::Sign && text == sign; }

    /// A keyword in any case.
    bool isWord(QLatin1String word) const
    {
        return kind == TokenKind::Word && text.compare(word, Qt::CaseInsensitive) == 0;
    }
};

} // namespace opsdeck::expressions
