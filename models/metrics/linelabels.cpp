// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/linelabels.h"

#include "services/domain/share.h"

#include <algorithm>

namespace opsdeck {

namespace {

bool contains(const Labels &labels, const Labels &wanted)
{
    return std::all_of(wanted.keyBegin(), wanted.keyEnd(), [&](const QString &name) {
        return labels.value(name) == wanted.value(name);
    });
}

} // namespace

bool isDrawn(const MetricDefinition &definition, const Labels &labels)
{
    return contains(labels, definition.labels);
}

bool isDividend(const MetricDefinition &definition, const Labels &labels)
{
    const std::optional<ShareNames> share = shareOf(definition);
    return isDrawn(definition, labels) && (!share || contains(labels, share->labels));
}

QString lineOf(const MetricDefinition &definition, const Labels &labels)
{
    const QString label = seriesLabelOf(definition);
    return label.isEmpty() ? QString() : labels.value(label);
}

} // namespace opsdeck
