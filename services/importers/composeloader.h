// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/importers/composefiles.h"
#include "services/importers/composemerge.h"

namespace opsdeck {

/// Loads compose files as one model, by the Compose specification: interpolation file by file, then
/// `include`, then `extends`, then merging.
class ComposeLoader final
{
public:
    ComposeLoader(ComposeFiles &files, ImportFindings &findings);

    /// `paths` absolute, the first one the main file; `variables` are those for interpolation. The
    /// root mapping, or an empty one; errors are in the findings.
    ComposeNode load(const QStringList &paths, const EnvironmentMap &variables);

    /// Whether everything that is included was there.
    bool isWhole() const { return m_isWhole; }

private:
    /// One compose application: the given one, or one that is included.
    struct Scope
    {
        QString directory; ///< project directory, absolute
        EnvironmentMap variables;
        QStringList including;             ///< absolute paths, outermost first
        QHash<QString, ComposeNode> bases; ///< files read for `extends`
    };

    ComposeNode loadScope(Scope &scope, const QStringList &paths, const ImportPlace &askedAt);
    /// `base`: against which relative names in the file are read.
    QList<ComposeNode> readDocuments(const Scope &scope, const QString &path, const QString &base,
                                     const ImportPlace &askedAt);
    ComposeNode interpolated(const ComposeNode &node, const Scope &scope);
    void include(const Scope &scope, ComposeNode &document);
    void includeOne(const Scope &scope, const ComposeNode &entry, ComposeNode &document);
    EnvironmentMap includedVariables(const Scope &scope, const ComposeNode &entry,
                                     const QString &directory);
    void importResources(const ComposeNode &included, ComposeNode &document);
    void extend(Scope &scope, ComposeNode &document, const QString &path);
    ComposeNode extended(Scope &scope, const ComposeNode &services, const QString &name,
                         const QString &path, QStringList chain);
    std::optional<ComposeNode> baseServices(Scope &scope, const QString &path,
                                            const ImportPlace &askedAt);

    ComposeFiles &m_files;
    ImportFindings &m_findings;
    ComposeMerge m_merge;
    QSet<QString> m_unset;
    qint64 m_added = 0;
    bool m_isWhole = true;
};

} // namespace opsdeck
