// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/config/workspaceloader.h"
#include "services/importers/workspacetext.h"

#include <QDir>
#include <QTest>

namespace opsdeck::test {

/// A row for every file and folder of examples; at least `least` must be there.
inline void addCaseRows(const QString &folder, int least)
{
    QTest::addColumn<QString>("path");
    const QFileInfoList all =
        QDir(folder).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    QVERIFY(all.size() >= least);
    for (const QFileInfo &each : all)
        QTest::newRow(qPrintable(each.fileName())) << each.absoluteFilePath();
}

/// All that would be written, one file after the other.
inline QString textOf(const ImportedStack &stack)
{
    QString text;
    for (const ImportedFile &file : workspaceFilesOf(stack, "opsdeck.yaml"))
        text += QString::fromUtf8(file.bytes);
    return text;
}

/// "warning compose.yaml:3:5 [api] ports: …"
inline QString textOf(const ImportFinding &finding)
{
    return QString("%1 %2:%3:%4 [%5] %6: %7")
        .arg(toWord(finding.level), finding.where.file)
        .arg(finding.where.line)
        .arg(finding.where.column)
        .arg(finding.service, finding.key, finding.text);
}

inline QStringList textsOf(const QList<ImportFinding> &findings)
{
    QStringList texts;
    for (const ImportFinding &finding : findings)
        texts << textOf(finding);
    return texts;
}

/// The kinds of a service's checks, each once, in their order.
inline QStringList kindsOf(const ImportedService &service)
{
    QStringList kinds;
    for (const ImportedCheck &check : service.checks) {
        if (!kinds.contains(check.kind))
            kinds << check.kind;
    }
    return kinds;
}

} // namespace opsdeck::test
