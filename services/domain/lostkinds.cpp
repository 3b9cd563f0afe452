// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/lostkinds.h"

#include "services/domain/faultwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

const QString kEngine = QStringLiteral("engine:");
const QString kPort = QStringLiteral("port:");
const QString kNames = QStringLiteral("names:");

class Words
{
    Q_DECLARE_TR_FUNCTIONS(LostKinds)
};

} // namespace

LostKind kindOf(const LostWay &lost)
{
    if (lost.id.startsWith(QLatin1Char('*')))
        return LostKind::Everything;
    if (lost.id.startsWith(kPort))
        return LostKind::Port;
    if (lost.id == kNames)
        return LostKind::Names;
    return lost.id.startsWith(kEngine) ? LostKind::Engine : LostKind::Way;
}

QString lostEngineId(const QString &engine)
{
    return kEngine + engine;
}

QString lostPortId(const QString &where)
{
    return kPort + where;
}

bool hides(const LostWay &lost)
{
    const LostKind kind = kindOf(lost);
    return kind == LostKind::Way || kind == LostKind::Engine || kind == LostKind::Names;
}

QString lostNamesId()
{
    return kNames;
}

QString lostEverythingId(LostEverything how)
{
    switch (how) {
    case LostEverything::Silent:
        break;
    case LostEverything::NearlySilent:
        return QStringLiteral("**");
    case LostEverything::Flapping:
        return QStringLiteral("*~");
    }
    return QStringLiteral("*");
}

QString lostHeadline(const LostWay &lost)
{
    switch (kindOf(lost)) {
    case LostKind::Engine:
        return Words::tr("The Docker engine at %1 tells nothing").arg(lost.title);
    case LostKind::Port: {
        const QString verb = faultVerb(lost.error);
        return Words::tr("What ends TLS at %1 %2")
            .arg(lost.title, verb.isEmpty() ? Words::tr("is not well") : verb);
    }
    case LostKind::Names:
        return (lost.services.size() == 1 ? Words::tr("A name of %1 can't be looked up")
                                          : Words::tr("Names of %1 can't be looked up"))
            .arg(lost.title);
    case LostKind::Everything:
        if (lost.id == lostEverythingId(LostEverything::Flapping))
            return Words::tr("%1 is flapping").arg(lost.title);
        return (lost.id == lostEverythingId(LostEverything::NearlySilent)
                    ? Words::tr("Hardly anything of %1 answers")
                    : Words::tr("Nothing of %1 answers"))
            .arg(lost.title);
    case LostKind::Way:
        break;
    }
    return Words::tr("The way '%1' is lost").arg(lost.title);
}

QString lostTag(const LostWay &lost)
{
    switch (kindOf(lost)) {
    case LostKind::Engine:
        return Words::tr("Docker engine silent");
    case LostKind::Port:
        return Words::tr("TLS at %1").arg(lost.title);
    case LostKind::Names:
        return Words::tr("not looked up");
    case LostKind::Everything:
        if (lost.id == lostEverythingId(LostEverything::Flapping))
            return Words::tr("flapping");
        return lost.id == lostEverythingId(LostEverything::NearlySilent)
                   ? Words::tr("hardly anything answers")
                   : Words::tr("nothing answers");
    case LostKind::Way:
        break;
    }
    return Words::tr("'%1' lost").arg(lost.title);
}

} // namespace opsdeck
