// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/audittext.h"

#include <QCoreApplication>
#include <QHash>

namespace opsdeck {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AuditText", text);
}

/// Words for one of the record's own; what has none is shown as it was written.
QString wordsFor(const QString &written, const QHash<QString, QString> &words)
{
    return words.value(written, written);
}

} // namespace

QString auditActionWords(const QString &action)
{
    return wordsFor(
        action,
        {
            {QStringLiteral("runbook.intent"), tr("Run announced")},
            {QStringLiteral("runbook.step-start"), tr("Step began")},
            {QStringLiteral("runbook.step-reach"), tr("Way of a step opened")},
            {QStringLiteral("runbook.step-stranger"), tr("Another program at a step's way")},
            {QStringLiteral("runbook.step-end"), tr("Step ended")},
            {QStringLiteral("runbook.result"), tr("Run ended")},
            {QStringLiteral("runbook.refused"), tr("Run refused")},
            {QStringLiteral("runbook.settled"), tr("Interrupted run looked at")},
            {QStringLiteral("artifact.removed"), tr("Half-written artifact removed")},
            {QStringLiteral("environment.arm"), tr("Armed")},
            {QStringLiteral("environment.disarm"), tr("Disarmed")},
            {QStringLiteral("workspace.trust"), tr("Programs trusted")},
            {QStringLiteral("workspace.distrust"), tr("Trust withdrawn")},
            {QStringLiteral("configuration.edit"), tr("Configuration edited")},
            {QStringLiteral("mark.set"), tr("Service marked")},
            {QStringLiteral("mark.lift"), tr("Mark lifted")},
            {QStringLiteral("mark.end"), tr("Acknowledgement ended")},
            {QStringLiteral("history.keep"), tr("Length of the history chosen")},
            {QStringLiteral("record.accept-broken"), tr("Went on with a broken record")},
        });
}

QString auditOutcomeWords(const QString &outcome)
{
    return wordsFor(outcome, {
                                 {QStringLiteral("planned"), tr("not begun yet")},
                                 {QStringLiteral("running"), tr("under way")},
                                 {QStringLiteral("opened"), tr("open")},
                                 {QStringLiteral("succeeded"), tr("done")},
                                 {QStringLiteral("failed"), tr("failed")},
                                 {QStringLiteral("cancelled"), tr("stopped")},
                                 {QStringLiteral("skipped"), tr("left out")},
                                 {QStringLiteral("refused"), tr("refused")},
                                 {QStringLiteral("unknown"), tr("end unknown")},
                             });
}

} // namespace opsdeck
