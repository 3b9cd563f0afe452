// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace opsdeck {

// What stands where something is not there. Four words, told apart by what there is to do about it;
// a status ("unknown", "no check", "planned") is no absence, and a list or choice of nothing says
// "none".

enum class Absence {
    NotHere,     ///< "not run here": this environment has no such service, or none that has a
                 ///< state. Nothing to do
    NotSetUp,    ///< "not set up": it is defined, and a parameter has no value. Set it
    NotObserved, ///< "not observed": it is set up, and nobody has asked it, or not any more. Wait,
                 ///< or see why
    NoValue,     ///< "no value": it was asked, and the answer has no such figure. See the answer
};

QString absenceWord(Absence absence);

/// Its first letter large: "Not set up".
QString sentenceCase(QString words);

} // namespace opsdeck
