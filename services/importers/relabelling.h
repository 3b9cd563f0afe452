// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"
#include "services/importers/composenode.h"

#include <QRegularExpression>

namespace opsdeck {

/// The rules of `relabel_configs` as Prometheus applies them to a target: replace, keep, drop,
/// labelmap, labeldrop, labelkeep, lowercase, uppercase. Those of another action are said and left
/// out.
class Relabelling final
{
public:
    /// `rules`: the list; null when there is none.
    Relabelling(const ComposeNode *rules, const QString &job, ImportFindings &findings);

    /// False when the target is dropped.
    bool apply(Labels &labels) const;

private:
    struct Rule
    {
        QString action;
        QStringList sources;
        QString separator;
        QRegularExpression form; ///< the whole value
        QString target;
        QString replacement;
    };

    static bool applyRule(const Rule &rule, Labels &labels);

    QList<Rule> m_rules;
};

} // namespace opsdeck
