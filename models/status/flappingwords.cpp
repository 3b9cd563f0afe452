// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/status/flappingwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(FlappingWords)
};

} // namespace

StatusSentence flappingSentence(const ServiceView &view, const QString &name, const Instant &now)
{
    const QString predicate = Words::tr("%1 is flapping").arg(name);
    return {(view.since.isValid()
                 ? predicate + QLatin1Char(' ') + lastingText(view.since.ageAt(now))
                 : predicate)
                + QLatin1Char(':'),
            view.message + QLatin1Char('.')};
}

} // namespace opsdeck
