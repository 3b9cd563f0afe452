// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/commands/importreport.h"

#include "app/ctl/console.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("import", text);
}

QString stateWord(WrittenFile::State state)
{
    switch (state) {
    case WrittenFile::State::Created:
        return QStringLiteral("created");
    case WrittenFile::State::Unchanged:
        return QStringLiteral("unchanged");
    case WrittenFile::State::Replaced:
        break;
    }
    return QStringLiteral("replaced");
}

QString basisWord(DependencyBasis basis)
{
    return basis == DependencyBasis::Stated ? QStringLiteral("stated") : QStringLiteral("implied");
}

QString placeText(const SourceLocation &where)
{
    return where.line > 0
               ? QStringLiteral("%1:%2:%3").arg(where.file).arg(where.line).arg(where.column)
               : where.file;
}

QString kindsOf(const ImportedService &service)
{
    QStringList kinds;
    for (const ImportedCheck &check : service.checks) {
        if (!kinds.contains(check.kind))
            kinds << check.kind;
    }
    return kinds.isEmpty() ? QStringLiteral("-") : kinds.join(QLatin1Char(','));
}

QJsonObject placeJson(const SourceLocation &where)
{
    return {{QStringLiteral("file"), where.file},
            {QStringLiteral("line"), where.line},
            {QStringLiteral("column"), where.column}};
}

QJsonObject with(QJsonObject object, const QJsonObject &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QString part(const QString &title, const QList<QStringList> &rows)
{
    return rows.isEmpty() ? QString()
                          : QStringLiteral("\n%1\n%2\n").arg(title, console::table(rows));
}

} // namespace

QString findingText(const ImportFinding &finding)
{
    QString text = placeText(finding.where);
    text += text.isEmpty() ? QString() : QStringLiteral(": ");
    text += toWord(finding.level) + QLatin1String(": ");
    if (!finding.service.isEmpty())
        text += QStringLiteral("[%1] ").arg(finding.service);
    if (!finding.key.isEmpty())
        text += finding.key + QLatin1String(": ");
    return text + finding.text;
}

QString importTable(const ImportedStack &stack, const QList<WrittenFile> &written,
                    const ImportChanges &changes)
{
    QString text;
    for (const WrittenFile &file : written)
        text += QStringLiteral("%1 %2\n").arg(stateWord(file.state), file.path);
    QList<QStringList> differences;
    const auto tell = [&differences](const QString &what, const QStringList &ids) {
        if (!ids.isEmpty())
            differences.append({QStringLiteral("  ") + what, ids.join(QStringLiteral(", "))});
    };
    tell(tr("added"), changes.added);
    tell(tr("removed"), changes.removed);
    tell(tr("changed"), changes.changed);
    tell(tr("kept as edited by hand"), changes.kept);
    text += part(tr("Against what stood there:"), differences);
    QList<QStringList> services;
    for (const ImportedService &service : stack.services)
        services.append({QStringLiteral("  ") + service.id,
                         service.technology.isEmpty() ? QStringLiteral("?") : service.technology,
                         kindsOf(service), toWord(service.confidence), service.reason});
    QList<QStringList> edges;
    for (const ImportedEdge &edge : stack.edges)
        edges.append({QStringLiteral("  ") + edge.from + QStringLiteral(" → ") + edge.to,
                      basisWord(edge.basis), edge.why, placeText(edge.where)});
    text += part(tr("Services (technology, checks, confidence, why):"), services);
    text += part(tr("Dependencies:"), edges);
    const QList<std::pair<FindingLevel, QString>> levels{
        {FindingLevel::Secret, tr("Passwords and tokens, not copied:")},
        {FindingLevel::NotMapped, tr("Not mapped:")},
        {FindingLevel::Note, tr("To know:")}};
    for (const auto &[level, title] : levels) {
        QList<QStringList> rows;
        for (const ImportFinding &finding : stack.findings) {
            if (finding.level == level)
                rows.append({QStringLiteral("  ") + placeText(finding.where), finding.service,
                             finding.key, finding.text});
        }
        text += part(title, rows);
    }
    while (text.endsWith(QLatin1Char('\n')))
        text.chop(1);
    return text;
}

QJsonObject importJson(const ImportedStack &stack, const QList<WrittenFile> &written,
                       const ImportChanges &changes)
{
    QJsonArray files;
    for (const WrittenFile &file : written)
        files.append(QJsonObject{{QStringLiteral("path"), file.path},
                                 {QStringLiteral("state"), stateWord(file.state)}});
    QJsonArray services;
    for (const ImportedService &service : stack.services) {
        QJsonArray checks;
        for (const ImportedCheck &check : service.checks)
            checks.append(QJsonObject{{QStringLiteral("id"), check.id},
                                      {QStringLiteral("kind"), check.kind}});
        services.append(with({{QStringLiteral("id"), service.id},
                              {QStringLiteral("technology"), service.technology},
                              {QStringLiteral("layer"), service.layer},
                              {QStringLiteral("presence"), toWord(service.presence)},
                              {QStringLiteral("confidence"), toWord(service.confidence)},
                              {QStringLiteral("reason"), service.reason},
                              {QStringLiteral("checks"), checks}},
                             placeJson(service.where)));
    }
    QJsonArray edges;
    for (const ImportedEdge &edge : stack.edges)
        edges.append(with({{QStringLiteral("from"), edge.from},
                           {QStringLiteral("to"), edge.to},
                           {QStringLiteral("basis"), basisWord(edge.basis)},
                           {QStringLiteral("why"), edge.why}},
                          placeJson(edge.where)));
    QJsonArray secrets;
    for (const ImportedSecret &secret : stack.secrets)
        secrets.append(QJsonObject{{QStringLiteral("name"), secret.name},
                                   {QStringLiteral("service"), secret.service}});
    QJsonArray findings;
    for (const ImportFinding &finding : stack.findings)
        findings.append(with({{QStringLiteral("level"), toWord(finding.level)},
                              {QStringLiteral("service"), finding.service},
                              {QStringLiteral("key"), finding.key},
                              {QStringLiteral("text"), finding.text}},
                             placeJson(finding.where)));
    return {{QStringLiteral("imported"), !stack.hasErrors() && !written.isEmpty()},
            {QStringLiteral("platform"), stack.id},
            {QStringLiteral("environment"), stack.environment},
            {QStringLiteral("files"), files},
            {QStringLiteral("changes"),
             QJsonObject{{QStringLiteral("added"), QJsonArray::fromStringList(changes.added)},
                         {QStringLiteral("removed"), QJsonArray::fromStringList(changes.removed)},
                         {QStringLiteral("changed"), QJsonArray::fromStringList(changes.changed)},
                         {QStringLiteral("kept"), QJsonArray::fromStringList(changes.kept)}}},
            {QStringLiteral("services"), services},
            {QStringLiteral("edges"), edges},
            {QStringLiteral("secrets"), secrets},
            {QStringLiteral("findings"), findings}};
}

} // namespace opsdeck
