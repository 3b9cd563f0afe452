// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/probes/exposition/sampleselector.h"

#include "services/probes/exposition/exposition.h"

namespace opsdeck {

std::optional<SampleSelector> SampleSelector::parse(const QString &text)
{
    // A selector is a sample without its value.
    ExpositionParser parser;
    const QString asked = text.trimmed();
    const bool isForm = asked.contains(QLatin1Char('{')) ? asked.endsWith(QLatin1Char('}'))
                                                         : !asked.contains(QLatin1Char(' '));
    const QByteArray line = asked.toUtf8() + " 1234567.5\n";
    if (!isForm || line.count('\n') != 1 || line.startsWith('#') || !parser.feed(line))
        return std::nullopt;
    const QList<Sample> samples = parser.samples();
    // Another value: the text held one of its own.
    if (samples.size() != 1 || samples.first().value != 1234567.5)
        return std::nullopt;
    return SampleSelector{samples.first().metric, samples.first().labels};
}

bool SampleSelector::matches(const Sample &sample) const
{
    if (sample.metric != metric)
        return false;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        if (sample.labels.value(it.key()) != it.value())
            return false;
    }
    return true;
}

} // namespace opsdeck
