// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metrics/limitwords.h"

#include "models/metrics/unittext.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(LimitWords)
};

} // namespace

LimitWords limitWords(const Threshold &threshold)
{
    if (threshold.isInclusive && threshold.above)
        return {Words::tr("was at or above its limit"), Words::tr("at or above its limit for %1"),
                Words::tr("at or above %1 for %2 of %3", "limit, time so far, time that it takes")};
    if (threshold.isInclusive)
        return {Words::tr("was at or below its limit"), Words::tr("at or below its limit for %1"),
                Words::tr("at or below %1 for %2 of %3", "limit, time so far, time that it takes")};
    if (threshold.above)
        return {Words::tr("was above its limit"), Words::tr("above its limit for %1"),
                Words::tr("above %1 for %2 of %3", "limit, time so far, time that it takes")};
    return {Words::tr("was below its limit"), Words::tr("below its limit for %1"),
            Words::tr("below %1 for %2 of %3", "limit, time so far, time that it takes")};
}

QString limitLabel(const Threshold &threshold, Unit unit)
{
    QString value = unitText(threshold.enter, unit);
    if (threshold.isInclusive)
        value.prepend(QString(QChar(threshold.above ? 0x2265 : 0x2264)) + QChar(QChar::Nbsp));
    if (threshold.holdFor.count() != 0)
        value = Words::tr("%1 for %2", "limit, time that it takes")
                    .arg(value, durationText(threshold.holdFor));
    // A sign tells the side by itself.
    return (threshold.above || threshold.isInclusive ? Words::tr("enter %1")
                                                     : Words::tr("enter %1, below is bad"))
        .arg(value);
}

} // namespace opsdeck
