// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"
#include "services/domain/expecteddifference.h"
#include "services/domain/rulefill.h"
#include "services/editing/editfields.h"
#include "services/editing/filesave.h"
#include "services/editing/namefinder.h"
#include "services/editing/yamledit.h"

namespace opsdeck {

/// The files of a workspace, to be edited in the words of the domain. A value: copy it to try an
/// edit. Reads, checks and saves files: not for the GUI or engine thread. Nothing is saved that the
/// loader finds an error in.
class WorkspaceEdit final
{
public:
    /// A workspace file, or a folder with an `opsdeck.yaml`. Puts back first what a save that was
    /// cut short has left.
    static Result<WorkspaceEdit> open(const QString &fileOrFolder, const KindCatalog &kinds);

    /// What a form for `target` shows; `checkKind` in place of the check's or step's own kind.
    Result<EditForm> form(const EditTarget &target, const QString &checkKind = {}) const;
    /// Writes what differs between `values` and those of the form. Another name is written wherever
    /// the old one is referred to, in all files. Fields whose text is wrong come in preview().
    Result<void> apply(const EditForm &form, const QVariantMap &values);
    /// Takes it out, with everything that only refers to it.
    Result<void> remove(const EditTarget &target);
    /// Writes the operator's answer to a contradiction into the workspace file, in place of one
    /// that is there.
    Result<void> settle(const PlatformId &platform, const QString &ref, const Settlement &answer);
    /// Takes it out again.
    Result<void> reopen(const PlatformId &platform, const QString &ref);
    /// Writes what the operator fills in of a rule into the workspace file, in place of what is
    /// there.
    Result<void> fillIn(const PlatformId &platform, const QString &rule, const RuleFill &fill);
    /// Takes it out again.
    Result<void> leaveOpen(const PlatformId &platform, const QString &rule);
    /// Writes why a difference between environments is meant into the workspace file, in place of
    /// what is there.
    Result<void> expect(const PlatformId &platform, const ExpectedDifference &expected);
    /// Takes it out again.
    Result<void> unexpect(const PlatformId &platform, const QString &ref);
    /// Writes where a node of the platform's diagram stands into the platform's file.
    Result<void> pin(const PlatformId &platform, const PinnedNode &node);
    /// Takes it out again; all of them where `service` is empty.
    Result<void> unpin(const PlatformId &platform, const ServiceId &service);
    /// Writes a page of charts into the platform's file, in place of the one of its id.
    Result<void> putPage(const PlatformId &platform, const ChartPage &page);
    /// Takes it out again.
    Result<void> removePage(const PlatformId &platform, const QString &page);
    /// What `saved` (of writes()) held before. Refused when one of the files was changed since.
    Result<void> undo(const QList<FileWrite> &saved);

    /// The workspace as it would be.
    LoadedWorkspace loaded() const;

    /// What saving would write, judged by the loader.
    EditPreview preview() const { return preview(loaded()); }

    EditPreview preview(const LoadedWorkspace &loaded) const;
    /// What save() writes, in order.
    QList<FileWrite> writes() const;
    /// Writes the changed files, all or none; their names. Refused when one was changed on disk
    /// since open().
    Result<QStringList> save() const;
    /// Names of the files that saving would write, relative to the workspace.
    QStringList changedFiles() const;

private:
    struct File
    {
        QString name;
        QString path;
        QByteArray read;
        bool isNew = false;
        YamlEdit edit;
        bool isGone = false;

        bool isChanged() const { return isNew || isGone || edit.bytes() != read; }
    };

    struct Place
    {
        int file = 0;
        YamlPath path; ///< of what is edited; of the list that a new one comes into
    };

    WorkspaceEdit() = default;

    Result<File> readFile(const QString &name) const;
    Result<void> readIncluded(const YamlSpan *list, const QString &key);
    int fileOf(const PlatformId &platform) const;
    static Error noPlatform(const PlatformId &platform);
    /// Of the thing itself: the platform's or the runbook's.
    int fileOf(const EditTarget &target) const;
    qsizetype platformRow(const PlatformId &platform) const;
    Result<Place> placeOf(const EditTarget &target) const;
    /// Of an environment's parameters, in the workspace file.
    YamlPath parametersPath(const PlatformId &platform, const QString &environment) const;
    /// Of what the operator says of the platform under `key`: settled, rules.
    Result<YamlPath> saidPath(const PlatformId &platform, const QString &key,
                              const QString &ref) const;
    Result<void> takeBack(const PlatformId &platform, const QString &key, const QString &ref,
                          const QString &missing);
    void forgetForm();
    EditChoices choicesFor(const EditTarget &target) const;
    void addSpecialValues(const EditTarget &target, const Place &place, const YamlSpan *span,
                          EditForm &form) const;
    NameFiles filesWithNamesOf(const EditTarget &target) const;
    QString nameProblem(const EditTarget &target, const QString &name) const;
    QStringList notesOnNewName(const EditTarget &target, const QString &name,
                               const NameFiles &files) const;
    Result<void> rename(const QString &name);
    Result<void> moveStep(const QVariant &position);
    Result<void> applyNewRunbook(const QVariantMap &values);
    /// A name for a file that is to be written; what is wrong with it goes to the field `file`.
    bool isFreshName(const QString &name, const QString &example);
    Result<void> applyNew(const EditForm &form, const QVariantMap &values, const Place &place);
    Result<void> applyNewPlatform(const QVariantMap &values);
    Result<void> removeForeignKeys(const EditForm &form, const QVariantMap &values,
                                   const Place &place);
    Result<void> applyField(const EditForm &form, const ParameterSpec &field, const QVariant &value,
                            const Place &place);
    Result<void> applyDependency(const QVariantMap &values, const Place &place);
    Result<void> removeWithEmptyParents(int file, YamlPath path, qsizetype shortest);
    Result<void> removeReferences(const EditTarget &target, int file);
    /// Of those that stand beside services and checks: in rules, start order, facts, capacities,
    /// defaults, contradictions.
    Result<void> removeMentions(const EditTarget &target, int file);
    Result<void> removeDrawn(const EditTarget &check, int file, const YamlPath &metrics);
    Result<void> removeFromRule(const EditTarget &target, int file, const YamlPath &rule);
    Result<void> removeItems(int file, const YamlPath &list, const QString &key,
                             const QString &text);
    QMap<QString, QByteArray> overlay() const;
    void sortProblems(const QList<ConfigProblem> &problems, EditPreview &preview) const;
    QString fieldOf(const ConfigProblem &problem) const;

    QString m_root; ///< the workspace file, absolute
    QString m_directory;
    KindCatalog m_kinds;
    QList<File> m_files;               ///< the workspace's first
    QMap<PlatformId, int> m_platforms; ///< index of its file
    QMap<RunbookId, int> m_runbooks;   ///< the same
    std::optional<EditForm> m_form;    ///< what was applied last, under its new name
    QList<EditPlace> m_renamed;        ///< by the last apply()
    QStringList m_notes;
    Place m_place; ///< of m_form in the changed text
    QMap<QString, QString> m_fieldErrors;
};

} // namespace opsdeck
