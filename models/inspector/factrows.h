// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QVariantMap>

namespace opsdeck {

/// One fact of a check's result, in words.
struct FactRow
{
    QString name;  ///< "image digest"
    QString value; ///< "97 %", "yes", "3 d 4 h"; one line

    bool operator==(const FactRow &) const = default;
};

/// The facts of a result of a check of kind `kind`, by name. What the name's ending states is the
/// unit: _bytes, _s, _seconds, _ms, _ratio, _rate of hits. The kind's own prefix is left out.
QList<FactRow> factRows(const QVariantMap &fields, const QString &kind);

} // namespace opsdeck
