// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/linelabels.h"

#include <algorithm>

namespace opsdeck {

bool isDrawn(const MetricDefinition &definition, const Labels &labels)
{
    const Labels &wanted = definition.labels;
    return std::all_of(wanted.keyBegin(), wanted.keyEnd(), [&](const QString &name) {
        return labels.value(name) == wanted.value(name);
    });
}

QString lineOf(const MetricDefinition &definition, const Labels &labels)
{
    const QString label = seriesLabelOf(definition);
    return label.isEmpty() ? QString() : labels.value(label);
}

} // namespace opsdeck
