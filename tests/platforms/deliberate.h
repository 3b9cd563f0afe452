// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/platforms/differences.h"

namespace opsdeck {

/// A difference that is wanted: where a definition can't or shall not do as its document says.
struct DeliberateDifference
{
    QString platform;
    QString table;
    QString row;
    QString what;
    QString text; ///< stands in its text
    QString reason;

    bool isMetBy(const QString &of, const Difference &difference) const
    {
        return platform == of && difference.table == table && difference.row == row
               && difference.what == what && difference.text.contains(text);
    }

    QString toString() const { return QString("%1: %2: %3: %4").arg(table, row, what, text); }
};

const QList<DeliberateDifference> &deliberateDifferences();

} // namespace opsdeck
