// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composenode.h"

namespace opsdeck {

/// Merges by the rules of the Compose specification: maps merge, lists append, or go by their
/// unique key; commands are replaced; `!reset` removes and `!override` replaces.
class ComposeMerge final
{
public:
    /// `findings` outlives this.
    explicit ComposeMerge(ImportFindings &findings)
        : m_findings(findings)
    {}

    /// `over` on `base`. `path` names what they are, with `*` for names: "services.*.ports"; empty
    /// for whole files. The tags of `over` stay in the result, for a further merge.
    ComposeNode merged(const ComposeNode &base, const ComposeNode &over, const QString &path);

    /// Counts values that are gone through; false, and once an error at `at`, when they are too
    /// many.
    bool spend(qint64 nodes, const ImportPlace &at);

    /// Without what `!reset` removes, and without tags.
    static ComposeNode stripped(const ComposeNode &node);

private:
    ComposeNode mergedMaps(const ComposeNode &base, const ComposeNode &over, const QString &path);
    ComposeNode mergedLists(const ComposeNode &base, const ComposeNode &over, const QString &path);

    ImportFindings &m_findings;
    qint64 m_spent = 0;
};

/// The path of what stands under `key` of `path`.
QString composePath(const QString &path, const QString &key);

/// A value in the one form that its place has in the long syntax: lists of `NAME=value` and of
/// names as maps, a single text as a list.
ComposeNode canonical(const ComposeNode &node, const QString &path);

} // namespace opsdeck
