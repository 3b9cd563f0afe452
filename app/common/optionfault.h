// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QCommandLineParser;

namespace opsdeck {

/// What is wrong with the options of a successful parse, as a sentence that names the option: one
/// that takes a value was given twice, or was given an empty one, which would silently select
/// everything. Empty when nothing is. Options in `repeatable` may be given as often as one likes.
QString optionFault(const QCommandLineParser &parser, const QStringList &repeatable = {});

} // namespace opsdeck
