// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/chartcopy.h"

#include "services/domain/csv.h"
#include "services/domain/ownlabels.h"
#include "services/domain/share.h"

#include <QDateTime>

#include <cmath>
#include <map>

namespace opsdeck {

namespace {

QString inQuotes(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    text.replace(QLatin1Char('"'), QLatin1String("\\\""));
    text.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

/// One expression for all lines; each is called as on the chart where there are several.
QString quantileExpression(const MetricDefinition &definition, const QString &rates)
{
    QStringList lines;
    for (const double quantile : definition.quantiles) {
        const QString line = QStringLiteral("histogram_quantile(%1, sum by (le) (%2))")
                                 .arg(QString::number(quantile, 'g', 10), rates);
        lines << (definition.quantiles.size() == 1
                      ? line
                      : QStringLiteral("label_replace(%1, \"quantile\", \"%2\", \"\", \"\")")
                            .arg(line, quantileName(quantile)));
    }
    return lines.join(QStringLiteral(" or "));
}

} // namespace

QString chartExpression(const MetricKey &key, const MetricDefinition &definition,
                        const QString &instance)
{
    if (definition.isQuery())
        return definition.query;
    QStringList matchers;
    const auto match = [&](const QString &label, const QString &value) {
        matchers << label + QLatin1Char('=') + inQuotes(value);
    };
    match(QStringLiteral("platform"), key.service.environment.platform.toString());
    match(QStringLiteral("environment"), key.service.environment.environment.toString());
    match(QStringLiteral("service"), key.service.service.toString());
    match(QStringLiteral("check"), definition.check.toString());
    for (auto it = definition.labels.cbegin(); it != definition.labels.cend(); ++it)
        match(ownLabelName(it.key(), !instance.isEmpty()), it.value());
    const auto drawn = [&](const QString &name, const Labels &more = {}) {
        QStringList all = matchers;
        for (auto it = more.cbegin(); it != more.cend(); ++it)
            all << ownLabelName(it.key(), !instance.isEmpty()) + QLatin1Char('=')
                       + inQuotes(it.value());
        const QString selected = QStringLiteral("%1{%2}").arg(name, all.join(QStringLiteral(", ")));
        return definition.rate || definition.isHistogram()
                   ? QStringLiteral("rate(%1[5m])").arg(selected)
                   : selected;
    };
    if (definition.isHistogram())
        return quantileExpression(definition, drawn(sampleName(definition)));
    const auto summed = [&](const QString &name, const Labels &more = {}) {
        return definition.seriesLabel.isEmpty()
                   ? QStringLiteral("sum(%1)").arg(drawn(name, more))
                   : QStringLiteral("sum by (%1) (%2)")
                         .arg(ownLabelName(definition.seriesLabel, !instance.isEmpty()),
                              drawn(name, more));
    };
    if (const std::optional<ShareNames> share = shareOf(definition))
        return summed(share->dividend, share->labels) + QStringLiteral(" / ")
               + summed(share->divisor);
    return summed(sampleName(definition));
}

QString chartCsv(const QString &title, const QList<CopiedLine> &lines)
{
    std::map<qint64, QList<double>> rows;
    QStringList head{QStringLiteral("time")};
    for (qsizetype line = 0; line < lines.size(); ++line) {
        const QString &label = lines.at(line).label;
        head << csvCell(label.isEmpty() ? title : label);
        for (const QList<QPointF> &segment : lines.at(line).segments) {
            for (const QPointF &point : segment) {
                QList<double> &row = rows[std::llround(point.x())];
                if (row.isEmpty())
                    row = QList<double>(lines.size(), std::nan(""));
                row[line] = point.y();
            }
        }
    }
    QString csv = head.join(QLatin1Char(',')) + QLatin1String("\r\n");
    for (const auto &[time, values] : rows) {
        QStringList cells{
            QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs)};
        for (const double value : values)
            cells << (std::isnan(value) ? QString() : QString::number(value, 'g', 17));
        csv += cells.join(QLatin1Char(',')) + QLatin1String("\r\n");
    }
    return csv;
}

} // namespace opsdeck
