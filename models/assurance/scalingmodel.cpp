// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/assurance/scalingmodel.h"

#include "models/assurance/rulewords.h"
#include "models/documents/sourcewords.h"
#include "models/metrics/unittext.h"
#include "models/runbooks/runbookfit.h"
#include "services/domain/absence.h"

#include <algorithm>

namespace opsdeck {

namespace {

using Stage = ScalingAdvice::Stage;

/// "> 70 % for 5 min"
QString conditionText(const std::optional<Threshold> &threshold, Unit unit)
{
    if (!threshold)
        return {};
    const QString sign = threshold->isInclusive
                             ? (threshold->above ? QStringLiteral("≥ %1") : QStringLiteral("≤ %1"))
                         : threshold->above ? QStringLiteral("> %1")
                                            : QStringLiteral("< %1");
    const QString limit = sign.arg(unitText(threshold->enter, unit));
    return threshold->holdFor.count() == 0 ? limit
                                           : ScalingModel::tr("%1 for %2", "limit, how long")
                                                 .arg(limit, ruleLength(threshold->holdFor));
}

QString adviceText(Stage stage)
{
    switch (stage) {
    case Stage::NotKnown:
        return ScalingModel::tr("not known");
    case Stage::Out:
        return ScalingModel::tr("↑ Scale out");
    case Stage::In:
        return ScalingModel::tr("↓ Scale in");
    case Stage::Nothing:
    case Stage::OutSoon:
    case Stage::InSoon:
        break;
    }
    return ScalingModel::tr("stay");
}

} // namespace

ScalingModel::ScalingModel(StatusBoard &board, SeriesBoard &series, QObject *parent)
    : DocumentedRows(board,
                     {tr("Platform"), tr("Service"), tr("Figure"), tr("Scale out"), tr("Scale in"),
                      tr("Environment"), tr("Now"), tr("Advice"), tr("Source")},
                     parent)
    , m_series(series)
{
    connect(&board, &StatusBoard::ticked, this, &ScalingModel::onTicked);
    connect(&m_series, &SeriesBoard::linesChanged, this, &ScalingModel::onLinesChanged);
    rebuild();
}

/// By service and figure: what holds of it in each environment stands together.
void ScalingModel::addRowsOf(int number)
{
    const Platform &platform = workspace().platforms.at(number);
    QList<ScalingRow> own;
    QList<std::pair<ServiceId, QString>> order;
    for (const Environment &environment : platform.environments) {
        if (environment.isNotConfigured)
            continue;
        for (const Service &service : environment.services) {
            for (const MetricDefinition &metric : service.metrics) {
                if (!metric.scaleOut && !metric.scaleIn)
                    continue;
                own.append({number,
                            {{platform.id, environment.id}, service.id},
                            service.title.isEmpty() ? service.id.toString() : service.title,
                            environment.tier,
                            metric});
                if (!order.contains(std::pair(service.id, metric.id)))
                    order.append({service.id, metric.id});
            }
        }
    }
    std::stable_sort(own.begin(), own.end(), [&](const ScalingRow &a, const ScalingRow &b) {
        return order.indexOf(std::pair(a.service.service, a.metric.id))
               < order.indexOf(std::pair(b.service.service, b.metric.id));
    });
    for (const ScalingRow &row : std::as_const(own))
        add(row);
}

MetricKey ScalingModel::keyOf(int row) const
{
    return {at(row).service, at(row).metric.id};
}

void ScalingModel::onLinesChanged(const QList<MetricKey> &keys)
{
    for (int row = 0; row < rowCount(); ++row) {
        if (keys.contains(keyOf(row)))
            Q_EMIT dataChanged(index(row, 0), index(row, Columns - 1));
    }
}

void ScalingModel::onTicked()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, NowColumn), index(rowCount() - 1, AdviceColumn));
}

ScalingAdvice ScalingModel::advice(int row) const
{
    return scalingAdvice(m_series, keyOf(row), board().now().wallMs);
}

ServiceKey ScalingModel::service(int row) const
{
    return at(row).service;
}

QString ScalingModel::ruleOf(int row) const
{
    const MetricDefinition &metric = at(row).metric;
    const std::optional<Threshold> &first = metric.scaleOut ? metric.scaleOut : metric.scaleIn;
    return first ? first->rule : QString();
}

QString ScalingModel::caption(int row, const ScalingAdvice &advice) const
{
    const MetricDefinition &metric = at(row).metric;
    const auto lengthText = [](qint64 ms) {
        return durationText(Milliseconds(std::max<qint64>(0, ms)));
    };
    switch (advice.stage) {
    case Stage::NotKnown:
        if (const qint64 since = m_series.noAnswerSince(keyOf(row)); since > 0)
            return tr("no answer for %1").arg(lengthText(board().now().wallMs - since));
        return tr("no value of now");
    case Stage::Nothing:
        return {};
    case Stage::OutSoon:
        return tr("out: %1 of %2", "time so far, time that it takes")
            .arg(lengthText(advice.heldMs), ruleLength(metric.scaleOut->holdFor));
    case Stage::InSoon:
        return tr("in: %1 of %2", "time so far, time that it takes")
            .arg(lengthText(advice.heldMs), ruleLength(metric.scaleIn->holdFor));
    case Stage::Out:
    case Stage::In:
        break;
    }
    return tr("for %1").arg(lengthText(board().now().wallMs - advice.sinceMs));
}

QString ScalingModel::cell(int row, int column) const
{
    const ScalingRow &own = at(row);
    switch (column) {
    case PlatformColumn:
        return platformOf(row).title;
    case ServiceColumn:
        return own.title;
    case FigureColumn:
        return own.metric.title.isEmpty() ? own.metric.id : own.metric.title;
    case OutColumn:
        return conditionText(own.metric.scaleOut, own.metric.unit);
    case InColumn:
        return conditionText(own.metric.scaleIn, own.metric.unit);
    case EnvironmentColumn:
        return own.service.environment.environment.toString();
    case NowColumn: {
        const ScalingAdvice now = advice(row);
        return now.value ? unitText(*now.value, own.metric.unit) : absenceWord(Absence::NoValue);
    }
    case AdviceColumn:
        return adviceText(advice(row).stage);
    case SourceColumn: {
        const std::optional<Threshold> &first =
            own.metric.scaleOut ? own.metric.scaleOut : own.metric.scaleIn;
        return first ? sourceText(first->source, platformOf(row).contradictions) : QString();
    }
    default:
        return {};
    }
}

DocumentedModel::Look ScalingModel::look(int row, int column) const
{
    Look look;
    look.isStrong = column == ServiceColumn;
    look.isFigure = column == OutColumn || column == InColumn || column == NowColumn;
    look.isGroup = column <= InColumn;
    if (column == EnvironmentColumn)
        look.tier = at(row).tier;
    if (column != NowColumn && column != AdviceColumn)
        return look;
    const ScalingAdvice now = advice(row);
    look.isQuiet = column == NowColumn ? !now.value : !now.isAdvised();
    if (column == AdviceColumn) {
        look.caption = caption(row, now);
        look.isStrong = now.isAdvised();
    }
    return look;
}

/// Not by what changes by itself: rows would come and go under the reader's eyes.
QString ScalingModel::search(int row) const
{
    QStringList texts{at(row).service.service.toString(), ruleOf(row)};
    for (const int column : {PlatformColumn, ServiceColumn, FigureColumn, OutColumn, InColumn,
                             EnvironmentColumn, SourceColumn})
        texts << cell(row, column);
    return texts.join(QLatin1Char('\n'));
}

bool ScalingModel::isOpen(int row) const
{
    return advice(row).stage == Stage::NotKnown;
}

QString ScalingModel::detail(int row) const
{
    const ScalingRow &own = at(row);
    const ScalingAdvice now = advice(row);
    QStringList conditions;
    if (own.metric.scaleOut)
        conditions << tr("Out: %1.").arg(cell(row, OutColumn));
    if (own.metric.scaleIn)
        conditions << tr("In: %1.").arg(cell(row, InColumn));
    QStringList advised{cell(row, AdviceColumn)};
    if (const QString more = caption(row, now); !more.isEmpty())
        advised << more;
    return tr("%1 of %2 in %3", "figure, service, environment")
               .arg(cell(row, FigureColumn), own.title, cell(row, EnvironmentColumn))
           + QLatin1Char('\n') + conditions.join(QLatin1Char(' ')) + QLatin1Char(' ')
           + tr("Now: %1, %2.").arg(cell(row, NowColumn), advised.join(QStringLiteral(", ")));
}

QVariant ScalingModel::own(int row, int role) const
{
    const auto runbook = [&]() -> const Runbook * {
        const QString rule = ruleOf(row);
        const QList<const Runbook *> known = runbooksFor(workspace(), service(row));
        const auto found = std::find_if(known.cbegin(), known.cend(), [&](const Runbook *each) {
            return !rule.isEmpty() && each->triggers.contains(rule);
        });
        return found == known.cend() ? nullptr : *found;
    };
    switch (role) {
    case ServiceRole:
        return QVariant::fromValue(service(row));
    case RunbookRole:
        return runbook() == nullptr ? QString() : runbook()->id.toString();
    case RunbookTitleRole:
        return runbook() == nullptr ? QString() : runbook()->title;
    case RuleRole:
        return ruleOf(row);
    case assurance::KeyRole:
        return QStringLiteral("%1/%2").arg(service(row).toString(), at(row).metric.id);
    default:
        return {};
    }
}

} // namespace opsdeck
