// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/flownotes.h"

#include "models/topology/edgeflows.h"
#include "models/topology/flowwords.h"

namespace opsdeck {

void addFlows(QList<EdgeNote> &notes, const ServiceKey &service, EdgeEnd end,
              const EdgeFlows &flows)
{
    for (EdgeNote &note : notes) {
        const ServiceId &other = note.neighbour.service;
        const FlowKey key = end == EdgeEnd::Needed
                                ? FlowKey{service.environment, service.service, other}
                                : FlowKey{service.environment, other, service.service};
        const FlowReading reading = flows.reading(key);
        const QString label = flowLabel(reading).text;
        const QString sentences = flows.sentences(key, reading);
        if (!label.isEmpty())
            note.word = note.word.isEmpty() ? label : label + QStringLiteral("   ") + note.word;
        if (!sentences.isEmpty())
            note.detail += QLatin1Char('\n') + sentences;
    }
}

} // namespace opsdeck
