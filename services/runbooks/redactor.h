// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/secret.h"

#include <QList>

namespace opsdeck {

/// Turns the raw output of a program into lines fit to be shown and kept: secrets masked before
/// anything is cut, also in base64 of more than them, hexadecimal, in a URL or in quotes, line by
/// line, or with escape sequences between; control characters removed, lines of at most 4000
/// characters.
class OutputLines final
{
public:
    void hide(const Secret &secret);
    /// Whole lines of what came so far.
    QStringList add(const QByteArray &bytes);
    /// What is left without a line end.
    QStringList rest();

private:
    QByteArray masked(QByteArray bytes) const;
    QString shown(const QByteArray &line) const;

    QList<Secret> m_secrets; ///< in all their forms, the longest first
    QByteArray m_pending;
};

} // namespace opsdeck
