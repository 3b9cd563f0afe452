// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/yamlnode.h"
#include "services/domain/problem.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace opsdeck {

/// All that is wrong with a workspace. The same text at the same place counts once; beyond the
/// limit only the number counts.
class Problems final
{
public:
    void add(const ConfigProblem &problem);

    bool hasErrors() const { return m_errors > 0; }

    /// Every report of an error so far, repeated ones too: a part is broken when this grew while it
    /// was read.
    int errorReports() const { return m_errorReports; }

    /// "file:line:column" of that report of an error, counted from 0; empty when there is none or
    /// it came too late to be kept.
    QString errorPlace(int report) const { return m_errorPlaces.value(report); }

    /// Another place of what is told already: counts as a report, shows nothing.
    void addRepeated(const QString &place);
    /// False when this was told before.
    bool isFirstMention(const QString &what);

    /// More reports change nothing that is shown: save the work of wording them.
    bool isFull() const;
    /// Sorted by the order of `files`, then line and column.
    QList<ConfigProblem> sorted(const QStringList &files) const;

    /// A secret that must not appear in any text, also in those that were added before.
    void conceal(const QString &secret) { m_secrets.insert(secret); }

    /// Where a value at `place` ("file:line:column") really comes from; the last word counts.
    void setOrigin(const QString &place, const QString &origin) { m_origins.insert(place, origin); }

    /// The value at `place` lacks a variable, which is told: nothing else is told of that value.
    void setUnfilled(const QString &place) { m_unfilled.insert(place); }

    bool isUnfilled(const QString &place) const { return m_unfilled.contains(place); }

    /// The value at `place` holds a secret and was refused.
    void setRefused(const QString &place) { m_refused.insert(place); }

    /// The value at `place` is made with one from `origin`.
    void takeOver(const QString &place, const QString &origin);

    bool isRefused(const QString &place) const
    {
        return m_refused.contains(place) || m_refusedByVariable.contains(place);
    }

    /// The value at `place` is read anew, with another environment's variables.
    void forgetVariables(const QString &place);

private:
    QString concealed(QString text) const;
    void countError(const QString &place);

    QList<ConfigProblem> m_problems;
    QSet<QString> m_known;
    QSet<QString> m_secrets;
    QHash<QString, QString> m_origins;
    QSet<QString> m_unfilled;
    QSet<QString> m_refused;
    QSet<QString> m_refusedByVariable;
    QSet<QString> m_mentioned;
    QStringList m_errorPlaces;
    int m_errors = 0;
    int m_warnings = 0;
    int m_reports = 0;
    int m_errorReports = 0;
    int m_left = 0;
};

/// Reports problems of one file.
class Reporter final
{
public:
    /// `problems` outlives the reporter and its copies.
    Reporter(Problems &problems, QString file)
        : m_problems(&problems)
        , m_file(std::move(file))
    {}

    void error(YamlPosition at, const QString &text) const
    {
        report(at, ProblemSeverity::Error, text);
    }

    void warning(YamlPosition at, const QString &text) const
    {
        report(at, ProblemSeverity::Warning, text);
    }

    /// The same, for what is read with one environment's variables: `origins` tells of each by name
    /// where its value was written.
    Reporter withOrigins(const QHash<QString, QString> &origins) const;
    /// The value at `at` was made with this variable: what is then said of it tells where that
    /// comes from.
    void tookVariable(YamlPosition at, const QString &name) const;
    /// A value at `at` that lacks a variable, see Problems; forgetVariables() before each reading.
    void leftUnfilled(YamlPosition at) const;
    void forgetVariables(YamlPosition at) const;
    /// Place of the first value below `node` that lacks a variable; empty when none does.
    QString unfilledIn(const YamlNode &node) const;
    /// A value at `at` that holds a secret: what it is part of is not to be sent anywhere.
    void refuse(YamlPosition at) const;
    /// Place of the first value below `node` that was refused; empty when none was.
    QString refusedIn(const YamlNode &node) const;
    /// "file:line:column".
    QString place(YamlPosition at) const;

    /// What a reading of its own found.
    void forward(const ConfigProblem &problem) const { m_problems->add(problem); }

    /// An error, once for all that has the same `what` in this file.
    void errorOnce(YamlPosition at, const QString &what, const QString &text) const;

    QString errorPlace(int report) const { return m_problems->errorPlace(report); }

    bool isFull() const { return m_problems->isFull(); }

    int errorReports() const { return m_problems->errorReports(); }

    void conceal(const QString &secret) const { m_problems->conceal(secret); }

    const QString &file() const { return m_file; }

private:
    void report(YamlPosition at, ProblemSeverity severity, const QString &text) const;

    Problems *m_problems;
    QString m_file;
    QHash<QString, QString> m_origins;
};

} // namespace opsdeck
