// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/editing.h"
#include "services/domain/kindinfo.h"
#include "services/editing/yamlspan.h"

#include <optional>

namespace opsdeck {

/// What a form may offer to choose from.
struct EditChoices
{
    QStringList layers;
    QStringList ways; ///< to reach things by, without "direct"
    QStringList environments;
    QStringList services;
    QStringList checks;
    QList<KindInfo> kinds; ///< of checks; of steps for runbooks and steps
    QStringList platforms = {};
    qsizetype steps = 0; ///< how many the runbook has
};

/// Before the names of the fields of a new runbook's first step.
inline const QString kFirstStep = QStringLiteral("step.");
/// Of a step: its number from 1.
inline const QString kPosition = QStringLiteral("position");

/// The fields of one kind of thing; of a check those of its kind `checkKind` too.
ParameterSchema editFields(const EditTarget &target, const EditChoices &choices,
                           const QString &checkKind);

/// A default as it would be written: "30s", "1MiB", "true"; empty when there is none.
QString defaultText(const ParameterSpec &field);

/// The value of a field as a form shows it; nothing when it is written in a shape that no form has.
std::optional<QVariant> shownValue(const ParameterSpec &field, const YamlSpan &span);
/// What is written for a field. Parts of `old` (its value, null when it is not there) that mean the
/// same are kept as they are. An error tells what is wrong with the field's text.
Result<YamlValue> writtenValue(const ParameterSpec &field, const QVariant &value,
                               const YamlSpan *old);
/// Nothing in it: not written.
bool isEmptyValue(const QVariant &value);

} // namespace opsdeck
