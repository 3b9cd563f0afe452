// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/secret.h"

#include <QList>

namespace opsdeck {

/// Turns the raw output of a program into lines fit to be shown and kept: secrets masked before anything is cut, control
/// characters removed, lines of at most 4000 characters.
class OutputLines final
{
public:
    void hide(const Secret &secret);
    /// Whole lines of what came so far.
    QStringList add(const QByteArray &bytes);
    /// What is left without a line end.
    QStringList rest();

private:
    QString shown(QByteArray line) const;

    QList<Secret> m_secrets;
    QByteArray m_pending;
};

} // namespace opsdeck
