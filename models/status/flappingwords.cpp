// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/flappingwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(FlappingWords)
};

bool isBySight(const ServiceView &view)
{
    return view.error && view.error->kind == ErrorKind::Way;
}

} // namespace

QString flappingCaption(const ServiceView &view)
{
    return isBySight(view) ? Words::tr("in and out of sight") : Words::tr("flapping");
}

StatusSentence flappingSentence(const ServiceView &view, const QString &name, const Instant &now)
{
    const QString predicate =
        (isBySight(view) ? Words::tr("%1 is in and out of sight") : Words::tr("%1 is flapping"))
            .arg(name);
    return {(view.since.isValid()
                 ? predicate + QLatin1Char(' ') + lastingText(view.since.ageAt(now))
                 : predicate)
                + QLatin1Char(':'),
            view.message + QLatin1Char('.')};
}

} // namespace opsdeck
