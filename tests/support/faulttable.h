// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/check.h"

#include <QCoreApplication>
#include <QFile>
#include <QSet>
#include <QTest>

#include <optional>

namespace opsdeck {

/// Notes what a kind said in a test, for the table that is printed at the end (fault_table.py): a
/// line "kind, status, error, message, test" in a file of this program's own in
/// $OPSDECK_FAULT_TABLE. Without that nothing is noted.
inline void recordOutcome(const QString &kind, CheckStatus status,
                          const std::optional<Error> &error, const QString &message)
{
    static const QString folder = qEnvironmentVariable("OPSDECK_FAULT_TABLE");
    if (folder.isEmpty())
        return;
    static QSet<QString> known;
    const QString outcome = kind + QLatin1Char('\t') + toWord(status) + QLatin1Char('\t')
                            + (error ? toWord(error->kind) : QStringLiteral("-"));
    if (known.contains(outcome))
        return;
    known.insert(outcome);
    static QFile file(folder + QLatin1Char('/') + QCoreApplication::applicationName()
                      + QStringLiteral(".tsv"));
    if (!file.isOpen() && !file.open(QIODevice::WriteOnly | QIODevice::Append))
        return;
    QString words = message;
    words.replace(QLatin1Char('\n'), QLatin1Char(' ')).replace(QLatin1Char('\t'), QLatin1Char(' '));
    const char *test = QTest::currentTestFunction();
    file.write((outcome + QLatin1Char('\t') + words + QLatin1Char('\t')
                + QCoreApplication::applicationName() + QStringLiteral("::")
                + QLatin1String(test != nullptr ? test : "") + QLatin1Char('\n'))
                   .toUtf8());
    file.flush();
}

} // namespace opsdeck
