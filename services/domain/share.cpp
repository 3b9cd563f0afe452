// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/share.h"

#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

std::optional<ShareNames> namesIn(const QString &metric)
{
    static const QRegularExpression pair(QStringLiteral(
        "^\\s*([a-zA-Z_:][a-zA-Z0-9_:.]*)\\s*/\\s*([a-zA-Z_:][a-zA-Z0-9_:.]*)\\s*$"));
    if (!metric.contains(QLatin1Char('/')))
        return std::nullopt;
    const QRegularExpressionMatch match = pair.match(metric);
    if (!match.hasMatch())
        return std::nullopt;
    return ShareNames{match.captured(1), match.captured(2)};
}

} // namespace

std::optional<ShareNames> shareOf(const MetricDefinition &metric)
{
    return namesIn(metric.metric);
}

bool isShare(const QString &metric)
{
    return namesIn(metric).has_value();
}

QString divisorName(const MetricDefinition &metric)
{
    const std::optional<ShareNames> names = shareOf(metric);
    return names ? names->divisor : QString();
}

double shareIn(double dividend, double divisor)
{
    return divisor == 0 ? std::nan("") : dividend / divisor;
}

} // namespace opsdeck
