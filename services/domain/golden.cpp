// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/golden.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Golden)
};

const QString kTopic = QStringLiteral("figures");
const QString kSeparator = QStringLiteral(", "); ///< no id holds one

QString idOf(Golden tile)
{
    return QStringLiteral("golden.") + toWord(tile);
}

QString titleOf(Golden tile)
{
    switch (tile) {
    case Golden::Latency:
        return Words::tr("Latency is told by");
    case Golden::Traffic:
        return Words::tr("Traffic is told by");
    case Golden::Errors:
        return Words::tr("Errors are told by");
    case Golden::Saturation:
        break;
    }
    return Words::tr("Saturation is told by");
}

bool isOf(const Fact &fact, Golden tile)
{
    return fact.topic == kTopic && fact.id == idOf(tile);
}

} // namespace

QString toWord(Golden tile)
{
    switch (tile) {
    case Golden::Latency:
        return QStringLiteral("latency");
    case Golden::Traffic:
        return QStringLiteral("traffic");
    case Golden::Errors:
        return QStringLiteral("errors");
    case Golden::Saturation:
        break;
    }
    return QStringLiteral("saturation");
}

QStringList goldenWords()
{
    QStringList words;
    for (const Golden tile : kGoldenFour)
        words << toWord(tile);
    return words;
}

std::optional<Golden> goldenOf(const QString &word)
{
    for (const Golden tile : kGoldenFour) {
        if (toWord(tile) == word)
            return tile;
    }
    return std::nullopt;
}

void setGoldenMetric(Service &service, Golden tile, const QString &metric, const Source &source)
{
    const auto known = std::find_if(service.facts.begin(), service.facts.end(),
                                    [tile](const Fact &fact) { return isOf(fact, tile); });
    if (known != service.facts.end()) {
        known->value += kSeparator + metric;
        return;
    }
    Source given = source;
    if (!given.isGiven)
        given.basis = FactBasis::Ours;
    service.facts.append({idOf(tile), kTopic, titleOf(tile), metric, given});
}

QStringList goldenMetrics(const Service &service, Golden tile)
{
    const auto known = std::find_if(service.facts.cbegin(), service.facts.cend(),
                                    [tile](const Fact &fact) { return isOf(fact, tile); });
    return known == service.facts.cend() ? QStringList() : known->value.split(kSeparator);
}

} // namespace opsdeck
