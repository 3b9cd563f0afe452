// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inspector/documentwords.h"

#include "models/documents/sourcewords.h"

#include <QCoreApplication>

#include <algorithm>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(DocumentWords)
};

/// "start_period" as it is said.
QString keyText(QString key)
{
    return key.replace(QLatin1Char('_'), QLatin1Char(' '));
}

const QStringList kFigures{QStringLiteral("interval"), QStringLiteral("timeout"),
                           QStringLiteral("retries"), QStringLiteral("start_period")};

/// In the check's few lines: only the lines of what is stated.
QString shortSource(const Source &source, const QList<Contradiction> &contradictions)
{
    return source.basis == FactBasis::Stated ? linesText(source.lines)
                                             : sourceText(source, contradictions);
}

QString titleIn(const Environment &environment, const ServiceId &id)
{
    const Service *service = environment.service(id);
    return service == nullptr || service->title.isEmpty() ? id.toString() : service->title;
}

/// The edge's own basis counts where its lines are given without one.
Source sourceOf(const Dependency &dependency)
{
    Source source = dependency.source;
    if (dependency.basis != DependencyBasis::Stated && source.basis == FactBasis::Stated)
        source.basis =
            dependency.basis == DependencyBasis::Implied ? FactBasis::Implied : FactBasis::Disputed;
    if (source.basis != FactBasis::Stated)
        source.isGiven = true;
    return source;
}

EdgeNote noteOf(const Platform &platform, const Environment &environment, const ServiceId &from,
                const Dependency &dependency, const ServiceId &neighbour)
{
    const Source source = sourceOf(dependency);
    EdgeNote note;
    note.neighbour = {{platform.id, environment.id}, neighbour};
    if (source.isGiven && source.basis != FactBasis::Stated) {
        Source shown = source;
        shown.lines.clear();
        const QString sign = doubtSign(source, platform.contradictions);
        const QString word = sourceText(shown, platform.contradictions);
        note.word = sign.isEmpty() ? word : sign + QLatin1Char(' ') + word;
    }
    const QString who = titleIn(environment, from);
    const QString on = titleIn(environment, dependency.on);
    QStringList lines{dependency.role == DependencyRole::Uses
                          ? Words::tr("%1 uses %2").arg(who, on)
                          : Words::tr("%1 scrapes %2").arg(who, on)};
    if (source.isGiven)
        lines << Words::tr("Source: %1").arg(sourceSentence(source, platform));
    if (!dependency.agreement.isEmpty())
        lines << Words::tr("How it is told: %1").arg(dependency.agreement);
    note.detail = lines.join(QLatin1Char('\n'));
    return note;
}

} // namespace

QString doubtSign(const Source &source, const QList<Contradiction> &contradictions)
{
    return isDoubtful(source, contradictions) ? basisSign(source.basis) : QString();
}

QString basisSign(FactBasis basis)
{
    switch (basis) {
    case FactBasis::Disputed:
        return QString(QChar(0x2260));
    case FactBasis::Open:
        return QStringLiteral("?");
    case FactBasis::Stated:
    case FactBasis::Implied:
    case FactBasis::Ours:
        break;
    }
    return {};
}

QString sourceLine(const Source &source, const QList<Contradiction> &contradictions)
{
    const QString sign = doubtSign(source, contradictions);
    QString line = sourceText(source, contradictions);
    if (!sign.isEmpty())
        line = sign + QLatin1Char(' ') + line;
    return source.note.isEmpty() ? line
                                 : Words::tr("%1: %2", "source, note").arg(line, source.note);
}

QString figuresText(const Check &check, const QList<Contradiction> &contradictions)
{
    if (!check.source.isGiven)
        return {};
    QStringList documented;
    QStringList chosen;
    const auto add = [&](const QString &key, const QString &text) {
        const auto own = check.fieldSources.constFind(key);
        const bool isElsewhere = own != check.fieldSources.cend() && own->basis != FactBasis::Ours;
        (check.documented.contains(key) ? documented : chosen)
            << (isElsewhere ? Words::tr("%1 (%2)", "figure, source")
                                  .arg(text, shortSource(*own, contradictions))
                            : text);
    };
    add(QStringLiteral("interval"), Words::tr("interval %1").arg(durationText(check.interval)));
    add(QStringLiteral("timeout"), Words::tr("timeout %1").arg(durationText(check.timeout)));
    add(QStringLiteral("retries"), Words::tr("retries %1").arg(check.retries));
    const QString startPeriod = QStringLiteral("start_period");
    if (check.startPeriod.count() > 0 || check.documented.contains(startPeriod))
        add(startPeriod, Words::tr("start period %1").arg(durationText(check.startPeriod)));
    QStringList parts;
    if (!documented.isEmpty())
        parts << Words::tr("As documented: %1.").arg(documented.join(QStringLiteral(", ")));
    if (!chosen.isEmpty())
        parts << Words::tr("Our choice: %1.").arg(chosen.join(QStringLiteral(", ")));
    return parts.join(QLatin1Char(' '));
}

QString checkSourceText(const Check &check, const QList<Contradiction> &contradictions)
{
    if (!check.source.isGiven)
        return {};
    const QString sign = doubtSign(check.source, contradictions);
    const QString source = sourceText(check.source, contradictions);
    QStringList parts = check.refs;
    parts << (sign.isEmpty() ? source : sign + QLatin1Char(' ') + source);
    for (auto it = check.fieldSources.cbegin(); it != check.fieldSources.cend(); ++it) {
        if (!kFigures.contains(it.key()))
            parts << Words::tr("%1: %2", "a key of the check, its own source")
                         .arg(keyText(it.key()), shortSource(*it, contradictions));
    }
    return parts.join(QStringLiteral(", "));
}

QString checkDetail(const Check &check, const Platform &platform)
{
    if (!check.source.isGiven)
        return {};
    QString source = sourceSentence(check.source, platform);
    if (!check.refs.isEmpty())
        source =
            Words::tr("%1: %2", "refs, source").arg(check.refs.join(QStringLiteral(", ")), source);
    QStringList lines{source, figuresText(check, platform.contradictions)};
    for (auto it = check.fieldSources.cbegin(); it != check.fieldSources.cend(); ++it)
        lines << Words::tr("%1: %2", "a key of the check, its own source")
                     .arg(keyText(it.key()), sourceSentence(*it, platform));
    return lines.join(QLatin1Char('\n'));
}

QList<EdgeNote> neededEdges(const Workspace &workspace, const ServiceKey &service)
{
    QList<EdgeNote> notes;
    const Platform *platform = workspace.platform(service.environment.platform);
    const Environment *environment = workspace.environment(service.environment);
    const Service *definition = workspace.service(service);
    if (platform == nullptr || environment == nullptr || definition == nullptr)
        return notes;
    for (const Dependency &dependency : definition->dependencies)
        notes.append(noteOf(*platform, *environment, service.service, dependency, dependency.on));
    return notes;
}

QList<EdgeNote> needingEdges(const Workspace &workspace, const ServiceKey &service)
{
    QList<EdgeNote> notes;
    const Platform *platform = workspace.platform(service.environment.platform);
    const Environment *environment = workspace.environment(service.environment);
    if (platform == nullptr || environment == nullptr)
        return notes;
    for (const Service &each : environment->services) {
        const auto needs = std::find_if(
            each.dependencies.cbegin(), each.dependencies.cend(),
            [&](const Dependency &dependency) { return dependency.on == service.service; });
        if (needs != each.dependencies.cend())
            notes.append(noteOf(*platform, *environment, each.id, *needs, each.id));
    }
    return notes;
}

} // namespace opsdeck
