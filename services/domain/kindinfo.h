// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/domain/parameterschema.h"
#include "services/domain/problem.h"

namespace opsdeck {

/// Something wrong with parameters that are each good by themselves.
struct ParameterFinding
{
    QString
        parameter; ///< whose place is told; when it is not written there, that of the whole mapping
    ProblemSeverity severity = ProblemSeverity::Warning;
    QString text;
};

/// A kind's own look at its typed values, defaults filled in; absent and broken ones are missing.
/// Texts of runbooks still hold their variables. Called while the configuration is read, on any
/// thread.
using ParameterJudge = QList<ParameterFinding> (*)(const QVariantMap &values);

/// Whether a kind's checks can go by a way (`via`).
enum class WayUse {
    Any,
    Ssh, ///< only by one of kind ssh
    None ///< they ask this machine
};

/// A probe, step or channel kind as data: what configuration validates against and forms are made
/// from.
struct KindInfo
{
    QString id;              ///< stable, used in YAML
    const char *displayName; ///< QT_TRANSLATE_NOOP
    ParameterSchema parameters;
    ParameterJudge judge = nullptr;
    WayUse ways = WayUse::Any;
};

} // namespace opsdeck
