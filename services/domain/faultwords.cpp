// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/domain/faultwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace opsdeck {

namespace {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(FaultWords)
};

struct Row
{
    ErrorKind kind;
    const char *fault; ///< empty: any other
    const char *verb;  ///< empty: none
    bool isOwn = false;
};

/// Nearest to the ground first: what can't be reached can't show a certificate, and so on.
constexpr std::array kRows{
    Row{ErrorKind::Way, "", QT_TRANSLATE_NOOP("FaultWords", "is out of sight")},
    Row{ErrorKind::Resolve, "silent", QT_TRANSLATE_NOOP("FaultWords", "can't be looked up")},
    Row{ErrorKind::Resolve, "", QT_TRANSLATE_NOOP("FaultWords", "has no address")},
    Row{ErrorKind::Refused, "", QT_TRANSLATE_NOOP("FaultWords", "refuses connections")},
    Row{ErrorKind::Unreachable, "", QT_TRANSLATE_NOOP("FaultWords", "can't be reached")},
    Row{ErrorKind::Unreachable, "cut", QT_TRANSLATE_NOOP("FaultWords", "cuts the connection")},
    Row{ErrorKind::Timeout, "", QT_TRANSLATE_NOOP("FaultWords", "does not answer in time")},
    Row{ErrorKind::NotFound, "", QT_TRANSLATE_NOOP("FaultWords", "is not there")},
    Row{ErrorKind::Tls, "expired", QT_TRANSLATE_NOOP("FaultWords", "shows an expired certificate"),
        true},
    Row{ErrorKind::Tls, "not-yet-valid",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate that is not valid yet"), true},
    Row{ErrorKind::Tls, "wrong-name",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate for another name"), true},
    Row{ErrorKind::Tls, "self-signed",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate that is not trusted"), true},
    Row{ErrorKind::Tls, "unknown-issuer",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate that is not trusted"), true},
    Row{ErrorKind::Tls, "untrusted",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate that is not trusted"), true},
    Row{ErrorKind::Tls, "", QT_TRANSLATE_NOOP("FaultWords", "fails in the TLS handshake")},
    Row{ErrorKind::Auth, "", QT_TRANSLATE_NOOP("FaultWords", "rejects our credentials")},
    Row{ErrorKind::Credential, "",
        QT_TRANSLATE_NOOP("FaultWords", "can't be asked without its credential")},
    Row{ErrorKind::Permission, "", ""},
    Row{ErrorKind::Garbage, "cut", QT_TRANSLATE_NOOP("FaultWords", "breaks off its answer")},
    Row{ErrorKind::Garbage, "", QT_TRANSLATE_NOOP("FaultWords", "answers nonsense")},
    Row{ErrorKind::TooLarge, "", QT_TRANSLATE_NOOP("FaultWords", "answers without end")},
    Row{ErrorKind::Status, "", ""},
    Row{ErrorKind::Condition, "expiring",
        QT_TRANSLATE_NOOP("FaultWords", "shows a certificate that ends soon"), true},
    Row{ErrorKind::Condition, "wrong-role", QT_TRANSLATE_NOOP("FaultWords", "has the wrong role"),
        true},
    Row{ErrorKind::Condition, "read-only", QT_TRANSLATE_NOOP("FaultWords", "takes no changes"),
        true},
    Row{ErrorKind::Condition, "slow", QT_TRANSLATE_NOOP("FaultWords", "answers slowly")},
    Row{ErrorKind::Condition, "", ""},
};

using Place = decltype(kRows)::const_iterator;

Place rowOf(const Error &error)
{
    const auto exact = std::find_if(kRows.begin(), kRows.end(), [&](const Row &row) {
        return row.kind == error.kind && !error.fault.isEmpty()
               && error.fault == QLatin1String(row.fault);
    });
    if (exact != kRows.end())
        return exact;
    return std::find_if(kRows.begin(), kRows.end(), [&](const Row &row) {
        return row.kind == error.kind && *row.fault == '\0';
    });
}

} // namespace

QString faultVerb(const Error &error)
{
    if (error.kind == ErrorKind::Status && !error.fault.isEmpty())
        return Words::tr("answers %1").arg(error.fault);
    const auto row = rowOf(error);
    return row == kRows.end() || *row->verb == '\0' ? QString() : Words::tr(row->verb);
}

int faultRank(const Error &error)
{
    return static_cast<int>(std::distance(kRows.begin(), rowOf(error)));
}

bool isOwnFault(const Error &error)
{
    const auto row = rowOf(error);
    return row != kRows.end() && row->isOwn;
}

bool isResolverSilent(const Error &error)
{
    return error.kind == ErrorKind::Resolve && error.fault == resolverSilentFault();
}

QString resolverSilentFault()
{
    return QStringLiteral("silent");
}

bool isSilence(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Timeout:
    case ErrorKind::Refused:
    case ErrorKind::Unreachable:
    case ErrorKind::Resolve:
    case ErrorKind::Way:
        return true;
    default:
        return false;
    }
}

} // namespace opsdeck
