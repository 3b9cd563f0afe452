// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/domain/problem.h"
#include "services/domain/workspace.h"

#include <QMap>
#include <QSet>

namespace opsdeck {

/// How sure a guess is.
enum class Confidence { High, Medium, Low };

enum class FindingLevel {
    Error,     ///< nothing can be imported
    NotMapped, ///< stands in the file and has no counterpart
    Note,      ///< was mapped, and there is something to know about it
    Secret     ///< a secret to be put into the keychain; it was not copied
};

struct ImportFinding
{
    SourceLocation where;
    FindingLevel level = FindingLevel::Note;
    QString service; ///< empty: of the whole stack
    QString key;     ///< path below the service or from the top: "deploy.placement"
    QString text;    ///< one sentence without a value that may be secret

    bool operator==(const ImportFinding &) const = default;
};

enum class ImportField { Files, EnvFiles, Environment, Nginx, Folder };

/// An environment to make.
struct EnvironmentQuestion
{
    QString id;
    Tier tier = Tier::Dev;
    QStringList files; ///< compose files merged over those of all environments
    QString host;      ///< where its published ports are; empty: this machine
    QStringList via;   ///< hosts of ssh that lead there, the first reached first

    bool operator==(const EnvironmentQuestion &) const = default;
};

/// What a person asks an import for. Names of files as typed.
struct ImportQuestion
{
    QStringList files;      ///< compose files, merged in this order; or those of Prometheus
    QStringList envFiles;   ///< empty: `.env` beside the first file
    QStringList profiles;   ///< "*": all
    QStringList nginxFiles; ///< configurations of the stack's nginx
    QList<EnvironmentQuestion> environments; ///< at least one
    QString folder;                          ///< where the workspace is to be

    bool operator==(const ImportQuestion &) const = default;
};

/// What a person decided about what was found.
struct ImportChoices
{
    QSet<QString> skipped; ///< ids of services
    QMap<QString, QString>
        kinds; ///< by id of a service: the kind of its check, not the guessed one

    bool operator==(const ImportChoices &) const = default;
};

struct PlannedService
{
    QString id;
    QString title;
    QString technology; ///< empty: not known
    Confidence confidence = Confidence::Low;
    QString reason;        ///< of the guess
    QString kind;          ///< of its check; empty: it is drawn and not checked
    QStringList kinds;     ///< that may take its place, itself among them; at most one: no choice
    QString address;       ///< "127.0.0.1:8000"; empty: none
    QString asked;         ///< by the check, values filled in: "http://127.0.0.1:8000/health"
    int furtherChecks = 0; ///< besides this one
    SourceLocation where;

    bool operator==(const PlannedService &) const = default;
};

struct PlannedEdge
{
    QString from;
    QString to;
    DependencyBasis basis = DependencyBasis::Stated;
    QString why;

    bool operator==(const PlannedEdge &) const = default;
};

/// What was found, before anything is decided.
struct ImportPlan
{
    QString title;
    QMap<ImportField, QString> problems; ///< not empty: there is nothing else
    QList<PlannedService> services;
    QList<PlannedEdge> edges;

    bool operator==(const ImportPlan &) const = default;
};

/// Services (ids) by what an import does to a platform that is there.
struct ImportChanges
{
    QStringList added;
    QStringList removed;
    QStringList changed;
    QStringList kept; ///< edited or written by hand, and left as they are

    bool operator==(const ImportChanges &) const = default;
};

struct PlannedFile
{
    enum class State {
        New,
        Unchanged, ///< stands there with these bytes
        Imported,  ///< stands there as an earlier import left it
        Merged,    ///< was imported and edited; the edits stay
        Edited     ///< stands there, and somebody else wrote it
    };

    QString name; ///< relative to the folder
    QByteArray bytes;
    State state = State::New;
    QByteArray old = {};       ///< what stands there; null: nothing
    QList<DiffLine> diff = {}; ///< from that to `bytes`

    bool operator==(const PlannedFile &) const = default;
};

/// What is ready to be written, and what there is to say about it.
struct ImportDraft
{
    QString folder;        ///< absolute
    QString workspaceName; ///< of the file to open, relative to it
    QList<PlannedFile> files;
    QList<ImportFinding> findings;
    ImportChanges changes;
    int services = 0;
    int checks = 0;

    bool replacesEdited() const
    {
        for (const PlannedFile &file : files) {
            if (file.state == PlannedFile::State::Edited)
                return true;
        }
        return false;
    }
};

} // namespace opsdeck
