// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace opsdeck {

using VariableLookup = std::function<std::optional<QString>(const QString &name)>;

struct Interpolated
{
    enum class Fault {
        None,
        Invalid,  ///< `${` that names no variable or is not closed
        Required, ///< a variable that must be set and is not; its own words are in `words`
        TooMuch   ///< nested too deeply, or too much text
    };

    QString text;
    Fault fault = Fault::None; ///< the first
    QString variable;          ///< that the fault is about, when there is one
    QString words;
    QStringList unset; ///< variables without value and default, replaced by nothing
};

/// The forms of the Compose specification: `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+r} ${V+r}`,
/// nested in d, e and r, `$$` for a dollar; a dollar before anything else stays.
Interpolated interpolated(const QString &text, const VariableLookup &lookup);

} // namespace opsdeck
