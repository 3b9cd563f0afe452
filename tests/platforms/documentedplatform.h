// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"

namespace opsdeck {

/// A definition and the tables of its document: of a shipped one unless told.
class DocumentedPlatform final
{
public:
    explicit DocumentedPlatform(QString id);
    /// The one that is described in `folder`: <id>.yaml and facts/.
    DocumentedPlatform(QString id, const QString &folder);

    static QStringList ids();

    const QString &id() const { return m_id; }

    const QString &factsFolder() const { return m_facts; }

    QByteArray definition() const; ///< its file; empty when there is none

    /// As the programs load it while no operator has set anything.
    LoadedWorkspace asShipped() const;
    /// A definition in place of the shipped one, with every parameter set that has no default.
    LoadedWorkspace setUp(const QByteArray &definition) const;

private:
    void findParameters();
    LoadedWorkspace load(const QByteArray &definition, const QByteArray &parameters) const;

    QString m_id;
    QString m_definitions; ///< folder, with a slash at its end
    QString m_facts;
    QByteArray m_parameters; ///< YAML: values by environment
};

/// The platform of a workspace with one; null when it could not be read.
const Platform *platformOf(const LoadedWorkspace &loaded);

} // namespace opsdeck
