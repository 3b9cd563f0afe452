// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/program.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

constexpr qsizetype kRunnersShown = 3;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(ProgramUse)
};

} // namespace

QSet<QString> digestsOf(const QList<ProgramUse> &programs)
{
    QSet<QString> digests;
    for (const ProgramUse &program : programs) {
        if (!program.digest.isEmpty())
            digests.insert(program.digest);
    }
    return digests;
}

QList<ProgramUse> notAmong(const QList<ProgramUse> &programs, const QSet<QString> &trusted)
{
    QList<ProgramUse> left;
    for (const ProgramUse &program : programs) {
        if (program.digest.isEmpty() || !trusted.contains(program.digest))
            left.append(program);
    }
    return left;
}

QString runnersText(const ProgramUse &program)
{
    QStringList names;
    for (const CheckKey &key : program.checks.mid(0, kRunnersShown))
        names << key.toString();
    const QString text = names.join(QStringLiteral(", "));
    const qsizetype more = program.checks.size() - names.size();
    return more > 0 ? Words::tr("%1 and %2 more").arg(text).arg(more) : text;
}

} // namespace opsdeck
