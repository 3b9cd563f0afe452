// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/documented.h"

namespace opsdeck {

QString toWord(FactBasis basis)
{
    switch (basis) {
    case FactBasis::Stated:
        return QStringLiteral("stated");
    case FactBasis::Implied:
        return QStringLiteral("implied");
    case FactBasis::Disputed:
        return QStringLiteral("disputed");
    case FactBasis::Open:
        return QStringLiteral("open");
    case FactBasis::Ours:
        break;
    }
    return QStringLiteral("ours");
}

QString toWord(RuleKind kind)
{
    switch (kind) {
    case RuleKind::Alert:
        return QStringLiteral("alert");
    case RuleKind::Scale:
        return QStringLiteral("scale");
    case RuleKind::Target:
        return QStringLiteral("target");
    case RuleKind::Class:
        break;
    }
    return QStringLiteral("class");
}

} // namespace opsdeck
