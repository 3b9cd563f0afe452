// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"

#include <QMap>

namespace opsdeck {

using Variables = QMap<QString, QString>;

/// Names that Opsdeck sets itself; no parameter may have one.
QStringList builtinVariables();

/// `${name}` replaced once, `$$` is a dollar. What can't be replaced is reported with the place of
/// `node`, once for `environment`.
QString substituted(const YamlNode &scalar, const Variables &variables, const QString &environment,
                    const Reporter &reporter);
/// All scalars of a tree. `added` counts the characters that came in, for the limit.
YamlNode substituted(const YamlNode &tree, const Variables &variables, const QString &environment,
                     const Reporter &reporter, qint64 &added);
/// Reports what substituted() would, changing nothing: for texts that are filled in later. `later`
/// are names known only then.
void checkVariables(const YamlNode &tree, const Variables &variables, const QStringList &later,
                    const QString &environment, const Reporter &reporter);

} // namespace opsdeck
