// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/problems.h"
#include "services/domain/instant.h"

namespace opsdeck {

/// Reads one mapping key by key, reports what is missing, of another type or out of range, and at
/// the end what nobody asked for. Absent keys give the default.
class MapReader final
{
public:
    /// `what` names the mapping in messages: "check 'health'". `node` must live as long as the
    /// reader.
    MapReader(const YamlNode &node, const Reporter &reporter, QString what);

    bool isMap() const { return m_node.isMap(); } ///< reported when it is none

    /// The value of a key, null when absent; an empty value is reported and counts as absent.
    const YamlNode *value(const QString &key);

    QString text(const QString &key, const QString &otherwise = {});
    QString requiredText(const QString &key);
    /// A name that other places refer to; reported when missing or malformed, empty then.
    QString requiredId(const QString &key);
    bool flag(const QString &key, bool otherwise);
    int integer(const QString &key, int otherwise, int minimum, int maximum);
    Milliseconds duration(const QString &key, Milliseconds otherwise, Milliseconds minimum,
                          Milliseconds maximum);
    /// Index of one of `choices`.
    int choice(const QString &key, const QStringList &choices, int otherwise);
    QList<YamlNode> list(const QString &key);
    /// Texts of a list, each with its place.
    QList<YamlNode> texts(const QString &key);
    /// The mapping under a key; null when absent or no mapping.
    const YamlNode *map(const QString &key);

    /// Reports every key that was not asked for; `known` adds candidates for "did you mean".
    void refuseOthers(const QStringList &known = {}) const;
    /// Only those that lack the blank behind a known key's colon: "kind:http".
    void refuseColons() const;

    YamlPosition at() const { return m_node.at(); }

    YamlPosition at(const QString &key) const; ///< of the value; of the mapping when absent

private:
    bool reportColon(const YamlKey &key, const QStringList &known) const;
    void wrongType(const YamlNode &value, const QString &key, const QString &expected,
                   const QString &hint = {}) const;

    const YamlNode &m_node;
    Reporter m_reporter;
    QString m_what;
    QStringList m_asked;
};

} // namespace opsdeck
