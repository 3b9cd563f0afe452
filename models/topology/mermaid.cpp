// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology/mermaid.h"

#include "models/status/statuswords.h"
#include "services/domain/healthwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Mermaid)
};

/// Mermaid ends a label at a quotation mark, reads `#` as the beginning of an entity, takes some
/// text for Markdown or HTML, and obeys `%%{` wherever it stands.
QString quoted(const QString &text)
{
    QString safe;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        switch (c.unicode()) {
        case '%':
            safe += text.mid(std::max<qsizetype>(i - 1, 0), 3).count(c) > 1 ? QStringLiteral("#37;")
                                                                            : QString(c);
            break;
        case '#':
        case '"':
        case '<':
        case '>':
        case '`':
        case '&':
        case '\\':
            safe += QStringLiteral("#%1;").arg(c.unicode());
            break;
        default:
            safe += c.unicode() < 0x20 ? QLatin1Char(' ') : c;
        }
    }
    return QLatin1Char('"') + safe + QLatin1Char('"');
}

/// One that holds no directive.
QString commentOf(QString text)
{
    for (QChar &c : text) {
        if (c.unicode() < 0x20)
            c = QLatin1Char(' ');
    }
    return QStringLiteral("%% ") + text.replace(QLatin1String("%"), QLatin1String("% "));
}

/// Ids of services may be words of Mermaid's ("end"): numbers can't.
QString nodeName(int node)
{
    return QStringLiteral("n%1").arg(node);
}

QString label(const DiagramNode &node, const ServiceView *state)
{
    QStringList lines{node.title};
    if (!node.subtitle.isEmpty())
        lines << node.subtitle;
    if (node.replicas > 1)
        lines.first() += QStringLiteral(" ×%1").arg(node.replicas);
    if (state != nullptr)
        lines << statusWord(*state) << instancesText(*state);
    else if (node.presence == Presence::Planned)
        lines << Words::tr("Planned");
    else if (node.presence == Presence::NotConfigured)
        lines << Words::tr("Not set up");
    lines.removeAll(QString());
    QStringList safe;
    for (const QString &line : std::as_const(lines))
        safe << quoted(line).mid(1).chopped(1);
    return QLatin1Char('"') + safe.join(QStringLiteral("<br/>")) + QLatin1Char('"');
}

QString arrow(const DiagramEdge &edge, const QString &flow)
{
    QStringList words;
    if (edge.basis == DependencyBasis::Disputed)
        words << Words::tr("disputed");
    else if (edge.role == DependencyRole::Scrapes)
        words << Words::tr("scrapes");
    const bool isDotted = !words.isEmpty() || edge.basis == DependencyBasis::Implied;
    if (!flow.isEmpty())
        words << flow;
    const QString line = isDotted ? QStringLiteral("-.->") : QStringLiteral("-->");
    return words.isEmpty()
               ? line
               : QStringLiteral("%1|%2|").arg(line, quoted(words.join(QStringLiteral(", "))));
}

bool expectsNoState(Presence presence)
{
    return presence == Presence::Planned || presence == Presence::NotConfigured;
}

/// One frame with what stands in it; nothing when nothing does.
QStringList frameLines(const DiagramDefinition &definition, int group, const QString &indent,
                       const std::function<QString(int)> &boxOf,
                       const std::function<QString(int)> &titleOf)
{
    const QString inside = indent + QStringLiteral("  ");
    QStringList members;
    for (int i = 0; i < definition.nodes.size(); ++i) {
        if (definition.nodes.at(i).group == group)
            members << inside + boxOf(i);
    }
    for (int inner = 0; inner < definition.within.size(); ++inner) {
        if (definition.within.at(inner) == group && inner != group)
            members << frameLines(definition, inner, inside, boxOf, titleOf);
    }
    if (members.isEmpty() || definition.groups.at(group).isEmpty())
        return members;
    return QStringList{indent
                       + QStringLiteral("subgraph g%1[%2]")
                             .arg(QString::number(group), quoted(titleOf(group)))}
           + members + QStringList{indent + QStringLiteral("end")};
}

} // namespace

QString mermaidOf(const DiagramDefinition &definition, const EnvironmentView *view,
                  const QStringList &flows, const QStringList &standings,
                  const MermaidCaption &caption)
{
    QStringList lines{commentOf(caption.text), QStringLiteral("flowchart LR")};
    if (caption.text.isEmpty())
        lines.removeFirst();
    if (caption.isDrawn)
        lines << QStringLiteral("  subgraph whole[%1]").arg(quoted(caption.text));
    const auto stateOf = [&](const DiagramNode &node) -> const ServiceView * {
        return view == nullptr || expectsNoState(node.presence) ? nullptr
                                                                : view->service(node.key.service);
    };
    const auto boxOf = [&](int node) {
        const DiagramNode &each = definition.nodes.at(node);
        return QStringLiteral("%1[%2]").arg(nodeName(node), label(each, stateOf(each)));
    };
    const auto titleOf = [&](int group) {
        const QString &title = definition.groups.at(group);
        const QString standing = standings.value(group);
        return standing.isEmpty()
                   ? title
                   : Words::tr("%1: %2", "layer, how it stands").arg(title, standing);
    };
    for (int group = 0; group < definition.groups.size(); ++group) {
        if (definition.within.value(group, -1) < 0)
            lines << frameLines(definition, group, QStringLiteral("  "), boxOf, titleOf);
    }
    if (caption.isDrawn)
        lines << QStringLiteral("  end");
    for (qsizetype i = 0; i < definition.edges.size(); ++i) {
        const DiagramEdge &edge = definition.edges.at(i);
        lines << QStringLiteral("  %1 %2 %3")
                     .arg(nodeName(edge.from), arrow(edge, flows.value(i)), nodeName(edge.to));
    }
    QMap<QString, QStringList> classes;
    for (int i = 0; i < definition.nodes.size(); ++i) {
        const DiagramNode &node = definition.nodes.at(i);
        if (expectsNoState(node.presence))
            classes[QStringLiteral("planned")] << nodeName(i);
        else if (const ServiceView *state = stateOf(node))
            classes[state->stale && state->health == Health::Healthy ? QStringLiteral("stale")
                                                                     : toWord(state->health)]
                << nodeName(i);
    }
    for (auto it = classes.cbegin(); it != classes.cend(); ++it)
        lines << QStringLiteral("  class %1 %2").arg(it.value().join(QLatin1Char(',')), it.key());
    for (auto it = classes.cbegin(); it != classes.cend(); ++it) {
        const bool isDashed = it.key() == QLatin1String("planned")
                              || it.key() == QLatin1String("stale")
                              || it.key() == QLatin1String("unknown");
        const bool isBad =
            it.key() == QLatin1String("down") || it.key() == QLatin1String("degraded");
        if (isDashed)
            lines << QStringLiteral("  classDef %1 stroke-dasharray: 4 3").arg(it.key());
        else if (isBad)
            lines << QStringLiteral("  classDef %1 stroke-width: 3px").arg(it.key());
        else
            lines << QStringLiteral("  classDef %1 stroke-width: 1px").arg(it.key());
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace opsdeck
