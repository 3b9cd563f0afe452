// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

// One category a part; QT_LOGGING_RULES="opsdeck.probes.debug=true" turns one on.
Q_DECLARE_LOGGING_CATEGORY(logChecks)
Q_DECLARE_LOGGING_CATEGORY(logProbes)
Q_DECLARE_LOGGING_CATEGORY(logNet)
Q_DECLARE_LOGGING_CATEGORY(logConfig)
Q_DECLARE_LOGGING_CATEGORY(logStorage)
Q_DECLARE_LOGGING_CATEGORY(logCredentials)
Q_DECLARE_LOGGING_CATEGORY(logRunbooks)
