// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/targetline.h"

#include "models/metrics/unittext.h"
#include "services/domain/quantity.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace opsdeck {

namespace {

/// `number` of `word` in the chart's unit; nothing where that is of another sort.
std::optional<double> inUnit(double number, const QString &word, Unit unit)
{
    const bool isShare = word == QLatin1String("%");
    switch (unit) {
    case Unit::Ratio:
        return isShare ? number / 100 : word.isEmpty() ? std::optional(number) : std::nullopt;
    case Unit::Percent:
        return isShare || word.isEmpty() ? std::optional(number) : std::nullopt;
    case Unit::Seconds: {
        constexpr double kLarge = 1000; // durations are of whole numbers
        const auto length =
            durationFromText(QString::number(static_cast<qint64>(number * kLarge)) + word);
        if (length)
            return static_cast<double>(length->count()) / 1000 / kLarge;
        return std::nullopt;
    }
    case Unit::Bytes: {
        const auto bytes = bytesFromText(QStringLiteral("1") + word);
        return bytes ? std::optional(number * static_cast<double>(*bytes)) : std::nullopt;
    }
    case Unit::PerSecond:
        return word.isEmpty() || word == QLatin1String("/s") ? std::optional(number) : std::nullopt;
    case Unit::None:
    case Unit::Count:
        return word.isEmpty() ? std::optional(number) : std::nullopt;
    case Unit::BytesPerSecond:
        break;
    }
    return std::nullopt;
}

} // namespace

std::optional<TargetLine> targetOf(const MetricDefinition &definition)
{
    static const QRegularExpression form(
        QStringLiteral(
            "^(?:target\\s*)?(<=|>=|<|>|≤|≥)\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(%|/s|[A-Za-z]*)$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(definition.target.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    const QString sign = match.captured(1);
    const auto value = inUnit(match.captured(2).toDouble(), match.captured(3), definition.unit);
    if (!value)
        return std::nullopt;
    return TargetLine{*value, sign.startsWith(QLatin1Char('<')) || sign == QChar(0x2264),
                      sign != QLatin1String("<") && sign != QLatin1String(">")};
}

QString targetLabel(const TargetLine &target, Unit unit)
{
    const QString sign = target.isInclusive ? QString(QChar(target.isBelow ? 0x2264 : 0x2265))
                                            : QString(QLatin1Char(target.isBelow ? '<' : '>'));
    return QCoreApplication::translate("TargetLine", "target %1")
        .arg(sign + QChar(QChar::Nbsp) + unitText(target.value, unit));
}

} // namespace opsdeck
