// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"
#include "services/importers/composenode.h"

namespace opsdeck {

/// What a rule's expression says, where it is one of the simple forms.
struct AlertForm
{
    enum class Kind {
        Limit,   ///< metric{…} OP number
        Silence, ///< time() - metric{…} > number
        Absent,  ///< absent(…), up == 0: what a check tells by itself
        Other
    };

    Kind kind = Kind::Other;
    QString metric;
    Labels labels;      ///< of `=` matchers
    QString good;       ///< of Limit: what is expected instead, "<= 5"
    double seconds = 0; ///< of Silence
};

AlertForm readAlertForm(const QString &expression);

/// A rule of a rule file.
struct PrometheusRule
{
    QString alert; ///< empty: it records
    QString record;
    QString expression;
    QString severity;
    ImportPlace at;
};

QList<PrometheusRule> readRules(const ComposeNode &root, ImportFindings &findings);

/// Says what an Alertmanager's configuration holds: nothing of it is taken over.
void reportAlertmanager(const ComposeNode &root, ImportFindings &findings);

} // namespace opsdeck
