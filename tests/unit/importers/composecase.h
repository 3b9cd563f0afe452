// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composeimport.h"

#include <QHash>

/// A compose file of tests/data/compose with what it must give, written in its comments:
/// `#= word …` lines say what to give and to expect, `# @name` marks a line.
struct ComposeCase
{
    opsdeck::ComposeImportRequest request;
    QList<QStringList> expectations;
    QHash<QString, QString> marks; ///< name → "file:line"

    static ComposeCase read(const QString &path);
};
