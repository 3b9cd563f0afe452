// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/healthwords.h"

#include <QCoreApplication>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(HealthWords)
};

} // namespace

QString healthWord(Health health)
{
    switch (health) {
    case Health::Healthy:
        return Words::tr("OK");
    case Health::Degraded:
        return Words::tr("degraded");
    case Health::Down:
        return Words::tr("down");
    case Health::Unknown:
        break;
    }
    return Words::tr("unknown");
}

} // namespace opsdeck
