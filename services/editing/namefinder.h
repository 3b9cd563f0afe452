// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/editing/yamlspan.h"

namespace opsdeck {

/// One of the files that names stand in.
struct NamedFile
{
    int file = 0; ///< number, as its user counts them
    const YamlText *text = nullptr;
};

/// Where a name stands.
struct NamePlace
{
    int file = 0;
    YamlPath path;
    bool isKey = false; ///< the name is the last key of the path, not the value there
    int line = 0;
    QString what; ///< for people: "needed by api"
    // The rest of the value or key there: "db/" of "db/latency" when that names the metric.
    QString before = {};
    QString after = {};
};

/// Everything that may refer to what a platform or runbook file defines.
struct NameFiles
{
    NamedFile workspace;
    qsizetype platformRow = -1; ///< under `platforms` of the workspace file
    NamedFile platform;         ///< null text: the name is a runbook's or a step's
    QList<NamedFile> runbooks;  ///< of the platform; of a runbook's or step's name its file alone
};

/// The definition of what `target` names and all that refers to it, in the order of the files.
/// Names in free texts, commands and addresses are none of them.
QList<NamePlace> placesOfName(const EditTarget &target, const NameFiles &files);
/// Where `${variable}` stands in the platform's file and its runbooks.
QList<NamePlace> usesOfVariable(const QString &variable, const NameFiles &files);

/// The field of a form that names its thing: "id", "platform", "runbook"; empty of a dependency,
/// whose name is another thing's.
QString nameField(EditKind kind);
/// The name itself.
QString nameOf(const EditTarget &target);
void setName(EditTarget &target, const QString &name);

} // namespace opsdeck
