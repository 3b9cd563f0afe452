// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/absence.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Absence)
};

} // namespace

QString absenceWord(Absence absence)
{
    switch (absence) {
    case Absence::NotHere:
        return Words::tr("not run here");
    case Absence::NotSetUp:
        return Words::tr("not set up");
    case Absence::NotObserved:
        return Words::tr("not observed");
    case Absence::NoValue:
        break;
    }
    return Words::tr("no value");
}

QString sentenceCase(QString words)
{
    if (!words.isEmpty())
        words[0] = words.at(0).toUpper();
    return words;
}

} // namespace opsdeck
