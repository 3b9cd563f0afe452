// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/metric.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace opsdeck {

/// A range of the Monitoring Plugins guidelines: "10" (0 to 10), "10:", "~:10", "10:20", "@10:20"
/// (alert inside).
class PluginRange final
{
public:
    static std::optional<PluginRange> parse(const QString &text);

    bool alerts(double value) const { return (value < m_start || value > m_end) != m_isInside; }

private:
    double m_start = 0;
    double m_end = 0;
    bool m_isInside = false;
};

/// One figure: "'label'=value[unit];[warning];[critical];[minimum];[maximum]".
struct PluginFigure
{
    QString label;
    std::optional<double>
        value;       ///< nothing for "U": the plugin could not tell; in the plugin's own unit
    QString unit;    ///< "ms", "%", "MB", "c", …; as written
    QString warning; ///< range, as written; may be empty
    QString critical;
    QString minimum;
    QString maximum;

    bool operator==(const PluginFigure &) const = default;
};

/// What a monitoring plugin prints (https://www.monitoring-plugins.org/doc/guidelines.html): a line
/// for people, behind a '|' figures, then further lines, and behind their first '|' further
/// figures. Foreign text: cleaned, capped, never an error.
struct PluginOutput
{
    static constexpr int kMostFigures = 500;

    QString text;     ///< the first line
    QString longText; ///< the further lines
    QList<PluginFigure> figures;
    int unreadable = 0; ///< pieces that are no figure, and figures beyond the most

    static PluginOutput parse(const QByteArray &bytes);
};

/// In base units, under a name by the unit: command_seconds, command_bytes, command_ratio,
/// command_total (a counter), command_value; with the label `label`, and `unit` where it is none of
/// these. Nothing without a value.
std::optional<Sample> sampleOf(const PluginFigure &figure);
/// "0.05 ms", "2.6 GB", no-break space.
QString figureText(const PluginFigure &figure);

} // namespace opsdeck
