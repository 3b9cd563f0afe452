// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/platforms/comparison.h"

#include <QVariant>

#include <functional>

namespace opsdeck {

/// A definition from which one thing is taken away, and what a comparison must say of it.
struct Removal
{
    QString kind; ///< "image of a service"
    QString name; ///< "redis"
    QVariant definition;
    QString table;
    QString row;
    QString what; ///< how the column begins
    /// What else must differ then: tables or "table: row".
    QStringList also = {};
};

/// A definition as a tree of maps, lists and texts, to be taken apart.
class DefinitionTree final
{
public:
    /// Null when the bytes are no YAML map.
    static QVariant read(const QByteArray &bytes);
    static QByteArray bytes(const QVariant &tree);

    /// The tree without what is at `path` (keys, and positions of lists).
    static QVariant without(const QVariant &tree, const QVariantList &path);
    static QVariant with(const QVariant &tree, const QVariantList &path, const QVariant &value);
    static QVariant at(const QVariant &tree, const QVariantList &path);
    /// Every item of the list for which `take` is true is left out.
    static QVariantList filtered(const QVariantList &list,
                                 const std::function<bool(const QVariantMap &)> &take);
};

/// A row of the table of checks, a check that carries it out, and where this is in the tree.
struct CarriedRow
{
    const FactRow &row;
    QVariantMap check;
    QString service;
    QVariantList path;
};

/// Takes one thing after another from a definition.
class Removals final
{
public:
    Removals(QVariant definition, const PlatformView &view, const QString &factsFolder);

    QList<Removal> all() const;

private:
    void takeServices(QList<Removal> &list) const;
    void takePorts(QList<Removal> &list) const;
    void takeExposures(QList<Removal> &list) const;
    void takeLinks(QList<Removal> &list) const;
    void takeEdges(QList<Removal> &list) const;
    void takeChecks(QList<Removal> &list) const;
    void takeFigures(QList<Removal> &list) const;
    void takeJudgements(QList<Removal> &list) const;
    void takeJudgementsOf(const CarriedRow &carried, const QStringList &also,
                          QList<Removal> &list) const;
    void takeMetrics(QList<Removal> &list) const;
    void takeThresholds(QList<Removal> &list) const;
    void takeSides(QList<Removal> &list) const;
    void takeRules(QList<Removal> &list) const;
    void takeFacts(QList<Removal> &list) const;
    void takeCapacities(QList<Removal> &list) const;
    void takeRest(QList<Removal> &list) const;

    FactTable table(const QString &name) const
    {
        return FactTable::read(m_facts + '/' + name + ".tsv");
    }

    QVariantList services() const;

    QVariant m_tree;
    const PlatformView &m_view;
    QString m_facts;
};

} // namespace opsdeck
