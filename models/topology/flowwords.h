// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QString>

#include <optional>

namespace opsdeck {

struct FlowReading;

/// What stands beside a line.
struct FlowLabel
{
    QString text;           ///< "12.3 /s, 3.1 % errors"; empty: nothing is known
    QString shortText = {}; ///< what matters most of it, where there is less room
    bool isBad = false;     ///< too much of it fails: shown with the sign of trouble
    bool isStale = false;   ///< it says so, too
    bool isAtMost = false;  ///< of all that reaches the dependency

    bool operator==(const FlowLabel &) const = default;
};

FlowLabel flowLabel(const FlowReading &reading);
/// "12.3 /s", "≤ 12.3 /s"; empty: not known.
QString rateText(const FlowReading &reading);
/// "3.1 % errors"; empty: not known.
QString shareText(const FlowReading &reading);

/// How wide each line is, by its rate: 3 from about a third of the largest on, and one less for
/// each ten times less, 1 at least. 0 where the rate is not known.
QList<int> flowWidths(const QList<std::optional<double>> &rates);

class FlowWords
{
    Q_DECLARE_TR_FUNCTIONS(Flow)
};

} // namespace opsdeck
