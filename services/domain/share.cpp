// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/share.h"

#include <QRegularExpression>

#include <cmath>

namespace opsdeck {

namespace {

/// `a="b",c="d"`; nothing where it is anything else.
std::optional<Labels> labelsIn(const QString &text)
{
    static const QRegularExpression label(
        QStringLiteral("\\G\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*=\\s*\"([^\"\\\\]*)\"\\s*(,|$)"));
    Labels labels;
    for (qsizetype at = 0; at < text.size();) {
        const QRegularExpressionMatch match = label.match(text, at);
        if (!match.hasMatch() || labels.contains(match.captured(1)))
            return std::nullopt;
        labels.insert(match.captured(1), match.captured(2));
        at = match.capturedEnd();
    }
    return labels.isEmpty() ? std::nullopt : std::optional(labels);
}

std::optional<ShareNames> namesIn(const QString &metric)
{
    static const QRegularExpression pair(
        QStringLiteral("^\\s*([a-zA-Z_:][a-zA-Z0-9_:.]*)\\s*(?:\\{([^{}]*)\\}\\s*)?/"
                       "\\s*([a-zA-Z_:][a-zA-Z0-9_:.]*)\\s*$"));
    if (!metric.contains(QLatin1Char('/')))
        return std::nullopt;
    const QRegularExpressionMatch match = pair.match(metric);
    if (!match.hasMatch())
        return std::nullopt;
    ShareNames names{match.captured(1), match.captured(3)};
    if (!match.captured(2).isNull()) {
        const std::optional<Labels> labels = labelsIn(match.captured(2));
        if (!labels)
            return std::nullopt;
        names.labels = *labels;
    }
    // One over itself is no share.
    return names.isPart() && names.labels.isEmpty() ? std::nullopt : std::optional(names);
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
