// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/id.h"
#include "services/domain/parameterschema.h"
#include "services/domain/problem.h"

#include <QMap>
#include <QVariantMap>

namespace opsdeck {

enum class EditKind {
    Platform,
    Environment,
    Service,
    Check,
    Metric,
    Dependency,
    Layer,
    Runbook,
    Step
};

/// One thing in the configuration that is edited, added or removed.
struct EditTarget
{
    EditKind kind = EditKind::Service;
    PlatformId platform; ///< empty for a new platform
    ServiceId service;   ///< of services, checks, metrics and dependencies; empty for a new service
    QString item; ///< id of the environment, layer, check, metric or step, or of the service that
                  ///< is needed; empty for a new one
    EnvironmentId only; ///< of services and checks: what differs in this environment; empty: what
                        ///< holds in all
    bool isNew = false;
    RunbookId runbook = {}; ///< of runbooks and steps; empty for a new runbook

    bool operator==(const EditTarget &) const = default;
};

/// What a form shows. Values are as written in the file, variables and all: QString, QStringList or
/// QVariantMap of QString; what is not written is absent.
struct EditForm
{
    EditTarget target;
    ParameterSchema fields;
    QVariantMap values;
    QMap<QString, QString> defaults; ///< by field, as they would be written
    QVariantMap inherited;           ///< of a target with `only`: what holds in all environments
    QStringList
        fixed; ///< fields that can't be changed here: names, and what is written in another shape
    QString file; ///< where it stands, relative to the workspace
    int line = 0; ///< from 1; 0: not there yet
};

struct DiffLine
{
    enum class Kind { Same, Removed, Added, Gap };

    Kind kind = Kind::Same;
    int line = 0; ///< from 1: in the new text, of removed lines in the old; 0 of a gap
    QString text;

    bool operator==(const DiffLine &) const = default;
};

/// A place in the files as they are now.
struct EditPlace
{
    QString file; ///< relative to the workspace
    int line = 0; ///< from 1
    QString what; ///< "needed by api"

    bool operator==(const EditPlace &) const = default;
};

struct FileDiff
{
    QString file; ///< relative to the workspace
    bool isNew = false;
    QList<DiffLine> lines;
    bool isGone = false; ///< the file is removed

    bool operator==(const FileDiff &) const = default;
};

/// What saving would write, and what is wrong with it. Saved only when nothing is.
struct EditPreview
{
    QList<FileDiff> files; ///< empty: nothing would change
    QList<ConfigProblem>
        problems; ///< of the whole workspace as it would be; without those in `fields`
    QMap<QString, QString> fields; ///< by field: what is wrong with it
    QList<EditPlace> places;       ///< of a new name: wherever the old one stands and gives way
    QStringList notes;             ///< what else it means
    QStringList plan;              ///< of a runbook: what a run of it would do

    bool canSave() const
    {
        for (const ConfigProblem &problem : problems) {
            if (problem.severity == ProblemSeverity::Error)
                return false;
        }
        return fields.isEmpty() && !files.isEmpty();
    }

    bool operator==(const EditPreview &) const = default;
};

} // namespace opsdeck

Q_DECLARE_METATYPE(opsdeck::EditTarget)
