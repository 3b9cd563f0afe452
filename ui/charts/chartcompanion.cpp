// SPDX-License-Identifier: GPL-3.0-or-later
// Which lines a card shows, what stands behind them, and the legend that tells both.
#include "models/metrics/unittext.h"
#include "ui/charts/chartcard.h"
#include "ui/charts/chartlegend.h"
#include "ui/paint/paint.h"

#include <QActionGroup>
#include <QMenu>

#include <cmath>

namespace opsdeck {

QString companionText(const Companion &companion)
{
    const qint64 ago = companion.agoMs;
    return !companion.isOn()          ? QString()
           : ago == 0                 ? environmentTagText(companion.environment.environment)
           : ago == kCompanionAgos[0] ? ChartCard::tr("1 h before")
           : ago == kCompanionAgos[1] ? ChartCard::tr("1 day before")
           : ago == kCompanionAgos[2]
               ? ChartCard::tr("1 week before")
               : ChartCard::tr("%1 before").arg(durationText(Milliseconds(ago)));
}

void ChartCard::describe(const ChartDescription &description)
{
    setCompanion(description.companion);
    setChoice(description.lines);
    setKind(description.kind);
}

void ChartCard::setKind(ChartKind kind)
{
    if (std::exchange(m_kind, kind) != kind && m_drawn)
        draw();
}

void ChartCard::setCompanion(const Companion &companion)
{
    if (companion == m_companion)
        return;
    m_companion = companion;
    m_behind = {sourceOf(companion, m_key), {0, 1}, nullptr, 0};
    setSpan(m_own.stretch.fromMs, m_own.stretch.toMs, m_nowMs);
    if (m_drawn)
        draw();
    else
        refreshLegend();
}

void ChartCard::setChoice(const LineChoice &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    if (m_drawn)
        draw();
    else
        refreshLegend();
    m_values = valueTexts();
    setAccessibleName(accessibleText());
    update();
}

void ChartCard::choose(const LineChoice &choice)
{
    setChoice(choice);
    Q_EMIT described(description());
}

QStringList LineSource::labels(const SeriesBoard &board) const
{
    QStringList labels;
    for (const SeriesBoard::Line &line : board.lines(key))
        labels << line.label;
    if (coarse != nullptr) {
        for (const CoarseBoard::Line &line : coarse->lines(key))
            labels << line.label;
    }
    labels.removeDuplicates();
    labels.sort();
    return labels;
}

QStringList ChartCard::labels(const QStringList &served) const
{
    QStringList labels = m_own.labels(m_board);
    if (m_companion.isOn())
        labels << m_behind.labels(m_board);
    labels << served;
    labels.removeDuplicates();
    return labels;
}

QList<ChartContent::Line> ChartCard::behindLines() const
{
    if (!m_companion.isOn() || m_board.definition(m_behind.key) == nullptr)
        return {};
    QList<ChartContent::Line> lines = drawableOf(m_behind).lines;
    const auto ago = static_cast<double>(m_companion.agoMs);
    for (ChartContent::Line &line : lines) {
        for (QList<QPointF> &segment : line.segments) {
            for (QPointF &point : segment)
                point.rx() += ago;
        }
    }
    return lines;
}

double ChartCard::valueOf(const QString &label) const
{
    for (const SeriesBoard::Line &line : m_board.lines(m_key)) {
        if (line.label != label || line.points.isEmpty())
            continue;
        if (!m_cursorMs)
            return line.points.last().value;
        const double own = m_own.coarse == nullptr
                               ? line.points.at(*m_cursorMs, m_board.gapMs(m_key)).value
                               : std::nan("");
        if (!std::isnan(own))
            return own;
    }
    // Of parts, or as a server tells it.
    return m_cursorMs ? drawnValue(m_chart->content().lines, label, *m_cursorMs) : std::nan("");
}

/// At the cursor; without one that of now, where now is shown.
double ChartCard::behindValueOf(const QString &label) const
{
    if (!m_cursorMs && m_own.stretch.toMs < m_nowMs)
        return std::nan("");
    const qint64 time = m_cursorMs.value_or(m_nowMs);
    for (const SeriesBoard::Line &line : m_board.lines(m_behind.key)) {
        if (line.label == label && m_behind.coarse == nullptr)
            return line.points.at(time - m_companion.agoMs, m_board.gapMs(m_behind.key)).value;
    }
    // The part that goes on is not over yet: the one before it tells.
    const double drawn = drawnValue(m_chart->content().behind, label, time);
    return std::isnan(drawn) && !m_cursorMs
               ? drawnValue(m_chart->content().behind, label, time - m_behind.partMs)
               : drawn;
}

double ChartCard::drawnValue(const QList<ChartContent::Line> &lines, const QString &label,
                             qint64 timeMs)
{
    for (const ChartContent::Line &line : lines) {
        if (line.label != label)
            continue;
        // Of one that is stacked what it is by itself.
        return line.isStacked
                   ? ChartContent::Line{label, line.own, 0, {}, line.served}.valueAt(timeMs)
                   : line.valueAt(timeMs);
    }
    return std::nan("");
}

/// What stands behind, or why nothing does.
QString ChartCard::behindText() const
{
    const QString name = companionText(m_companion);
    const MetricDefinition *definition = m_board.definition(m_behind.key);
    if (!m_companion.isOn())
        return {};
    if (definition == nullptr)
        return tr("%1: no such chart there").arg(name);
    if (m_behind.coarse != nullptr) {
        if (m_behind.coarse->state(m_behind.key) == CoarseBoard::State::Failed)
            return tr("%1: could not be read: %2")
                .arg(name, m_behind.coarse->message(m_behind.key));
        if (!isHistoryTold(m_behind))
            return tr("%1: reading the history…").arg(name);
    }
    if (!m_chart->content().hasBehind)
        return tr("%1: no samples").arg(name);
    if (labels().size() > 1)
        return name;
    const double value = behindValueOf(labels().value(0));
    return std::isnan(value) ? name : tr("%1: %2").arg(name, unitText(value, definition->unit));
}

void ChartCard::refreshLegend()
{
    const QStringList all = labels();
    const bool isWanted = all.size() > 1 || m_companion.isOn();
    if (m_legend->isHidden() == isWanted) {
        m_legend->setVisible(isWanted);
        placeChart();
    }
    const MetricDefinition *definition = m_board.definition(m_key);
    if (!isWanted || definition == nullptr)
        return;
    const bool isOld = !m_note.isEmpty() && !m_cursorMs;
    QList<LegendEntry> entries;
    for (qsizetype i = 0; i < all.size() && all.size() > 1; ++i) {
        LegendEntry entry{all.at(i), {}, {}, static_cast<int>(i), m_choice.shows(all.at(i))};
        if (!isOld || !m_isSilent)
            entry.value = unitText(valueOf(entry.label), definition->unit);
        const double behind = m_companion.isOn() ? behindValueOf(entry.label) : std::nan("");
        if (!std::isnan(behind))
            entry.behind = unitText(behind, definition->unit);
        entries.append(entry);
    }
    m_legend->setEntries(entries, behindText(), isOld);
}

void ChartCard::addKinds(QMenu &menu)
{
    const auto nameOf = [](ChartKind kind) {
        switch (kind) {
        case ChartKind::Stacked:
            return tr("Stacked");
        case ChartKind::Number:
            return tr("Number");
        case ChartKind::Table:
            return tr("Table, the highest first");
        case ChartKind::HeatMap:
            return tr("Heat map");
        case ChartKind::Lines:
            break;
        }
        return tr("Lines");
    };
    QMenu *kinds = menu.addMenu(tr("Show as"));
    kinds->setObjectName(objectName() + QStringLiteral(".kinds"));
    auto *group = new QActionGroup(kinds);
    const auto lines = static_cast<int>(m_chart->content().lines.size());
    const MetricDefinition *definition = m_board.definition(m_key);
    const bool isHistogram = definition != nullptr && definition->isHistogram();
    for (const ChartKind kind : kChartKinds) {
        QAction *action = kinds->addAction(nameOf(kind), this, [this, kind] {
            setKind(kind);
            Q_EMIT described(description());
        });
        action->setCheckable(true);
        action->setChecked(kind == m_kind);
        action->setEnabled(canShow(kind, lines, isHistogram));
        action->setObjectName(kinds->objectName()
                              + QStringLiteral(".%1").arg(static_cast<int>(kind)));
        group->addAction(action);
    }
}

void ChartCard::addCompanions(QMenu &menu)
{
    if (m_offered.isEmpty())
        return;
    QMenu *compare = menu.addMenu(tr("Compare with"));
    compare->setObjectName(objectName() + QStringLiteral(".compare"));
    auto *group = new QActionGroup(compare);
    for (const Companion &companion : std::as_const(m_offered)) {
        QAction *action = compare->addAction(
            companion.isOn() ? companionText(companion) : tr("Nothing"), this, [this, companion] {
                setCompanion(companion);
                Q_EMIT described(description());
            });
        action->setCheckable(true);
        action->setChecked(companion == m_companion);
        action->setObjectName(
            compare->objectName() + QLatin1Char('.')
            + (companion.isOn() ? companionText(companion) : QStringLiteral("nothing")));
        group->addAction(action);
    }
}

} // namespace opsdeck
