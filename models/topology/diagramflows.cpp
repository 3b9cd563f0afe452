// SPDX-License-Identifier: GPL-3.0-or-later
// What flows over the lines of the diagram.
#include "models/topology/diagrammodel.h"
#include "models/topology/edgeflows.h"

#include <algorithm>

namespace opsdeck {

namespace {

constexpr int kFailingWidth = 2; ///< nothing that flows is louder than what fails

} // namespace

void DiagramModel::setFlows(EdgeFlows &flows)
{
    if (m_source != nullptr)
        m_source->disconnect(this);
    m_source = &flows;
    connect(m_source, &EdgeFlows::changed, this, &DiagramModel::refreshFlows);
    refreshFlows();
}

void DiagramModel::showFlows(FlowsOf which)
{
    if (which == m_flowsOf)
        return;
    m_flowsOf = which;
    refreshFlows();
    wantRecordedFlows();
}

const FlowLabel &DiagramModel::flowLabelOf(int edge) const
{
    static const FlowLabel none;
    return edge < 0 || edge >= m_flows.size() ? none : m_flows.at(edge).label;
}

/// Of all environments together no line has a flow of its own.
QList<DrawnFlow> DiagramModel::currentFlows() const
{
    QList<DrawnFlow> drawn(m_definition.edges.size());
    if (m_source == nullptr || m_flowsOf == FlowsOf::Nothing || m_isOfAll)
        return drawn;
    QList<std::optional<double>> rates;
    for (int edge = 0; edge < drawn.size(); ++edge) {
        const FlowReading reading = flowReading(edge, m_environment);
        drawn[edge].label = flowLabel(reading);
        rates << (reading.rate && !reading.isStale() ? std::optional(reading.rate->value)
                                                     : std::nullopt);
    }
    const QList<int> widths = flowWidths(rates);
    for (int edge = 0; edge < drawn.size(); ++edge)
        drawn[edge].width =
            m_isAnythingDown ? std::min(widths.at(edge), kFailingWidth) : widths.at(edge);
    return drawn;
}

FlowKey DiagramModel::flowKey(int edge, const EnvironmentKey &environment) const
{
    const DiagramEdge &line = m_definition.edges.at(edge);
    return {environment, m_definition.nodes.at(line.from).key.service,
            m_definition.nodes.at(line.to).key.service};
}

FlowReading DiagramModel::flowReading(int edge, const EnvironmentKey &environment) const
{
    const FlowKey key = flowKey(edge, environment);
    return m_flowsOf == FlowsOf::Moment ? m_source->recorded(key, m_board->now().wallMs)
                                        : m_source->reading(key);
}

void DiagramModel::refreshFlows()
{
    const QList<DrawnFlow> fresh = currentFlows();
    QList<int> edges;
    for (int edge = 0; edge < fresh.size(); ++edge) {
        if (fresh.at(edge) != m_flows.value(edge))
            edges.append(edge);
    }
    m_flows = fresh;
    if (!edges.isEmpty())
        Q_EMIT edgesChanged(edges);
}

void DiagramModel::wantRecordedFlows()
{
    if (m_source != nullptr && m_flowsOf == FlowsOf::Moment)
        m_source->wantRecorded(m_environment, m_board->now().wallMs);
}

QString DiagramModel::flowSentences(int edge) const
{
    const Platform *own = platform();
    if (m_source == nullptr || m_flowsOf == FlowsOf::Nothing || own == nullptr || edge < 0
        || edge >= m_definition.edges.size())
        return {};
    if (!m_isOfAll)
        return m_source->sentences(flowKey(edge, m_environment), flowReading(edge, m_environment));
    QStringList lines;
    for (const Environment &each : own->environments) {
        const EnvironmentKey environment{own->id, each.id};
        const FlowLabel label = flowLabel(flowReading(edge, environment));
        if (!label.text.isEmpty())
            lines << QStringLiteral("%1: %2").arg(each.id.toString(), label.text);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace opsdeck
