// SPDX-License-Identifier: GPL-3.0-or-later
// What monitoring plugins print, and the ranges they are judged by.
#include "services/probes/host/pluginoutput.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace opsdeck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const PluginOutput output = PluginOutput::parse(bytes);
    if (output.figures.size() > PluginOutput::kMostFigures)
        std::abort();
    for (const PluginFigure &figure : output.figures) {
        const std::optional<Sample> sample = sampleOf(figure);
        if (figure.label.isEmpty() || sample.has_value() != figure.value.has_value()
            || (figure.value && !std::isfinite(*figure.value)))
            std::abort();
        (void)figureText(figure);
        if (const std::optional<PluginRange> range = PluginRange::parse(figure.warning))
            (void)range->alerts(figure.value.value_or(0));
    }
    // A range and its inverse never agree.
    const QString text = QString::fromUtf8(bytes.left(64));
    const std::optional<PluginRange> range = PluginRange::parse(text);
    const std::optional<PluginRange> inverse = PluginRange::parse(QLatin1Char('@') + text);
    if (range && inverse && !text.trimmed().startsWith(QLatin1Char('@'))
        && range->alerts(5) == inverse->alerts(5))
        std::abort();
    return 0;
}
